/** Something that is there or is missing. */
export interface Check {
  readonly name: string;
  /** What was found; absent: nothing. */
  readonly found?: string;
  /** What is not right about what was found. */
  readonly warning?: string;
  /** `needed`: eda dev does not run without it. */
  readonly weight: 'needed' | 'useful';
  readonly for: string;
  /** The command that gets it. */
  readonly get?: string;
}

/** Something that is so, and that nothing depends on. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Values of environment variables, names in the design and data are never in it. */
export interface MachineReport {
  readonly eda: string;
  readonly node: string;
  readonly system: string;
  readonly facts: readonly Fact[];
  readonly checks: readonly Check[];
}
