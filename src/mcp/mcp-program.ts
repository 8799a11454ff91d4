import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoadedDesign } from '../pipeline.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import type { WrittenTexts } from '../studio/design-store.ts';
import type { TextChange } from '../studio/edits.ts';

/** What a command of the program printed, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What the server asks of the program that it is part of: paths are relative to the folder of the design. */
export interface McpProgram {
  /** Root file, relative to the folder. */
  readonly root: string;
  /** Why the design is not to be written; absent where it may be. */
  readonly notWritten?: string;
  /** Reads the design. */
  load(): LoadedDesign;
  /** Reads and judges the design; with other texts in place of some files. */
  check(texts?: ReadonlyMap<string, string>): Promise<{
    readonly design: LoadedDesign;
    readonly diagnostics: readonly Diagnostic[];
  }>;
  readonly files: ProjectFiles;
  /** Runs a command in the folder of the design. */
  command(args: readonly string[]): Promise<CommandResult>;
  /** Whether a path, relative to the folder, leads to something outside of it, by links too. */
  isOutside(path: string): boolean;
  /** Writes texts of the design, all or none; says which file is another one by now, or why the disk does not take them. */
  write(changes: readonly TextChange[]): WrittenTexts;
}
