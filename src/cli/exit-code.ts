import type { Verdict } from '../diagnostics/verdict.ts';

/** Exit codes of every command. `docs/ci.md` says the same to those who read them. */
export const exitCode = {
  fine: 0,
  /** Something was found: errors in the design, a broken promise. */
  findings: 1,
  /** Wrong use or configuration. */
  usage: 2,
  /** Input that can't be read or parsed: there is no verdict. */
  unreadable: 3,
  /** Generated files are out of date, or were edited by hand. */
  outOfDate: 4,
  /** A bug of ours. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** How the process ends with a verdict. */
export function exitCodeOf({ outcome }: Verdict): ExitCode {
  switch (outcome) {
    case 'passed':
      return exitCode.fine;
    case 'failed':
      return exitCode.findings;
    case 'unreadable':
      return exitCode.unreadable;
  }
}
