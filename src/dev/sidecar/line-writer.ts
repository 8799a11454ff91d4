import type { FileHandle } from 'node:fs/promises';

export interface LineWriter {
  /** Resolves with the position of the line's first byte once the operating system has it. */
  write(line: string): Promise<number>;
  /** Waits for what is pending, then closes the file. */
  close(): Promise<void>;
}

interface Pending {
  readonly bytes: Buffer;
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends lines to a file from `position` on, many waiting ones with one call. A line that could not be written
 * whole is overwritten by the next. Written lines survive the end of the process, not the loss of power.
 */
export function createLineWriter(file: FileHandle, position: number): LineWriter {
  let end = position;
  let pending: Pending[] = [];
  let running: Promise<void> | undefined;

  const flush = async () => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      const bytes = Buffer.concat(batch.map((entry) => entry.bytes));
      try {
        for (let done = 0; done < bytes.length; ) {
          done += (await file.write(bytes, done, bytes.length - done, end + done)).bytesWritten;
        }
        for (const entry of batch) {
          entry.resolve(end);
          end += entry.bytes.length;
        }
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    running = undefined;
  };

  return {
    write(line) {
      return new Promise((resolve, reject) => {
        pending.push({ bytes: Buffer.from(`${line}\n`), resolve, reject });
        running ??= Promise.resolve().then(flush);
      });
    },
    async close() {
      await running;
      await file.close();
    },
  };
}
