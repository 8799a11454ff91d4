import type { ParseCache } from './source.ts';

/** Keeps the values of files while the process lives: where a text is the same, so is its value, the very object. */
export function createParseMemory(): ParseCache {
  const known = new Map<string, { readonly text: string; readonly value: unknown }>();
  return {
    get: (path, text) => {
      const entry = known.get(path);
      return entry?.text === text ? entry.value : undefined;
    },
    set: (path, text, value) => {
      known.set(path, { text, value });
    },
  };
}
