import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { ShapeCode } from './codes.ts';

/** A fault in words: what a diagnostic is made of. */
export interface Explanation {
  readonly code: ShapeCode;
  /** Where it stands. */
  readonly path: Path;
  /** On the key rather than on the value. */
  readonly onKey?: boolean;
  readonly message: string;
  readonly help?: string;
  /** The text that mends it. */
  readonly mend?: Mend;
  /** It stands in a list a second time, and can go. */
  readonly doubled?: boolean;
  /** Faults of one map with the same cause are told once. */
  readonly cause?: string;
  /** Keys of the same map that are meant here, so that they are not told missing. */
  readonly meant?: readonly string[];
}

/** Replaces the key or scalar at the explanation's place; `text` is YAML, quoted where it has to be. */
export interface Mend {
  readonly safe: boolean;
  readonly text: string;
}
