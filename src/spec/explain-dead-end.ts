import { didYouMean } from '../diagnostics/suggest.ts';
import { isMap } from './is-map.ts';
import { descend, writePointer } from './json-pointer.ts';

/** Says of a pointer that leads to nothing at which step it goes wrong, and what was meant as far as can be told. */
export function explainDeadEnd(
  root: unknown,
  steps: readonly string[],
): { readonly said: string; readonly help?: string } {
  const reached = steps.findIndex((_, index) => descend(root, steps.slice(0, index + 1)) === undefined);
  const parent = descend(root, steps.slice(0, reached));
  if (reached === -1 || !isMap(parent)) return { said: '' };
  const keys = Object.keys(parent);
  // A key with a slash in it is one step where the slash is escaped.
  const joined = steps.slice(reached).join('/');
  const whole = keys.find((key) => key.includes('/') && (joined === key || joined.startsWith(`${key}/`)));
  if (whole !== undefined) {
    const rest = joined
      .slice(whole.length + 1)
      .split('/')
      .filter(Boolean);
    return {
      said: '',
      help: `a slash inside a key is written ~1: '#${writePointer([...steps.slice(0, reached), whole, ...rest])}'`,
    };
  }
  const missing = steps[reached] ?? '';
  if (reached === steps.length - 1) return { said: didYouMean(missing, keys) };
  const where = reached === 0 ? 'the file' : `#${writePointer(steps.slice(0, reached))}`;
  return { said: `: ${where} has no ${missing}${didYouMean(missing, keys)}` };
}
