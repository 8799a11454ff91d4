/** Exit codes of every command. */
export const exitCode = {
  fine: 0,
  /** Something was found: errors in the design, a broken promise. */
  findings: 1,
  /** Wrong use or configuration. */
  usage: 2,
  /** Input that can't be read or parsed. */
  unreadable: 3,
  /** Generated files are out of date, or were edited by hand. */
  outOfDate: 4,
  /** A bug of ours. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
