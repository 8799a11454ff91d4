import type { RaisedPin } from '../write/raise-pins.ts';
import type { FileResult } from '../write/write.ts';
import type { GenerateOptions } from './commands/generate.ts';
import { terminalOnly } from './report-targets.ts';

/** What one run of the generators is asked for. */
export interface GenerateRun extends GenerateOptions {
  /** Said on stdout: everything, or only what did not go well; otherwise nothing where nothing changed. */
  readonly says?: 'all' | 'changes' | 'failures';
  /** `eda upgrade`: versions in files of the user's are raised as well; told of each. */
  readonly onRaised?: (pin: RaisedPin) => void;
  /** Told what became of each file. */
  readonly onResults?: (results: readonly FileResult[]) => void;
}

/** Every generator, with nothing held back: what `eda init` and `eda dev` do before they go on. */
export const wholeRun: GenerateRun = {
  format: terminalOnly,
  check: false,
  dryRun: false,
  watch: false,
  overwrite: [],
};
