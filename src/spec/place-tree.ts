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
