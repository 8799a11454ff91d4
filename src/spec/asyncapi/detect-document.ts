import { isMap } from '../is-map.ts';

/** Versions whose documents are read, newest last. */
export const versions = [
  '2.0.0',
  '2.1.0',
  '2.2.0',
  '2.3.0',
  '2.4.0',
  '2.5.0',
  '2.6.0',
  '3.0.0',
  '3.1.0',
] as const;

export type Version = (typeof versions)[number];

/** True where a text says `asyncapi:` at its top level, as far as that can be told without parsing it. */
export function looksLikeAsyncApi(text: string): boolean {
  return /^(?:\s*\{\s*)?["']?asyncapi["']?[ \t]*:/m.test(text) || hasOuterKey(text, 'asyncapi');
}

/** Whether the outermost object of a JSON text has a key: what writes JSON may put it behind all others. */
function hasOuterKey(text: string, key: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  const wanted = new RegExp(`"${key}"\\s*:`, 'g');
  let depth = 0;
  let offset = 0;
  for (let found = wanted.exec(text); found !== null; found = wanted.exec(text)) {
    // Texts are passed over whole: brackets in them open nothing.
    for (const [token] of text.slice(offset, found.index).matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
      if (token === '{' || token === '[') depth++;
      else if (token === '}' || token === ']') depth--;
    }
    if (depth === 1) return true;
    offset = found.index;
  }
  return false;
}

/** The text behind `asyncapi`, or undefined where a value is no AsyncAPI document. */
export function asyncApiVersion(value: unknown): string | undefined {
  if (!isMap(value) || value.asyncapi === undefined) return undefined;
  return String(value.asyncapi);
}

/** A version that is read, else undefined. A patch (`2.6.1`) counts as its minor. */
export function knownVersion(text: string): Version | undefined {
  return versions.find((version) => version === text);
}
