import type { Diagnostic, Severity } from './diagnostic.ts';

/** From which severity on a finding fails the run. */
export type FailOn = Severity | 'never';

/** How a run ended: the one value from which its text, its reports and its exit code follow. */
export interface Verdict {
  /** `unreadable`: some input could not be read, so nobody knows what the rules would say. */
  readonly outcome: 'passed' | 'failed' | 'unreadable';
  readonly failOn: FailOn;
  readonly counts: { readonly [severity in Severity]: number };
}

/** Most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** True where a finding of the severity fails the run. */
export function fails(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
}

/** Judges what a run found. */
export function decideVerdict(
  findings: readonly Diagnostic[],
  { incomplete, failOn = 'error' }: { readonly incomplete: boolean; readonly failOn?: FailOn },
): Verdict {
  const failed = findings.some(({ severity }) => fails(severity, failOn));
  return {
    outcome: incomplete ? 'unreadable' : failed ? 'failed' : 'passed',
    failOn,
    counts: countSeverities(findings),
  };
}

/** How many there are of each severity. */
export function countSeverities(findings: readonly Diagnostic[]): Verdict['counts'] {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
