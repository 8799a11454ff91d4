import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FlowEntry, flowLogFiles, readFlowEntry } from './flow-log.ts';

/** How often the log is looked at, in ms: people see this as at once, and a look costs one call of the system. */
const pauseMs = 100;
/** What is read of the past, and in one go. In bytes. */
const mostPast = 1_048_576;
const mostAtOnce = 4_194_304;

/**
 * Tells what `eda dev` of a project noted of late, then what it notes, until the function that it gives back is called.
 * It follows the log over the change from one file to the next, and waits for one that is not there yet.
 */
export function followFlowLog(
  root: string,
  tell: (entries: readonly FlowEntry[], isPast: boolean) => void,
): () => void {
  const { current, previous } = flowLogFiles(root);
  let file: number | undefined;
  let inode = 0;
  let at = 0;

  const read = (descriptor: number, isPast: boolean): void => {
    const { size } = fstatSync(descriptor);
    while (at < size) {
      const bytes = Buffer.alloc(Math.min(size - at, mostAtOnce));
      const count = readSync(descriptor, bytes, 0, bytes.length, at);
      // Up to the last whole line; what is being written behind it is read with its end.
      const end = bytes.lastIndexOf(10, count - 1);
      if (end === -1) break;
      at += end + 1;
      const lines = bytes.toString('utf8', 0, end).split('\n');
      const entries = lines.flatMap((line) => readFlowEntry(line) ?? []);
      if (entries.length > 0) tell(entries, isPast);
    }
  };
  const open = (path: string): number | undefined => {
    try {
      return openSync(path, 'r');
    } catch {
      return undefined;
    }
  };
  const look = (): void => {
    const next = open(current);
    if (next === undefined) return;
    const { ino, size } = fstatSync(next);
    if (ino === inode && size >= at) {
      read(next, false);
      closeSync(next);
      return;
    }
    // What came to the file before it was put aside.
    if (file !== undefined && ino !== inode) read(file, false);
    if (file !== undefined) closeSync(file);
    file = next;
    inode = ino;
    at = 0;
    read(next, false);
  };
  const begin = open(current);
  if (begin !== undefined) {
    file = begin;
    const { ino, size } = fstatSync(begin);
    inode = ino;
    at = Math.max(0, size - mostPast);
    const old = size < mostPast / 4 ? open(previous) : undefined;
    if (old !== undefined) {
      const kept = at;
      at = Math.max(0, fstatSync(old).size - mostPast);
      read(old, true);
      closeSync(old);
      at = kept;
    }
    read(begin, true);
  }
  const timer = setInterval(look, pauseMs);
  return () => {
    clearInterval(timer);
    if (file !== undefined) closeSync(file);
  };
}
