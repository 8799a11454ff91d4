import type { Arrangement } from './arrange-layout.ts';

/** Where people put things, for all views: kept beside a design, under version control. */
export const layoutFile = 'eda.layout.json';

export interface LayoutFile {
  /** By view. */
  readonly views: { readonly [view: string]: Arrangement };
  /** The text could not be read: what stands in it is not used, and not overwritten. */
  readonly fault?: string;
}

/** Reads the text of a layout file; undefined: there is none. */
export function readLayoutFile(text: string | undefined): LayoutFile {
  if (text === undefined || text.trim() === '') return { views: {} };
  try {
    const { version, views } = JSON.parse(text) as { readonly version?: unknown; readonly views?: unknown };
    if (version !== 1 || typeof views !== 'object' || views === null)
      return { views: {}, fault: `${layoutFile} is none of this version` };
    return {
      views: Object.fromEntries(Object.entries(views).map(([view, nodes]) => [view, readArrangement(nodes)])),
    };
  } catch {
    return { views: {}, fault: `${layoutFile} can\u2019t be read` };
  }
}

/** Prints it so that each thing has a line, and lines stay where they are as others come and go. */
export function printLayoutFile({ views }: LayoutFile): string {
  const printed = Object.entries(views)
    .filter(([, nodes]) => Object.keys(nodes).length > 0)
    .sort(([a], [b]) => compare(a, b))
    .map(([view, nodes]) => {
      const lines = Object.entries(nodes)
        .sort(([a], [b]) => compare(a, b))
        .map(([id, [x, y]]) => `      ${JSON.stringify(id)}: [${x}, ${y}]`);
      return `    ${JSON.stringify(view)}: {\n${lines.join(',\n')}\n    }`;
    });
  const inside = printed.length === 0 ? '{}' : `{\n${printed.join(',\n')}\n  }`;
  return `{\n  "version": 1,\n  "views": ${inside}\n}\n`;
}

/** A place on no picture is left out. */
const farthest = 1_000_000;

/** Positions as somebody sent or wrote them: whole px, what is none is left out. */
export function readArrangement(value: unknown): Arrangement {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, at]) => {
      if (!Array.isArray(at) || at.length !== 2) return [];
      const [x, y] = at as unknown[];
      const isPlace = [x, y].every((part) => typeof part === 'number' && Math.abs(part) <= farthest);
      return isPlace ? [[id, [Math.round(Number(x)), Math.round(Number(y))] as const] as const] : [];
    }),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
