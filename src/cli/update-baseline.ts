import { makeBaseline, printBaseline, readBaseline } from '../diagnostics/baseline.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { replaceFile } from '../write/replace-file.ts';
import type { BaselineFile } from './known-findings.ts';

/** Writes what was found as the baseline of the next runs; returns what to say about it. */
export function updateBaseline(
  files: ProjectFiles,
  { name }: BaselineFile,
  findings: readonly Diagnostic[],
): string {
  const file = files.read(name);
  const before = file.ok ? readBaseline(file.text) : new Map();
  const after = makeBaseline(findings);
  if (!file.ok && after.size === 0) return `nothing to note: no ${name} is needed`;
  replaceFile(files.root, name, printBaseline(after), new Set());
  const size = plural(sum(after), 'finding');
  if (typeof before === 'string') return `${name}: ${size}, made anew`;
  const added = [...after].reduce(
    (total, [print, { count }]) => total + Math.max(0, count - (before.get(print)?.count ?? 0)),
    0,
  );
  const gone = sum(before) + added - sum(after);
  return `${name}: ${size}, ${added} added, ${gone} taken out`;
}

function sum(baseline: ReadonlyMap<string, { readonly count: number }>): number {
  return [...baseline.values()].reduce((total, { count }) => total + count, 0);
}
