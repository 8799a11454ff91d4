import type { StudioProblem } from '../api.ts';

/** Findings of an element, by their number and the worst of them. */
export type ProblemCounts = ReadonlyMap<string, { readonly count: number; readonly severity: string }>;

const severities = ['info', 'warning', 'error'];

/** Counts findings by the element that they speak of. */
export function countProblems(problems: readonly StudioProblem[]): ProblemCounts {
  const found = new Map<string, { count: number; severity: string }>();
  for (const { element, severity } of problems) {
    if (element === undefined) continue;
    const known = found.get(element) ?? { count: 0, severity };
    const worst =
      severities.indexOf(severity) > severities.indexOf(known.severity) ? severity : known.severity;
    found.set(element, { count: known.count + 1, severity: worst });
  }
  return found;
}
