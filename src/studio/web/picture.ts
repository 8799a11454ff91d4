import { elementOf } from '../../draw/graph/graph.ts';
import type { Box } from '../../draw/layout/layout.ts';
import type { Scene, SceneNode } from '../../draw/scene/scene.ts';
import type { ChangeMark, SceneMarks } from '../api.ts';
import { changeMarks, markLooks } from './compare/mark-looks.ts';
import { listenForGestures } from './gestures.ts';
import { createDetail } from './picture-detail.ts';
import { createParts, type PictureParts } from './picture-parts.ts';
import { createStage } from './stage.ts';
import {
  bringIntoSight,
  centreOn,
  fitBeginning,
  fitBeside,
  isSeen,
  type PageTurn,
  type Size,
  smallestLook,
  turnPage,
  type Viewport,
  zoomAt,
} from './viewport.ts';

/** What is told of the nodes of a picture beside the picture. */
export interface PictureMarks {
  /** Element that is selected. */
  readonly selected: string;
  /** Elements that a change reaches, with their distance; absent: nothing is asked. */
  readonly reached?: { readonly [element: string]: number };
  /** Where two states of the design are compared: what became of nodes and edges. */
  readonly changes?: SceneMarks;
  /** Findings by element. */
  readonly problems: ReadonlyMap<string, { readonly count: number; readonly severity: string }>;
}

/** A picture on the screen: shown, moved and marked. It knows no state but how it is seen. */
export interface Picture {
  /** Marks are of the picture before: they are told again. */
  show(scene: Scene): void;
  mark(marks: PictureMarks): void;
  showAll(): void;
  zoomBy(factor: number): void;
  zoomTo(k: number): void;
  turnPage(turn: PageTurn): void;
  /** Brings a node into sight where it isn't, `least` times as large as it was drawn or larger. */
  reveal(element: string, least?: number): void;
  /** The node of an element, the first where there are several. */
  nodeOf(element: string): SceneNode | undefined;
  nodeAtTarget(target: EventTarget | null): SceneNode | undefined;
  groupAtTarget(target: EventTarget | null): string | undefined;
  /** The marks of what is shown, for who draws over it. */
  parts(): PictureParts | undefined;
  /** The elements that the edge at a place of the screen joins, or one close by. */
  edgeNear(x: number, y: number): { readonly from: string; readonly to: string } | undefined;
  close(): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Puts a picture into an element, which it fills.
 * @param covered what covers the lower right corner of it, in px
 */
export function createPicture(
  host: HTMLElement,
  onZoom: (k: number) => void,
  covered: () => Size = () => ({ width: 0, height: 0 }),
): Picture {
  let scene: Scene | undefined;
  let byId: ReadonlyMap<string, SceneNode> = new Map();
  let parts: PictureParts | undefined;
  /** How what is shown is marked; undefined until that is told. */
  let looks: MarkedLooks | undefined;
  let fitDetail: ((viewport: Viewport, screen: Size) => void) | undefined;
  /** How the whole is brought into sight, until somebody moves it: then it stays where they put it. */
  let fit: ((scene: Scene, screen: Size) => Viewport) | undefined;
  /** Element that is selected. */
  let chosen = '';
  let screen: Size = { width: 0, height: 0 };
  let corner: Size = { width: 0, height: 0 };
  const stage = createStage(host, {
    onMove: ({ k }) => onZoom(k),
    onRest: (viewport) => fitDetail?.(viewport, screen),
  });
  const { svg, layer } = stage;

  /** The element that the node of an id shows. */
  const shownBy = (id: string): string => elementOf(byId.get(id) ?? { id });

  const mark = (marks: PictureMarks): void => {
    chosen = marks.selected;
    if (scene === undefined || parts === undefined) return;
    looks = createLooks(scene, marks);
    for (const [place, element] of parts.nodes.made()) looks.node(element, place);
    for (const lines of [parts.edges, parts.labels])
      for (const [place, element] of lines.made()) looks.edge(element, place);
    for (const [place, element] of parts.groups.entries()) looks.group(element, place);
    for (const [place, element] of parts.bundles.entries()) looks.bundle(element, place);
  };

  // Not whenever it is asked for: right after a picture is drawn, the browser would lay all of it out for an answer.
  const measure = (): void => {
    screen = { width: host.clientWidth, height: host.clientHeight };
    corner = covered();
  };
  const nodeOf = (element: string): SceneNode | undefined =>
    scene?.nodes.find((one) => elementOf(one) === element);
  const boxOf = (element: string): Box | undefined =>
    nodeOf(element) ?? scene?.groups.find(({ id }) => id === element);

  const place = (next: Viewport): void => {
    fit = undefined;
    stage.put(next);
  };
  const fitBy = (by: NonNullable<typeof fit>): void => {
    fit = by;
    if (screen.width === 0) measure();
    if (scene !== undefined && screen.width > 0) stage.put(by(scene, screen));
  };
  const fitWhole = (whole: Scene, on: Size): Viewport =>
    fitBeside(whole, [...whole.nodes, ...whole.groups], on, corner);
  const showAll = (): void => fitBy(fitWhole);
  // A whole timeline is too wide to be read; it is meant to be followed from its beginning.
  const showFirst = (): void =>
    fitBy(scene?.view === 'timeline' ? (whole, on) => fitBeginning(whole, on, corner) : fitWhole);

  // A panel beside it opens or closes: the whole goes on to be seen as a whole, and else what is selected does.
  const observer = new ResizeObserver(() => {
    measure();
    if (fit !== undefined) return fitBy(fit);
    const box = boxOf(chosen);
    const viewport = stage.viewport();
    stage.put(box === undefined ? viewport : bringIntoSight(box, viewport, screen, 24));
  });
  observer.observe(host);

  const stopGestures = listenForGestures(host, stage.viewport, (next) => {
    fit = undefined;
    stage.glide(next);
  });

  return {
    show: (next) => {
      const isAnother = scene === undefined || scene.view !== next.view;
      const shift = scene === undefined || isAnother ? { x: 0, y: 0 } : shiftBetween(scene, next);
      const isArranged = scene !== undefined && hasSameThings(scene, next);
      scene = next;
      byId = new Map(next.nodes.map((node) => [node.id, node]));
      looks = undefined;
      stage.resize(next);
      parts = createParts(layer, next, {
        onNode: (element, place) => looks?.node(element, place),
        onEdge: (element, place) => looks?.edge(element, place),
      });
      fitDetail = createDetail(svg, next, parts);
      const { x, y, k } = stage.viewport();
      if (isAnother) showFirst();
      // Who looks at the whole goes on doing so; things that were put elsewhere stay under the hand.
      else if (fit !== undefined && !isArranged) fitBy(fit);
      else stage.put({ x: x - shift.x * k, y: y - shift.y * k, k });
    },
    mark,
    showAll,
    zoomBy: (factor) => place(zoomAt(stage.viewport(), factor, screen.width / 2, screen.height / 2)),
    zoomTo: (k) =>
      place(zoomAt(stage.viewport(), k / stage.viewport().k, screen.width / 2, screen.height / 2)),
    turnPage: (turn) => {
      if (scene !== undefined) place(turnPage(turn, scene, stage.viewport(), screen, corner));
    },
    reveal: (id, least = 0.9) => {
      const box = boxOf(id);
      if (box === undefined) return;
      const viewport = stage.viewport();
      const k = Math.max(viewport.k, nodeOf(id) === undefined ? smallestLook : least);
      if (!isSeen(box, viewport, screen, 24, corner) || k !== viewport.k) place(centreOn(box, screen, k));
    },
    nodeOf,
    nodeAtTarget: (target) => scene?.nodes[indexAt(target, '.eda-node')],
    groupAtTarget: (target) => scene?.groups[indexAt(target, '.eda-group')]?.id,
    parts: () => parts,
    edgeNear: (x, y) => {
      const reach = [0, -4, 4, -8, 8];
      for (const dx of reach)
        for (const dy of reach) {
          const edge =
            scene?.edges[indexAt(document.elementFromPoint(x + dx, y + dy), '.eda-edges > .eda-edge')];
          if (edge !== undefined) return { from: shownBy(edge.from), to: shownBy(edge.to) };
        }
      return undefined;
    },
    close: () => {
      observer.disconnect();
      stopGestures();
      stage.close();
    },
  };
}

/** Whether two pictures show the same things, wherever they stand. */
function hasSameThings(before: Scene, after: Scene): boolean {
  const known = new Set(before.nodes.map(({ id }) => id));
  return known.size === after.nodes.length && after.nodes.every(({ id }) => known.has(id));
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

function indexAt(target: EventTarget | null, selector: string): number {
  const element = target instanceof Element ? target.closest<SVGGElement>(selector) : null;
  return element === null ? -1 : Number(element.dataset.n);
}

/** Gives marks of a picture the looks that tell what they are told of. */
interface MarkedLooks {
  node(element: SVGGElement, place: number): void;
  /** An edge, or its label. */
  edge(element: SVGGElement, place: number): void;
  group(element: SVGGElement, place: number): void;
  bundle(element: SVGGElement, place: number): void;
}

function createLooks(scene: Scene, { selected, reached, changes, problems }: PictureMarks): MarkedLooks {
  const elements = new Map(scene.nodes.map((node) => [node.id, elementOf(node)]));
  const isLit = (id: string): boolean => selected !== '' && elements.get(id) === selected;
  const isReached = (id: string): boolean => reached?.[elements.get(id) ?? id] !== undefined;
  const isAnyLit = scene.nodes.some(({ id }) => isLit(id));
  const isBoxLit = scene.groups.some(({ id }) => id === selected);
  // What is joined otherwise than it was is not the same, whatever is said of itself.
  const joined = new Set(
    scene.edges.flatMap(({ id, from, to }) => (changes?.edges[id] === undefined ? [] : [from, to])),
  );
  const changedGroups = new Set(
    scene.nodes.flatMap(({ id, group }) => (changes?.nodes[id] === undefined ? [] : (group ?? []))),
  );
  return {
    node: (element, place) => {
      const node = scene.nodes[place];
      if (node === undefined) return;
      const change = changes?.nodes[node.id];
      const isMeant =
        reached === undefined
          ? changes === undefined || change !== undefined || joined.has(node.id)
          : isReached(node.id);
      element.classList.toggle('is-selected', isLit(node.id));
      element.classList.toggle('is-reached', isReached(node.id));
      element.classList.toggle('is-dimmed', !isMeant);
      showChange(element, change);
      showProblems(element, problems.get(elementOf(node)));
    },
    edge: (element, place) => {
      const edge = scene.edges[place];
      if (edge === undefined) return;
      const isOwn = isLit(edge.from) || isLit(edge.to);
      const change = changes?.edges[edge.id];
      const isDimmed =
        reached !== undefined
          ? !isReached(edge.from) || !isReached(edge.to)
          : changes !== undefined
            ? change === undefined && !isOwn
            : isAnyLit && !isOwn;
      element.classList.toggle('is-lit', isOwn && !isDimmed);
      element.classList.toggle('is-dimmed', isDimmed);
      for (const mark of changeMarks) element.classList.toggle(`is-${mark}`, change === mark);
    },
    group: (element, place) => {
      const { id = '' } = scene.groups[place] ?? {};
      element.classList.toggle('is-selected', id === selected);
      element.classList.toggle('has-changes', changedGroups.has(id));
    },
    bundle: (element, place) => {
      const { from, to } = scene.bundles[place] ?? {};
      const isOwn = from === selected || to === selected;
      element.classList.toggle('is-lit', isOwn);
      element.classList.toggle('is-dimmed', isBoxLit && !isOwn);
    },
  };
}

function showChange(element: SVGGElement, change: ChangeMark | undefined): void {
  for (const mark of changeMarks) element.classList.toggle(`is-${mark}`, change === mark);
  element.querySelector('.change-mark')?.remove();
  if (change !== undefined) element.append(createMark(`change-mark is-${change}`, markLooks[change]));
}

function showProblems(
  element: SVGGElement,
  problems: { readonly count: number; readonly severity: string } | undefined,
): void {
  element.querySelector('.problem-mark')?.remove();
  if (problems === undefined) return;
  element.append(
    createMark(`problem-mark is-${problems.severity}`, problems.count > 9 ? '9+' : String(problems.count)),
  );
}

/** A disc with a sign in it, at the upper left corner of a node. */
function createMark(classes: string, sign: string): SVGGElement {
  const group = document.createElementNS(svgNamespace, 'g');
  group.setAttribute('class', classes);
  const circle = document.createElementNS(svgNamespace, 'circle');
  circle.setAttribute('r', '9');
  const text = document.createElementNS(svgNamespace, 'text');
  text.setAttribute('y', '4');
  text.setAttribute('text-anchor', 'middle');
  text.textContent = sign;
  group.append(circle, text);
  return group;
}
