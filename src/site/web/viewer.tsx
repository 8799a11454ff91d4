import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { elementOf } from '../../draw/graph/graph.ts';
import type { Scene, SceneNode } from '../../draw/scene/scene.ts';
import { nodeWords } from '../../draw/svg/legend.ts';
import { Canvas } from '../../studio/web/canvas.tsx';
import type { Picture } from '../../studio/web/picture.ts';

/** What the page says of its picture. */
export interface ViewedScene {
  readonly scene: Scene;
  /** Addresses of elements that have a page. */
  readonly links: { readonly [element: string]: string };
}

/** What the rest of the page may ask of the picture. */
export interface ViewerControl {
  /** Shows an element; false: it isn't in this picture. */
  select(element: string): boolean;
  /** True: the key meant the picture. */
  onKey(key: string): boolean;
}

/** The picture, to be moved and walked, and beside it what was chosen in it. */
export function Viewer({
  scene,
  links,
  onReady,
}: ViewedScene & { readonly onReady: (control: ViewerControl) => void }) {
  const picture = useRef<Picture | undefined>(undefined);
  const [selected, setSelected] = useState(readSelected);
  const marks = useMemo(() => ({ selected, problems: new Map() }), [selected]);
  const node = scene.nodes.find((one) => elementOf(one) === selected);

  const select = (element: string): void => {
    setSelected(element);
    // The address leads back to what is looked at; a page from the disk may have no history of its own.
    try {
      history.replaceState(null, '', element === '' ? '#' : `#select=${encodeURIComponent(element)}`);
    } catch {
      location.hash = element === '' ? '' : `select=${encodeURIComponent(element)}`;
    }
  };
  const run = (command: string): void => {
    if (command === 'fit') picture.current?.showAll();
    else if (command === 'full-size') picture.current?.zoomTo(1);
    else if (command === 'zoom-in') picture.current?.zoomBy(1.25);
    else if (command === 'zoom-out') picture.current?.zoomBy(0.8);
    else if (command === 'to-inspector') document.querySelector<HTMLElement>('.card a')?.focus();
  };

  useEffect(() => {
    const onHash = (): void => {
      const next = readSelected();
      setSelected(next);
      requestAnimationFrame(() => picture.current?.reveal(next));
    };
    addEventListener('hashchange', onHash);
    // Once the picture has its size.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => picture.current?.reveal(readSelected())),
    );
    return () => {
      removeEventListener('hashchange', onHash);
      cancelAnimationFrame(frame);
    };
  }, []);

  onReady({
    select: (element) => {
      if (!scene.nodes.some((one) => elementOf(one) === element)) return false;
      select(element);
      requestAnimationFrame(() => picture.current?.reveal(element));
      return true;
    },
    onKey: (key) => {
      const command = keys[key];
      if (key === 'Escape' && selected !== '') select('');
      else if (command !== undefined) run(command);
      else return false;
      return true;
    },
  });

  return (
    <>
      <Canvas
        scene={scene}
        isLeaving={false}
        marks={marks}
        select={select}
        run={run}
        onPicture={(made) => {
          picture.current = made;
        }}
        canEdit={false}
        isArranging={false}
        isArranged={false}
        onMoved={nothing}
        link={nothing}
        live={undefined}
        onEdge={nothing}
        onDrift={nothing}
        describe={(element) => describe(scene.nodes.find((one) => elementOf(one) === element))}
      />
      {node === undefined ? null : <Card node={node} scene={scene} links={links} select={select} />}
    </>
  );
}

/** A site is read: nothing is drawn on its pictures, and nothing runs behind them. */
function nothing(): void {}

const keys: { readonly [key: string]: string } = {
  '0': 'fit',
  '1': 'full-size',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
};

/** What was chosen: where its page is, and what it is joined to. */
function Card({
  node,
  scene,
  links,
  select,
}: ViewedScene & { readonly node: SceneNode; readonly select: (element: string) => void }) {
  const element = elementOf(node);
  const own = new Set(scene.nodes.filter((one) => elementOf(one) === element).map(({ id }) => id));
  const others = (way: 'from' | 'to'): readonly SceneNode[] => {
    const ids = new Set(
      scene.edges.flatMap((edge) =>
        way === 'from' ? (own.has(edge.to) ? [edge.from] : []) : own.has(edge.from) ? [edge.to] : [],
      ),
    );
    return scene.nodes.filter(({ id }) => ids.has(id));
  };
  const fact = node.texts.find(({ role }) => role === 'fact')?.text;
  return (
    <aside class="card" aria-label="What is selected">
      <p class="kind">{wordOf(node)}</p>
      <h2>
        {links[element] === undefined ? <bdi>{node.name}</bdi> : <a href={links[element]}>{node.name}</a>}
      </h2>
      {fact === undefined ? null : <p class="muted">{fact}</p>}
      {(['from', 'to'] as const).map((way) => {
        const found = others(way);
        return found.length === 0 ? null : (
          <div key={way}>
            <h3>
              {way === 'from' ? 'comes from' : 'goes to'} <span class="count">{found.length}</span>
            </h3>
            <ul>
              {found.slice(0, mostOthers).map((one) => (
                <li key={one.id}>
                  <button type="button" class="link" onClick={() => select(elementOf(one))}>
                    {one.name}
                  </button>
                </li>
              ))}
            </ul>
            {found.length > mostOthers ? <p class="muted">and {found.length - mostOthers} more</p> : null}
          </div>
        );
      })}
    </aside>
  );
}

const mostOthers = 30;

function describe(node: SceneNode | undefined): string {
  return node === undefined ? '' : `${wordOf(node)} ${node.name}`;
}

function wordOf({ kind, of }: SceneNode): string {
  const shown = of ?? kind;
  return shown === 'domain' ? 'domain' : (nodeWords.find(([known]) => known === shown)?.[1] ?? shown);
}

function readSelected(): string {
  return new URLSearchParams(location.hash.slice(1)).get('select') ?? '';
}
