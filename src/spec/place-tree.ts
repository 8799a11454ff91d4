import type { Place } from '../diagnostics/diagnostic.ts';

/** Whether a place is the other one, or inside of it. */
export function isBelow(place: Place, ancestor: Place): boolean {
  return (
    place.file === ancestor.file &&
    ancestor.path.length <= place.path.length &&
    ancestor.path.every((step, index) => String(step) === String(place.path[index]))
  );
}

/** Whether two places are one. */
export function isSamePlace(one: Place, other: Place): boolean {
  return (
    one === other ||
    (one.file === other.file &&
      one.path.length === other.path.length &&
      one.path.every((step, index) => String(step) === String(other.path[index])))
  );
}

/** A step of some places, and the steps that follow it. */
interface PlaceNode {
  isEnd: boolean;
  readonly next: Map<string, PlaceNode>;
}

/**
 * Tells of a place whether it is one of many, or inside of one: what `isBelow` says of each of them, at the cost of the
 * steps of its path.
 */
export function findBelow(ancestors: readonly Place[]): (place: Place) => boolean {
  const files = new Map<string, PlaceNode>();
  for (const { file, path } of ancestors) {
    let node = nextNode(files, file);
    for (const step of path) node = nextNode(node.next, String(step));
    node.isEnd = true;
  }
  return ({ file, path }) => {
    let node = files.get(file);
    for (const step of path) {
      if (node === undefined || node.isEnd) break;
      node = node.next.get(String(step));
    }
    return node?.isEnd === true;
  };
}

function nextNode(nodes: Map<string, PlaceNode>, step: string): PlaceNode {
  const known = nodes.get(step);
  if (known !== undefined) return known;
  const made: PlaceNode = { isEnd: false, next: new Map() };
  nodes.set(step, made);
  return made;
}
