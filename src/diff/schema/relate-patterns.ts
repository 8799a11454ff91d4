import { type Automaton, automatonOf, closure, mostStates, step } from '../../model/pattern/automaton.ts';
import { type Pattern, readPattern } from '../../model/pattern/read-pattern.ts';
import { matchesPattern } from '../../model/scalar-faults.ts';
import { textForPattern } from '../../print/text-for-pattern.ts';
import type { Verdict, Verdicts } from './verdict.ts';

/** Whether every text that the one pattern matches is matched by the other. */
export function relatePatterns(old: string, now: string): Verdicts {
  const verdict = (narrow: string, wide: string): Verdict => {
    const answer = textBetween(narrow, wide);
    return answer === 'none' ? 'compatible' : answer === 'unknown' ? 'risky' : 'breaking';
  };
  return { backward: verdict(old, now), forward: verdict(now, old) };
}

/** A text that the first pattern matches and the second does not; `none`: there is none. */
export function textBetween(narrow: string, wide: string): { readonly text: string } | 'none' | 'unknown' {
  for (const length of [0, 1, 5, 20]) {
    const text = textForPattern(narrow, length);
    if (text !== undefined && isBetween(text, narrow, wide)) return { text };
  }
  const [inner, outer] = [readPattern(narrow), readPattern(wide)];
  if (inner === undefined || outer === undefined) return 'unknown';
  const answer = search(inner, outer);
  // What the search found has to stand before the real thing.
  return typeof answer === 'string' || isBetween(answer.text, narrow, wide) ? answer : 'unknown';
}

function isBetween(text: string, narrow: string, wide: string): boolean {
  return matchesPattern(narrow, text) && !matchesPattern(wide, text);
}

function search(narrow: Pattern, wide: Pattern): { readonly text: string } | 'none' | 'unknown' {
  const [a, b] = [automatonOf(narrow), automatonOf(wide)];
  if (a === undefined || b === undefined) return 'unknown';
  const alphabet = representatives([a, b]);
  interface Visit {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly text: string;
  }
  const first: Visit = { a: closure(a, [0]), b: closure(b, [0]), text: '' };
  const queue: Visit[] = [first];
  const seen = new Set([keyOf(first)]);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.a.includes(a.end) && !next.b.includes(b.end)) return { text: next.text };
    for (const codePoint of alphabet) {
      const reached = closure(a, step(a, next.a, codePoint));
      if (reached.length === 0) continue;
      const visit: Visit = {
        a: reached,
        b: closure(b, step(b, next.b, codePoint)),
        text: next.text + String.fromCodePoint(codePoint),
      };
      const key = keyOf(visit);
      if (seen.has(key)) continue;
      if (seen.size >= mostStates) return 'unknown';
      seen.add(key);
      queue.push(visit);
    }
  }
  return 'none';
}

function keyOf(visit: { readonly a: readonly number[]; readonly b: readonly number[] }): string {
  return `${visit.a.join()}|${visit.b.join()}`;
}

/** One code point of each range that no set of the automata divides; plain letters and digits where there is a choice. */
function representatives(automata: readonly Automaton[]): number[] {
  const starts = new Set([0]);
  for (const { reading } of automata) {
    for (const { of } of reading.flat()) {
      for (const [from, to] of of) {
        starts.add(from);
        if (to < 0x10ffff) starts.add(to + 1);
      }
    }
  }
  const sorted = [...starts].sort((x, y) => x - y);
  return sorted.map((from, index) => {
    const to = (sorted[index + 1] ?? 0x110000) - 1;
    return [97, 49, 65, 45, 32].find((plain) => plain >= from && plain <= to) ?? from;
  });
}
