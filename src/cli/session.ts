import type { Command } from 'commander';
import type { Io } from './io.ts';

/** A command: its flags, and what it does with them. The work behind it is loaded when it runs, not before. */
export type DeclareCommand = (program: Command, session: Session) => void;

/** One run of the program: what it talks to, and how it ends. */
export interface Session {
  readonly io: Io;
  /** Runs an action and keeps its exit code. */
  run(action: (options: GlobalOptions) => Promise<number>): Promise<void>;
  /** The program itself, for a command that answers by what others print. */
  readonly main: (args: readonly string[], io: Io) => Promise<number>;
}

export interface GlobalOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly colour: boolean;
}
