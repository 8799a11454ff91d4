import type { Scene, SceneNode } from '../../draw/scene/scene.ts';
import { n } from '../../draw/scene/shapes.ts';
import { printScene } from '../../draw/svg/print-scene.ts';
import { type DetailLevel, iconRoom, levelAt, stepAt, textAt, titleSizeAt } from './detail-level.ts';
import { centreOn, fitPicture, isSeen, type Size, type Viewport, zoomAt } from './viewport.ts';

/** What is told of the nodes of a picture beside the picture. */
export interface PictureMarks {
  /** Element that is selected. */
  readonly selected: string;
  /** Elements that a change reaches, with their distance; absent: nothing is asked. */
  readonly reached?: { readonly [element: string]: number };
  /** Findings by element. */
  readonly problems: ReadonlyMap<string, { readonly count: number; readonly severity: string }>;
}

/** A picture on the screen: shown, moved and marked. It knows no state but how it is seen. */
export interface Picture {
  show(scene: Scene, marks: PictureMarks): void;
  mark(marks: PictureMarks): void;
  showAll(): void;
  zoomBy(factor: number): void;
  zoomTo(k: number): void;
  /** Brings a node into sight where it isn't. */
  reveal(element: string): void;
  /** The node of an element, the first where there are several. */
  nodeOf(element: string): SceneNode | undefined;
  nodeAtTarget(target: EventTarget | null): SceneNode | undefined;
  groupAtTarget(target: EventTarget | null): string | undefined;
  /** The elements that the edge at a place of the screen joins, or one close by. */
  edgeNear(x: number, y: number): { readonly from: string; readonly to: string } | undefined;
  close(): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Puts a picture into an element, which it fills. */
export function createPicture(host: HTMLElement, onZoom: (k: number) => void): Picture {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', 'picture eda-picture');
  svg.setAttribute('aria-hidden', 'true');
  const layer = document.createElementNS(svgNamespace, 'g');
  svg.append(layer);
  host.append(svg);

  let scene: Scene | undefined;
  let viewport: Viewport = { x: 0, y: 0, k: 1 };
  let shownLevel = '';
  let frame = 0;
  let nodeElements: readonly SVGGElement[] = [];
  let edgeElements: readonly SVGGElement[] = [];
  let labelElements: ReadonlyMap<number, SVGGElement> = new Map();

  const screen = (): Size => ({ width: host.clientWidth, height: host.clientHeight });

  /** Writes the viewport once a frame, however often it was moved. */
  const move = (next: Viewport): void => {
    viewport = next;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      layer.setAttribute(
        'transform',
        `translate(${n(viewport.x)} ${n(viewport.y)}) scale(${viewport.k.toFixed(4)})`,
      );
      showDetail();
      onZoom(viewport.k);
    });
  };

  /** Names are fitted anew where a step is passed, not at every move. */
  const showDetail = (): void => {
    if (scene === undefined) return;
    const level = levelAt(viewport.k, scene);
    const step = stepAt(viewport.k);
    const key = `${level} ${step}`;
    if (key === shownLevel) return;
    shownLevel = key;
    svg.dataset.level = level;
    for (const [index, node] of scene.nodes.entries()) showTexts(nodeElements[index], node, step, level);
    // What has a plate of its own grows with it, around its middle.
    const grown = level === 'all' && step < 1 ? `scale(${n(1 / step)})` : '';
    for (const element of layer.querySelectorAll<SVGGElement>('g.eda-badge,.eda-edge-label'))
      element.style.transform = grown;
    for (const element of layer.querySelectorAll<SVGGElement>('.eda-group')) {
      const group = scene.groups[Number(element.dataset.n)];
      const title = element.querySelector<SVGTextElement>('.eda-title');
      if (group === undefined || title === null) continue;
      const size = titleSizeAt(group.texts[0]?.text ?? '', group.width, step, level);
      title.style.fontSize = `${n(size)}px`;
      const isFar = level === 'far';
      title.setAttribute('x', n(isFar ? group.width / 2 : 16));
      title.setAttribute('y', n(isFar ? group.height / 2 + size / 3 : 12 + size));
      title.setAttribute('text-anchor', isFar ? 'middle' : 'start');
    }
  };

  const pick = (selector: string): SVGGElement[] => [...layer.querySelectorAll<SVGGElement>(selector)];

  const mark = ({ selected, reached, problems }: PictureMarks): void => {
    if (scene === undefined) return;
    const lit = new Set<string>();
    for (const [index, node] of scene.nodes.entries()) {
      const element = nodeElements[index];
      if (element === undefined) continue;
      const id = node.element ?? node.id;
      const distance = reached?.[id];
      const isSelected = selected !== '' && id === selected;
      if (isSelected) lit.add(node.id);
      element.classList.toggle('is-selected', isSelected);
      element.classList.toggle('is-reached', distance !== undefined);
      element.classList.toggle('is-dimmed', reached !== undefined && distance === undefined);
      showProblems(element, problems.get(id));
    }
    const isFar = (id: string): boolean => {
      const node = scene?.nodes.find((one) => one.id === id);
      return node === undefined || reached?.[node.element ?? node.id] === undefined;
    };
    for (const [index, edge] of scene.edges.entries()) {
      const isLit = lit.has(edge.from) || lit.has(edge.to);
      const isDimmed = reached === undefined ? lit.size > 0 && !isLit : isFar(edge.from) || isFar(edge.to);
      for (const element of [edgeElements[index], labelElements.get(index)]) {
        element?.classList.toggle('is-lit', isLit && !isDimmed);
        element?.classList.toggle('is-dimmed', isDimmed);
      }
    }
  };

  const observer = new ResizeObserver(() => {
    if (scene !== undefined && shownLevel === '') showAll();
  });
  observer.observe(host);

  const showAll = (): void => {
    const size = screen();
    if (scene === undefined || size.width === 0) return;
    move(fitPicture(scene, size));
  };

  const stopGestures = listenForGestures(host, () => viewport, move);

  return {
    show: (next, marks) => {
      const isAnother = scene === undefined || scene.view !== next.view;
      const shift = scene === undefined || isAnother ? { x: 0, y: 0 } : shiftBetween(scene, next);
      scene = next;
      // Every text in it was escaped where it was printed.
      layer.innerHTML = printScene(next);
      nodeElements = pick('.eda-node');
      edgeElements = pick('.eda-edges > .eda-edge');
      labelElements = new Map(pick('.eda-edge-label').map((element) => [Number(element.dataset.n), element]));
      shownLevel = '';
      if (isAnother) showAll();
      else move({ ...viewport, x: viewport.x - shift.x * viewport.k, y: viewport.y - shift.y * viewport.k });
      mark(marks);
    },
    mark,
    showAll,
    zoomBy: (factor) => {
      const { width, height } = screen();
      move(zoomAt(viewport, factor, width / 2, height / 2));
    },
    zoomTo: (k) => {
      const { width, height } = screen();
      move(zoomAt(viewport, k / viewport.k, width / 2, height / 2));
    },
    reveal: (id) => {
      const node = scene?.nodes.find((one) => (one.element ?? one.id) === id);
      const group = scene?.groups.find((one) => one.id === id);
      const box = node ?? group;
      if (box === undefined) return;
      const k = Math.max(viewport.k, node === undefined ? 0.3 : 0.9);
      if (!isSeen(box, viewport, screen(), 24) || k !== viewport.k) move(centreOn(box, screen(), k));
    },
    nodeOf: (id) => scene?.nodes.find((one) => (one.element ?? one.id) === id),
    nodeAtTarget: (target) => scene?.nodes[indexAt(target, '.eda-node')],
    groupAtTarget: (target) => scene?.groups[indexAt(target, '.eda-group')]?.id,
    edgeNear: (x, y) => {
      const reach = [0, -4, 4, -8, 8];
      for (const dx of reach)
        for (const dy of reach) {
          const edge =
            scene?.edges[indexAt(document.elementFromPoint(x + dx, y + dy), '.eda-edges > .eda-edge')];
          const elementOf = (id: string): string => scene?.nodes.find((one) => one.id === id)?.element ?? id;
          if (edge !== undefined) return { from: elementOf(edge.from), to: elementOf(edge.to) };
        }
      return undefined;
    },
    close: () => {
      observer.disconnect();
      stopGestures();
      cancelAnimationFrame(frame);
      svg.remove();
    },
  };
}

/** How far most things went from one picture of a view to the next: the eye stays with them. */
function shiftBetween(before: Scene, after: Scene): { readonly x: number; readonly y: number } {
  const known = new Map(before.nodes.map((node) => [node.id, node]));
  const moves = after.nodes.flatMap((node) => {
    const old = known.get(node.id);
    return old === undefined ? [] : [{ x: node.x - old.x, y: node.y - old.y }];
  });
  const middle = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return { x: middle(moves.map(({ x }) => x)), y: middle(moves.map(({ y }) => y)) };
}

/** Texts of a node at a size: names stand in the middle where they stand alone. */
function showTexts(
  element: SVGGElement | undefined,
  node: SceneNode,
  step: number,
  level: DetailLevel,
): void {
  if (element === undefined) return;
  const elements = element.querySelectorAll<SVGTextElement>(':scope > text');
  const hasRows = node.texts.some(({ role }) => role === 'row');
  for (const [index, own] of node.texts.filter(({ text }) => text !== '').entries()) {
    const shown = elements[index];
    if (shown === undefined) continue;
    const { size, text } = textAt(node, own, step, level);
    shown.textContent = text;
    shown.style.fontSize = `${n(size)}px`;
    if (own.role !== 'name') continue;
    const isAlone = level === 'names' && !hasRows;
    shown.setAttribute('y', n(isAlone ? node.height / 2 + size * 0.35 : own.y));
    shown.setAttribute('x', n(level === 'names' ? own.x - iconRoom : own.x));
  }
}

function indexAt(target: EventTarget | null, selector: string): number {
  const element = target instanceof Element ? target.closest<SVGGElement>(selector) : null;
  return element === null ? -1 : Number(element.dataset.n);
}

function showProblems(
  element: SVGGElement,
  problems: { readonly count: number; readonly severity: string } | undefined,
): void {
  element.querySelector('.problem-mark')?.remove();
  if (problems === undefined) return;
  const group = document.createElementNS(svgNamespace, 'g');
  group.setAttribute('class', `problem-mark is-${problems.severity}`);
  const circle = document.createElementNS(svgNamespace, 'circle');
  circle.setAttribute('r', '9');
  const text = document.createElementNS(svgNamespace, 'text');
  text.setAttribute('y', '4');
  text.setAttribute('text-anchor', 'middle');
  text.textContent = problems.count > 9 ? '9+' : String(problems.count);
  group.append(circle, text);
  element.append(group);
}

/** Wheel and pinch zoom at the pointer, a drag or two fingers on a pad move. Gives back what ends that. */
function listenForGestures(
  host: HTMLElement,
  current: () => Viewport,
  move: (next: Viewport) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const pointers = new Map<number, { x: number; y: number }>();
  const at = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { x, y } = at(event);
      // A pinch on a pad comes as a wheel with Ctrl; a mouse's wheel moves in whole steps.
      const isZoom =
        event.ctrlKey ||
        event.metaKey ||
        (event.deltaX === 0 && Number.isInteger(event.deltaY) && Math.abs(event.deltaY) >= 50);
      const viewport = current();
      if (isZoom) move(zoomAt(viewport, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y));
      else move({ ...viewport, x: viewport.x - event.deltaX, y: viewport.y - event.deltaY });
    },
    { passive: false, signal },
  );
  host.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button > 1) return;
      pointers.set(event.pointerId, at(event));
    },
    { signal },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const viewport = current();
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      if (other === undefined) {
        const isMoved = host.classList.contains('is-dragged');
        if (!isMoved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
        host.classList.add('is-dragged');
        host.setPointerCapture(event.pointerId);
        move({ ...viewport, x: viewport.x + now.x - before.x, y: viewport.y + now.y - before.y });
      } else {
        const factor =
          Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
        if (Number.isFinite(factor))
          move(zoomAt(viewport, factor, (now.x + other.x) / 2, (now.y + other.y) / 2));
      }
      pointers.set(event.pointerId, now);
    },
    { signal },
  );
  const release = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    // The click that follows a drag means nothing.
    setTimeout(() => host.classList.remove('is-dragged'));
  };
  host.addEventListener('pointerup', release, { signal });
  host.addEventListener('pointercancel', release, { signal });
  return () => stop.abort();
}
