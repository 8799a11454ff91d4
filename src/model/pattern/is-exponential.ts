import { type CodePoints, type Pattern, readPattern } from './read-pattern.ts';

/** Patterns with more places that read a character are not judged. */
const mostPlaces = 80;
/** A counted repetition of more than so many copies is judged as one of so many: what is ambiguous then was so before. */
const mostCopies = 4;

/** A part of a pattern: the places that read its first and its last character, and whether it may read none. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isNullable: boolean;
}

/**
 * Whether a matcher that goes back and tries again can take exponential time by a pattern: where in a loop the same
 * characters can be read in two ways, a text that does not match in the end is tried in all combinations of them. (An
 * automaton is exponentially ambiguous exactly where some state comes back to itself by one text in two ways.)
 * Patterns that are more than a regular language, or are large, are taken as harmless.
 */
export function isExponential(pattern: string): boolean {
  const read = readPattern(pattern);
  if (read === undefined) return false;
  const places: CodePoints[] = [];
  /** From a place to those that can read next, one entry for each way to get there. */
  const next: number[][] = [];
  const part = follow(read, places, next);
  return part !== undefined && (hasTwoWays(next) || hasTwoReadings(places, next));
}

/** Notes the places of a part, and which follow which; undefined where there are too many. */
function follow(pattern: Pattern, places: CodePoints[], next: number[][]): Part | undefined {
  if (places.length > mostPlaces) return undefined;
  const link = (from: Part, to: Part): void => {
    for (const place of from.last) next[place]?.push(...to.first);
  };
  const sequence = (parts: Iterable<Part | undefined>): Part | undefined => {
    let whole: Part = { first: [], last: [], isNullable: true };
    for (const part of parts) {
      if (part === undefined) return undefined;
      link(whole, part);
      whole = {
        first: whole.isNullable ? [...whole.first, ...part.first] : whole.first,
        last: part.isNullable ? [...whole.last, ...part.last] : part.last,
        isNullable: whole.isNullable && part.isNullable,
      };
    }
    return whole;
  };
  switch (pattern.kind) {
    case 'one': {
      const place = places.push(pattern.of) - 1;
      next.push([]);
      return { first: [place], last: [place], isNullable: false };
    }
    case 'sequence':
      return sequence(pattern.parts.map((part) => follow(part, places, next)));
    case 'alternatives': {
      const parts = pattern.parts.map((part) => follow(part, places, next));
      const known = parts.filter((part) => part !== undefined);
      if (known.length < parts.length) return undefined;
      return {
        first: known.flatMap(({ first }) => first),
        last: known.flatMap(({ last }) => last),
        isNullable: known.some(({ isNullable }) => isNullable),
      };
    }
    case 'repeat': {
      if (pattern.max === Number.POSITIVE_INFINITY) {
        const part = follow(pattern.part, places, next);
        if (part !== undefined) link(part, part);
        return part && { ...part, isNullable: part.isNullable || pattern.min === 0 };
      }
      const most = Math.min(pattern.max, mostCopies);
      const least = pattern.max === pattern.min ? most : Math.min(pattern.min, most - 1);
      // One within the other: a copy is read only behind the one before it.
      let whole: Part | undefined = { first: [], last: [], isNullable: true };
      for (let copy = most; copy > 0 && whole !== undefined; copy--) {
        whole = sequence([follow(pattern.part, places, next), whole]);
        if (whole !== undefined && copy > least) whole = { ...whole, isNullable: true };
      }
      return whole;
    }
  }
}

/** Whether a loop goes from one place to another in two ways at once: `(a*)*`. */
function hasTwoWays(next: readonly (readonly number[])[]): boolean {
  return next.some((after, from) =>
    after.some(
      (to, index) => after.indexOf(to) < index && reachable([to], (place) => next[place] ?? []).has(from),
    ),
  );
}

/** Whether two ways part at some place and meet there again, having read the same: `(a|ab|b)*`. */
function hasTwoReadings(places: readonly CodePoints[], next: readonly (readonly number[])[]): boolean {
  const count = places.length;
  const shared = places.map((of) => places.map((other) => overlap(of, other)));
  const pairs = (pair: number): number[] => {
    const [left, right] = [next[Math.floor(pair / count)] ?? [], next[pair % count] ?? []];
    return left.flatMap((a) => right.filter((b) => shared[a]?.[b]).map((b) => a * count + b));
  };
  return places.some((_, place) => {
    const same = place * count + place;
    const ahead = reachable([same], pairs);
    const before = new Map<number, number[]>();
    for (const pair of ahead) {
      for (const to of pairs(pair)) before.set(to, [...(before.get(to) ?? []), pair]);
    }
    const behind = reachable([same], (pair) => before.get(pair) ?? []);
    return [...ahead].some((pair) => behind.has(pair) && Math.floor(pair / count) !== pair % count);
  });
}

/** What is reached from some by one step or more. */
function reachable(from: readonly number[], stepsOf: (at: number) => readonly number[]): Set<number> {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const to of stepsOf(at)) {
      if (reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return reached;
}

function overlap(of: CodePoints, other: CodePoints): boolean {
  return of.some(([from, to]) => other.some(([low, high]) => from <= high && low <= to));
}
