import type { Path } from '../diagnostics/diagnostic.ts';

/** One step of a JSON Pointer in a URI fragment: percent-decoding, then RFC 6901 §4. */
export function decodeStep(step: string): string {
  return decodeText(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The steps of a pointer that begins with `/`; of an empty one none. */
export function readPointer(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map(decodeStep);
}

/** A path as the fragment of a `$ref`, without `#`. */
export function writePointer(path: Path): string {
  return path.map((step) => `/${encodeStep(String(step))}`).join('');
}

/** One step as it stands in a fragment; `%` is escaped, since reading decodes. */
export function encodeStep(step: string): string {
  return step.replaceAll('%', '%25').replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Percent-decoding; a text that is no such thing stays. */
export function decodeText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands at the end of steps, own members only; undefined: nothing. */
export function descend(value: unknown, steps: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as { readonly [key: string]: unknown })[step];
  }
  return current;
}
