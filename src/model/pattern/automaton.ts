import type { CodePoints, Pattern } from './read-pattern.ts';

/** An automaton of more states is not made. */
export const mostStates = 2000;

/** A non-deterministic automaton: from each state without reading, or by reading one of some code points. */
export interface Automaton {
  readonly free: number[][];
  readonly reading: { readonly of: CodePoints; readonly to: number }[][];
  end: number;
}

/** Thompson's construction; undefined: it would get too large. */
export function automatonOf(pattern: Pattern): Automaton | undefined {
  const automaton: Automaton = { free: [], reading: [], end: 0 };
  const state = (): number => {
    automaton.free.push([]);
    return automaton.reading.push([]) - 1;
  };
  const join = (from: number, to: number): void => {
    automaton.free[from]?.push(to);
  };
  /** Adds a pattern behind a state; the state that it ends in, undefined where there are too many. */
  const add = (part: Pattern, from: number): number | undefined => {
    if (automaton.free.length > mostStates) return undefined;
    switch (part.kind) {
      case 'one': {
        const to = state();
        automaton.reading[from]?.push({ of: part.of, to });
        return to;
      }
      case 'sequence': {
        let at: number | undefined = from;
        for (const each of part.parts) at = at === undefined ? undefined : add(each, at);
        return at;
      }
      case 'alternatives': {
        const end = state();
        for (const each of part.parts) {
          const start = state();
          join(from, start);
          const to = add(each, start);
          if (to === undefined) return undefined;
          join(to, end);
        }
        return end;
      }
      case 'repeat': {
        let at = from;
        for (let count = 0; count < part.min; count++) {
          const to = add(part.part, at);
          if (to === undefined) return undefined;
          at = to;
        }
        if (part.max === Number.POSITIVE_INFINITY) {
          const loop = state();
          join(at, loop);
          const to = add(part.part, loop);
          if (to === undefined) return undefined;
          join(to, loop);
          return loop;
        }
        const end = state();
        join(at, end);
        for (let count = part.min; count < part.max; count++) {
          const to = add(part.part, at);
          if (to === undefined) return undefined;
          at = to;
          join(at, end);
        }
        return end;
      }
    }
  };
  const end = add(pattern, state());
  if (end === undefined) return undefined;
  automaton.end = end;
  return automaton;
}

/** States that are reached from some without reading, these included; in order. */
export function closure(automaton: Automaton, states: readonly number[]): number[] {
  const reached = new Set(states);
  const waiting = [...states];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const to of automaton.free[next] ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return [...reached].sort((x, y) => x - y);
}

/** States that are reached by reading one code point; the same one may come twice. */
export function step(automaton: Automaton, states: readonly number[], codePoint: number): number[] {
  return states.flatMap((state) =>
    (automaton.reading[state] ?? [])
      .filter(({ of }) => of.some(([from, to]) => codePoint >= from && codePoint <= to))
      .map(({ to }) => to),
  );
}

/** Whether an automaton takes a text. Time grows with the text times the states, never faster. */
export function accepts(automaton: Automaton, text: string): boolean {
  let states = closure(automaton, [0]);
  for (const character of text) {
    states = closure(automaton, step(automaton, states, character.codePointAt(0) ?? 0));
    if (states.length === 0) return false;
  }
  return states.includes(automaton.end);
}
