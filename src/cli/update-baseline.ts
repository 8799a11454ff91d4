import { makeBaseline, printBaseline, readBaseline } from '../diagnostics/baseline.ts';
import { plural } from '../diagnostics/format/located.ts';
import { replaceFile } from '../write/replace-file.ts';
import type { CheckedDesign } from './check-design.ts';
import { baselineName, mayBeKnown } from './gate.ts';
import type { Project } from './project.ts';

/** Writes what was found as the baseline of the next runs; returns what to say about it. */
export function updateBaseline(checked: CheckedDesign, project: Project): string {
  const file = project.files.read(baselineName);
  const before = file.ok ? readBaseline(file.text) : new Map();
  const after = makeBaseline(mayBeKnown(checked));
  if (!file.ok && after.size === 0) return `nothing to note: no ${baselineName} is needed`;
  replaceFile(project.folder, baselineName, printBaseline(after), new Set());
  const size = plural(sum(after), 'finding');
  if (typeof before === 'string') return `${baselineName}: ${size}, made anew`;
  const added = [...after].reduce(
    (total, [print, { count }]) => total + Math.max(0, count - (before.get(print)?.count ?? 0)),
    0,
  );
  const gone = sum(before) + added - sum(after);
  return `${baselineName}: ${size}, ${added} added, ${gone} taken out`;
}

function sum(baseline: ReadonlyMap<string, { readonly count: number }>): number {
  return [...baseline.values()].reduce((total, { count }) => total + count, 0);
}
