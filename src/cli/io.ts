import { Writable } from 'node:stream';

/** What a command talks to: the process's streams in life, memory in tests. */
export interface Io {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the command was called. */
  readonly cwd: string;
}

/** The streams of this process. Whoever reads them may have enough: `eda rules | head` ends in silence. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // As a shell reports what SIGPIPE ended.
      process.exit(141);
    });
  }
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Made when somebody asks for it: few commands read, and opening it takes a while.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
  };
}

/** Columns of the terminal; files and pipes take longer lines. */
export function widthOf(io: Io): number {
  return io.stdout.columns || 120;
}

/** True where somebody sits who can be asked. */
export function isInteractive({ stdin, stdout }: Io): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

/** Keeps what is written, for output that is shown only if something went wrong, and for tests. */
export function createMemoryStream(): { readonly stream: Writable; text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
