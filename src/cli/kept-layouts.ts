import type { Layout, LayoutInput } from '../draw/layout/layout.ts';
import { readJson, writeJson } from '../write/cache.ts';
import { hashText } from '../write/content-hash.ts';

/** Layouts that are known from the last run, and those that this one makes. */
export interface KeptLayouts {
  readonly layout: (input: LayoutInput) => Promise<Layout>;
  /** Keeps those that this run used, for the next one. That it can't is no harm. */
  save(): void;
}

/**
 * Layouts are the dearest part of a site, and most pictures are the same from one run to the next: what was asked
 * before is taken from a file. A picture that was laid out plainly, since Graphviz failed or took too long, is tried
 * again.
 * @param maker who makes them: another one makes all anew
 */
export function keepLayouts(
  path: string,
  maker: string,
  layout: (input: LayoutInput) => Promise<Layout>,
): KeptLayouts {
  const stored = readJson(path) as Partial<StoredLayouts>;
  const known = stored.maker === maker ? (stored.layouts ?? {}) : {};
  const used: { [key: string]: Layout } = {};
  let isChanged = false;
  return {
    layout: async (input) => {
      const key = hashText(JSON.stringify(input));
      const kept = Object.hasOwn(known, key) ? known[key] : used[key];
      if (kept !== undefined) {
        used[key] = kept;
        return kept;
      }
      const made = await layout(input);
      if (made.by !== 'plain') {
        used[key] = made;
        isChanged = true;
      }
      return made;
    },
    save: () => {
      if (!isChanged && Object.keys(used).length === Object.keys(known).length) return;
      try {
        writeJson(path, { maker, layouts: used } satisfies StoredLayouts);
      } catch {
        // A folder that can't be written to costs the next run its time, and nothing else.
      }
    },
  };
}

interface StoredLayouts {
  readonly maker: string;
  readonly layouts: { readonly [key: string]: Layout };
}
