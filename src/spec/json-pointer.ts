import type { Path } from '../diagnostics/diagnostic.ts';

/** One step of a JSON Pointer in a URI fragment: percent-decoding, then RFC 6901 §4. */
export function decodeStep(step: string): string {
  return unescapeStep(decodeText(step));
}

/** One step of a JSON Pointer (RFC 6901 §4), which is all of it where the pointer is in no URI. */
export function unescapeStep(step: string): string {
  return step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;
}

/** The steps of a pointer that is in no URI, as in a runtime expression (`$message.payload#/customer/id`). */
export function readPlainPointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeStep);
}

/** Such a pointer into data as a design writes it: `/customer/id` → `customer.id`. */
export function dataPathOf(pointer: string): string {
  return readPlainPointer(pointer)
    .map((step) => step.replaceAll('.', '\\.'))
    .join('.');
}

/** The steps of a pointer that begins with `/`; of an empty one none. */
export function readPointer(pointer: string): string[] {
  if (pointer === '') return [];
  const steps = pointer.slice(1).split('/');
  return /[%~]/.test(pointer) ? steps.map(decodeStep) : steps;
}

/** A path as the fragment of a `$ref`, without `#`. */
export function writePointer(path: Path): string {
  let pointer = '';
  for (const step of path) pointer += `/${typeof step === 'number' ? step : encodeStep(step)}`;
  return pointer;
}

/** One step as it stands in a fragment; `%` is escaped, since reading decodes. */
export function encodeStep(step: string): string {
  return /[%~/]/.test(step) ? step.replaceAll('%', '%25').replaceAll('~', '~0').replaceAll('/', '~1') : step;
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
