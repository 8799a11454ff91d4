import type { Path } from '../diagnostics/diagnostic.ts';
import { isMap } from '../spec/is-map.ts';
import type { InlineIgnore } from './inline-ignore.ts';

/** The key under which documents without comments say what to ignore. */
export const ignoreKey = 'x-eda-ignore';

/**
 * Finds the ignores in the value of a document: `x-eda-ignore: [{ rule, reason, until }]` at an object holds for it and
 * all within it, at the root for the document. Entries without a rule are ignores of nothing.
 */
export function findDocumentIgnores(value: unknown, file: string): InlineIgnore[] {
  const ignores: InlineIgnore[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (Array.isArray(node)) for (const [index, item] of node.entries()) visit(item, [...path, index]);
    if (!isMap(node)) return;
    for (const [key, member] of Object.entries(node)) {
      if (key === ignoreKey) ignores.push(...entriesAt(member, path, file));
      else visit(member, [...path, key]);
    }
  };
  visit(value, []);
  return ignores;
}

function entriesAt(list: unknown, path: Path, file: string): InlineIgnore[] {
  const entries = Array.isArray(list) ? list : [list];
  return entries.map((entry, index) => {
    const { rule, reason, until } = isMap(entry) ? entry : {};
    const at = { file, path: [...path, ignoreKey, ...(Array.isArray(list) ? [index] : [])] };
    return {
      scope: path.length === 0 ? { kind: 'file' } : { kind: 'value', path },
      ruleIds: typeof rule === 'string' ? [rule] : [],
      ...(typeof reason === 'string' && reason.trim() !== '' ? { reason: reason.trim() } : {}),
      ...(until === undefined ? {} : { until: String(until) }),
      at,
    };
  });
}
