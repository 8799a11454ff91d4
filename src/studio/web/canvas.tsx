import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { elementOf } from '../../draw/graph/graph.ts';
import type { Scene, SceneNode } from '../../draw/scene/scene.ts';
import type { LiveEdge, LiveFrame } from '../api.ts';
import { letArrange, type Positions } from './edit/arrange-gesture.ts';
import { showLinkHandle } from './edit/link-handle.ts';
import { LineIcon } from './icon.tsx';
import { createLiveOverlay, type LiveOverlay } from './live/live-overlay.ts';
import { type Direction, nodeAlong, nodeTowards } from './neighbours.ts';
import { createPicture, type Picture, type PictureMarks } from './picture.ts';
import type { PageTurn, Size } from './viewport.ts';

export interface CanvasProps {
  readonly scene: Scene;
  /** Another view is asked for, and not here yet. */
  readonly isLeaving: boolean;
  readonly marks: PictureMarks;
  readonly select: (element: string) => void;
  readonly run: (command: string) => void;
  /** Hands the picture up, for commands that move it. */
  readonly onPicture: (picture: Picture | undefined) => void;
  /** What to tell of a node to those who don't see it. */
  readonly describe: (element: string) => string;
  readonly canEdit: boolean;
  /** Somebody drew a line from one thing to another; to nothing where it ended on the bare canvas. */
  readonly link: (from: string, to: string) => void;
  /** Things can be put elsewhere. */
  readonly isArranging: boolean;
  /** Somebody put things where they are. */
  readonly isArranged: boolean;
  readonly onMoved: (positions: Positions) => void;
  /** The running system; absent: it is not looked at. */
  readonly live: LiveFrame | undefined;
  /** An edge was pressed while the running system is shown. */
  readonly onEdge: (from: string, to: string) => void;
  readonly onDrift: (edge: LiveEdge) => void;
}

const arrows: { readonly [key: string]: Direction } = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** What keys do that turn pages; with Shift to the side. */
const pageTurns: { readonly [key: string]: readonly [plain: PageTurn, shifted: PageTurn] } = {
  PageUp: ['up', 'left'],
  PageDown: ['down', 'right'],
  Home: ['first', 'first'],
  End: ['last', 'last'],
};

/** How far the bar of sizes stands from the border, and the picture from it, together, in px. */
const zoomBarGap = 22;

/** What a view waits for, where there is nothing in it. */
const nothingIn: { readonly [view in Scene['view']]: string } = {
  map: 'No domains yet: the design begins with one.',
  flow: 'No services and no events yet: the design begins with one.',
  sagas: 'No sagas yet: one leads several services through a process, or back.',
  timeline: 'Nothing happens yet: no service publishes an event.',
  data: 'No data yet: no event says what it carries, and there is no projection.',
  infra: 'Nothing runs here yet: no service publishes or takes an event.',
};

/** The picture, moved by pointer and keys. One stop for Tab; arrows go from thing to thing. */
export function Canvas({
  scene,
  isLeaving,
  marks,
  select,
  run,
  onPicture,
  describe,
  canEdit,
  link,
  isArranging,
  isArranged,
  onMoved,
  live,
  onEdge,
  onDrift,
}: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const zoomBar = useRef<HTMLDivElement>(null);
  const picture = useRef<Picture | undefined>(undefined);
  const last = useRef<string | undefined>(undefined);
  const [zoom, setZoom] = useState(100);

  // All before the page is painted, in this order: what is drawn over the picture needs its elements.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const covered = (): Size => {
      const { offsetWidth = 0, offsetHeight = 0 } = zoomBar.current ?? {};
      return { width: offsetWidth + zoomBarGap, height: offsetHeight + zoomBarGap };
    };
    const made = createPicture(host.current, (k) => setZoom(Math.round(k * 100)), covered);
    picture.current = made;
    onPicture(made);
    return () => {
      made.close();
      onPicture(undefined);
    };
  }, []);
  useLayoutEffect(() => picture.current?.show(scene), [scene]);
  useLayoutEffect(() => picture.current?.mark(marks), [scene, marks]);
  const onLink = useRef(link);
  onLink.current = link;
  useLayoutEffect(() => {
    const parts = picture.current?.parts();
    if (host.current === null || parts === undefined || !canEdit || isArranging || marks.selected === '')
      return;
    return showLinkHandle(host.current, scene, parts, marks.selected, (from, to) => onLink.current(from, to));
  }, [scene, marks, canEdit, isArranging]);

  const keep = useRef(onMoved);
  keep.current = onMoved;
  const ahead = useRef(new Map<string, readonly [x: number, y: number]>());
  const chosen = useRef(marks.selected);
  chosen.current = marks.selected;
  useLayoutEffect(() => {
    const parts = picture.current?.parts();
    if (host.current === null || parts === undefined || !isArranging || !canEdit) return;
    return letArrange(host.current, scene, parts, {
      selected: () => chosen.current,
      isArranged,
      ahead: ahead.current,
      onMoved: (positions) => keep.current(positions),
    });
  }, [scene, isArranging, isArranged, canEdit]);
  const overlay = useRef<LiveOverlay | undefined>(undefined);
  const drift = useRef(onDrift);
  drift.current = onDrift;
  const isLive = live !== undefined;
  useLayoutEffect(() => {
    const parts = picture.current?.parts();
    if (parts === undefined || !isLive) return;
    const made = createLiveOverlay(scene, parts, (edge) => drift.current(edge));
    overlay.current = made;
    return () => {
      made.close();
      overlay.current = undefined;
    };
  }, [scene, isLive]);
  useLayoutEffect(() => {
    if (live !== undefined) overlay.current?.show(live);
  }, [live, scene]);

  const choose = (node: SceneNode | undefined): void => {
    if (node === undefined) return;
    last.current = node.id;
    select(elementOf(node));
    picture.current?.reveal(elementOf(node));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = arrows[event.key];
    const turns = pageTurns[event.key];
    const current = picture.current?.nodeOf(marks.selected);
    if (direction !== undefined) {
      event.preventDefault();
      if (current === undefined) choose(scene.nodes[0]);
      else if (event.altKey)
        choose(
          nodeAlong(
            scene,
            current,
            direction === 'right' || direction === 'down' ? 'to' : 'from',
            last.current,
          ),
        );
      else choose(nodeTowards(scene, current, direction));
    } else if (turns !== undefined) {
      event.preventDefault();
      picture.current?.turnPage(turns[event.shiftKey ? 1 : 0]);
    } else if (event.key === 'Enter' && marks.selected !== '') {
      event.preventDefault();
      run('to-inspector');
    }
  };

  return (
    <div class={`canvas-frame${isLeaving ? ' is-leaving' : ''}`}>
      <div
        ref={host}
        class="canvas"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes all keys of the picture
        tabIndex={0}
        aria-label={`${scene.title}: ${scene.nodes.length} things. Arrows move, Enter inspects, question mark lists the keys`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          // The second of a double click is meant for the same thing: the first may have moved what is under the pointer.
          if (host.current?.classList.contains('is-dragged') === true || event.detail > 1) return;
          const node = picture.current?.nodeAtTarget(event.target);
          if (node !== undefined) {
            last.current = node.id;
            select(elementOf(node));
            return;
          }
          const edge = isLive ? picture.current?.edgeNear(event.clientX, event.clientY) : undefined;
          if (edge !== undefined) onEdge(edge.from, edge.to);
          else select(picture.current?.groupAtTarget(event.target) ?? '');
        }}
        onDblClick={() => {
          if (marks.selected === '') return;
          if (canEdit && picture.current?.nodeOf(marks.selected) !== undefined) run('rename');
          else picture.current?.reveal(marks.selected);
        }}
      />
      <p class="hidden" role="status">
        {marks.selected === '' ? '' : describe(marks.selected)}
      </p>
      {scene.nodes.length === 0 ? (
        <p class="empty">
          {scene.remarks.length > 0 ? 'There is nothing to see in this view.' : nothingIn[scene.view]}
        </p>
      ) : null}
      {isLeaving ? (
        <p class="empty leaving" role="status">
          Drawing …
        </p>
      ) : null}
      <div ref={zoomBar} class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="quiet" onClick={() => run('zoom-out')} aria-label="Smaller">
          <LineIcon name="minus" />
        </button>
        <button type="button" class="quiet zoom-value" onClick={() => run('full-size')}>
          <span class="hidden">Full size, now </span>
          {zoom} %
        </button>
        <button type="button" class="quiet" onClick={() => run('zoom-in')} aria-label="Larger">
          <LineIcon name="plus" />
        </button>
        <button type="button" class="quiet" onClick={() => run('fit')} aria-label="Whole picture">
          <LineIcon name="fit" />
        </button>
      </div>
    </div>
  );
}
