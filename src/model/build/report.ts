import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** Takes a finding of the reader. */
export type Report = (diagnostic: Diagnostic) => void;
