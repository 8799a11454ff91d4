import type { Architecture } from '../model/architecture.ts';
import type { ArchitectureIndex } from '../model/query.ts';

/** What a diagram is made from. */
export interface Design {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
}

/** One diagram as Mermaid text. */
export interface Drawing {
  /** For people: `Event flow of todo`. */
  readonly title: string;
  /** Ends with one line feed. */
  readonly text: string;
  /** What is not in the picture, with its count. */
  readonly remarks: readonly string[];
}

/** A view of the whole system: one diagram, or an overview and the diagrams of its domains. */
export type SystemDrawing =
  | { readonly whole: Drawing }
  | { readonly overview: Drawing; readonly domains: readonly DomainDrawings[] };

export interface DomainDrawings {
  readonly domain: string;
  /** More than one where a domain alone is too big. */
  readonly drawings: readonly Drawing[];
}

/**
 * How much one diagram holds. Mermaid refuses more than 500 arrows and 50,000 characters with the settings that
 * forges use (`maxEdges`, `maxTextSize`); long before that nobody can read it.
 */
export const limits = { edges: 200, characters: 45_000, messages: 80, fields: 200 } as const;

/** `1 event`, `2 events`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Groups of items by one or more keys, in the order of the items. */
export function groupBy<T>(
  items: Iterable<T>,
  keysOf: (item: T) => Iterable<string>,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
