import { patternOf } from '../../model/scalar-faults.ts';
import { textForPattern } from '../../print/text-for-pattern.ts';
import type { Verdict, Verdicts } from './verdict.ts';

/** Whether every text that the one pattern matches is matched by the other. */
export function relatePatterns(old: string, now: string): Verdicts {
  return { backward: implies(old, now), forward: implies(now, old) };
}

/** Breaking: a text is known that matches the first and not the second. */
function implies(narrow: string, wide: string): Verdict {
  for (const length of [0, 1, 5, 20]) {
    const text = textForPattern(narrow, length);
    if (text !== undefined && patternOf(narrow).test(text) && !patternOf(wide).test(text)) return 'breaking';
  }
  return 'risky';
}
