import type { FileHandle } from 'node:fs/promises';

export interface FileLine {
  readonly text: string;
  /** Position of the first byte. */
  readonly position: number;
  /** Position after the line feed. */
  readonly end: number;
}

const chunkBytes = 1024 * 1024;

/** The whole lines of a file from the start. What follows the last line feed is torn and left out. */
export async function* readLines(file: FileHandle): AsyncGenerator<FileLine> {
  let rest = Buffer.alloc(0);
  let restAt = 0;
  for (let at = 0; ; ) {
    const chunk = Buffer.alloc(chunkBytes);
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a, start)) {
      yield { text: bytes.toString('utf8', start, feed), position: restAt + start, end: restAt + feed + 1 };
      start = feed + 1;
    }
    rest = bytes.subarray(start);
    restAt += start;
  }
}
