import type { ParseCache } from './source.ts';

/**
 * Keeps the values of files while the process lives: where a text is the same, so is its value, the very object; and where
 * it is another one by now, so are those of its parts that are as they were.
 */
export function createParseMemory(): ParseCache {
  const known = new Map<
    string,
    {
      readonly text: string;
      readonly value: unknown;
      readonly blocks: ReadonlyMap<string, object> | undefined;
    }
  >();
  return {
    get: (path, text) => {
      const entry = known.get(path);
      return entry?.text === text ? entry.value : undefined;
    },
    findBlock: (path, block) => known.get(path)?.blocks?.get(block),
    set: (path, text, value, blocks) => {
      known.set(path, { text, value, blocks });
    },
  };
}
