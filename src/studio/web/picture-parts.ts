import type { Scene } from '../../draw/scene/scene.ts';
import { printEdge, printLabel, printNode, printScene } from '../../draw/svg/print-scene.ts';

/** The marks of a scene in the page, by their places in its lists. */
export interface PictureParts {
  /** All of them are in it. */
  readonly layer: SVGGElement;
  readonly nodes: LazyMarks;
  /** What a node was drawn with, without what was put into it since. */
  readonly drawnIn: (place: number) => readonly Element[];
  readonly edges: LazyMarks;
  /** By the edge that they belong to. */
  readonly labels: LazyMarks;
  readonly groups: readonly SVGGElement[];
  readonly bundles: readonly SVGGElement[];
}

/** Marks that are made when they are wanted first: of a large picture nobody sees all. */
export interface LazyMarks {
  /** The mark at a place, made now where it was not; undefined where there is none. */
  at(place: number): SVGGElement | undefined;
  /** Those that were made so far, with their places. */
  made(): Iterable<readonly [place: number, mark: SVGGElement]>;
  /** Puts the marks of these places into the picture, in their order, and takes all others out. */
  show(places: readonly number[]): void;
}

export interface PartsOptions {
  /** A mark was made, and is not in the page yet. */
  readonly onNode: (mark: SVGGElement, place: number) => void;
  readonly onEdge: (mark: SVGGElement, place: number) => void;
}

/** Puts the boxes of a scene into a layer, which loses what was in it; all else follows when it is wanted. */
export function createParts(
  layer: SVGGElement,
  scene: Scene,
  { onNode, onEdge }: PartsOptions,
): PictureParts {
  // Every text in it is escaped where it is printed.
  layer.innerHTML = printScene({ ...scene, nodes: [], edges: [] });
  const pick = (selector: string): SVGGElement[] => [...layer.querySelectorAll<SVGGElement>(selector)];
  const marks = (
    parent: string,
    print: (place: number) => string,
    onMade: (mark: SVGGElement, place: number) => void,
  ): LazyMarks => createMarks(pick(parent)[0] ?? layer, print, onMade);
  const { nodes, edges } = scene;
  const drawn = new Map<number, readonly Element[]>();
  return {
    layer,
    nodes: marks(
      '.eda-nodes',
      (place) => printAt(nodes, place, printNode),
      (mark, place) => {
        drawn.set(place, [...mark.children]);
        onNode(mark, place);
      },
    ),
    drawnIn: (place) => drawn.get(place) ?? [],
    edges: marks('.eda-edges', (place) => printAt(edges, place, printEdge), onEdge),
    labels: marks('.eda-labels', (place) => printAt(edges, place, printLabel), onEdge),
    groups: pick('.eda-group'),
    bundles: pick('.eda-bundle'),
  };
}

function printAt<T>(list: readonly T[], place: number, print: (one: T, place: number) => string): string {
  const one = list[place];
  return one === undefined ? '' : print(one, place);
}

function createMarks(
  parent: SVGGElement,
  print: (place: number) => string,
  onMade: (mark: SVGGElement, place: number) => void,
): LazyMarks {
  const known = new Map<number, SVGGElement>();
  /** Those in the page, in their order. */
  let shown: readonly SVGGElement[] = [];
  const make = (places: readonly number[]): void => {
    const missing = places.filter((place) => !known.has(place));
    if (missing.length === 0) return;
    // One text for all: to read many short ones takes longer.
    const holder = parent.cloneNode(false) as SVGGElement;
    holder.innerHTML = missing.map(print).join('');
    for (const mark of [...holder.children] as SVGGElement[]) {
      const place = Number(mark.dataset.n);
      known.set(place, mark);
      onMade(mark, place);
    }
  };
  return {
    at: (place) => {
      make([place]);
      return known.get(place);
    },
    made: () => known,
    show: (places) => {
      make(places);
      const wanted = places.flatMap((place) => known.get(place) ?? []);
      const kept = new Set(wanted);
      for (const mark of shown) if (!kept.has(mark)) mark.remove();
      let next: Element | null = null;
      for (const mark of [...wanted].reverse()) {
        if (mark.parentNode !== parent || mark.nextSibling !== next) parent.insertBefore(mark, next);
        next = mark;
      }
      shown = wanted;
    },
  };
}
