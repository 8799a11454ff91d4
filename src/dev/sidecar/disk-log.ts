import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createLineWriter, type LineWriter } from './line-writer.ts';
import type { Message, NewMessage } from './message.ts';
import type { OffsetRange } from './offset-ranges.ts';
import { readLines } from './read-lines.ts';
import type { GroupProgress, TopicLog } from './topic-log.ts';

/** Messages of a topic that stay in memory besides the file. */
const cachedMessages = 1000;
const cachedBytes = 4 * 1024 * 1024;
const loadedMessages = 100;
/** Consumed messages that opening leaves in a file that it rewrites, and the size from which it does. */
const keptMessages = 10_000;
const rewriteBytes = 32 * 1024 * 1024;

interface Header {
  readonly eda: 'topic';
  readonly version: 1;
  readonly pubsub: string;
  readonly topic: string;
  /** Offset of the first message in the file. */
  readonly base: number;
}

interface StoredMessage {
  readonly t: number;
  readonly m?: Readonly<Record<string, string>>;
  readonly x?: number;
  readonly d?: string;
  readonly b?: string;
}

/**
 * Opens, or makes, the log of a topic in `dir`: `<name>.log` holds a header and then a JSON line for each message,
 * `<name>.groups` a line for each step that a group made, the last of which counts. A torn last line, left by a
 * killed process, is cut off. Rejects with the file system's error where the files cannot be used.
 */
export async function openDiskLog(dir: string, pubsub: string, topic: string): Promise<TopicLog> {
  // What events say is for the one who runs them.
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, fileName(topic));
  const { progress, writer: groupWriter } = await openGroups(`${path}.groups`);
  const { file, positions, base, end } = await openMessages(`${path}.log`, { pubsub, topic, progress });
  const writer = createLineWriter(file, end);
  const cache = new Map<number, Message>();
  let bytesCached = 0;

  const remember = (message: Message) => {
    if (cache.has(message.offset)) return;
    cache.set(message.offset, message);
    bytesCached += message.data.length;
    for (const [offset, oldest] of cache) {
      if (cache.size <= cachedMessages && bytesCached <= cachedBytes) break;
      if (cache.size === 1) break;
      cache.delete(offset);
      bytesCached -= oldest.data.length;
    }
  };

  return {
    first: () => base,
    next: () => base + positions.length,
    async append(message) {
      const at = Date.now();
      const position = await writer.write(JSON.stringify(toStored(message, at)));
      const stored: Message = { ...message, at, offset: base + positions.length };
      positions.push(position);
      remember(stored);
      return stored;
    },
    peek: (offset) => cache.get(offset),
    async load(offset) {
      const last = Math.min(offset + loadedMessages, base + positions.length) - 1;
      for (let wanted = offset; wanted <= last; wanted++) {
        const position = positions[wanted - base];
        if (position === undefined || cache.has(wanted)) continue;
        const text = await readLineAt(file, position, positions[wanted - base + 1]);
        remember(fromStored(JSON.parse(text) as StoredMessage, wanted));
        // Never push out the message that was asked for.
        if (!cache.has(offset)) return;
      }
    },
    progress: (group) => progress.get(group),
    groups: () => [...progress.keys()],
    commit(group, done) {
      progress.set(group, done);
      const line = { g: group, o: done.committed, ...(done.above.length === 0 ? {} : { s: done.above }) };
      // A step that is not written is taken again after a restart, which at-least-once allows.
      groupWriter.write(JSON.stringify(line)).catch(() => undefined);
    },
    release: () => undefined,
    async close() {
      await Promise.all([writer.close(), groupWriter.close()]);
    },
  };
}

/** A file name that no topic's name can lead out of its folder or bring to clash with another's. */
export function fileName(topic: string): string {
  if (/^[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?$/.test(topic)) return topic;
  return `${topic.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 80)}~${hash(topic)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function openGroups(
  path: string,
): Promise<{ readonly progress: Map<string, GroupProgress>; readonly writer: LineWriter }> {
  const progress = new Map<string, GroupProgress>();
  const old = await open(path, 'a+');
  for await (const { text } of readLines(old)) {
    const line = parseObject(text);
    if (typeof line?.g !== 'string' || typeof line.o !== 'number') continue;
    progress.set(line.g, { committed: line.o, above: (line.s as OffsetRange[] | undefined) ?? [] });
  }
  await old.close();
  // Only the last line of a group counts, so each opening starts a short file.
  const lines = [...progress].map(([g, { committed, above }]) =>
    JSON.stringify({ g, o: committed, s: above }),
  );
  const { file, end } = await replaceFile(path, lines);
  return { progress, writer: createLineWriter(file, end) };
}

async function openMessages(
  path: string,
  log: {
    readonly pubsub: string;
    readonly topic: string;
    readonly progress: ReadonlyMap<string, GroupProgress>;
  },
): Promise<{
  readonly file: FileHandle;
  readonly positions: number[];
  readonly base: number;
  readonly end: number;
}> {
  const found = await open(path, 'a+');
  await found.close();
  const file = await open(path, 'r+');
  const positions: number[] = [];
  let base: number | undefined;
  let end = 0;
  for await (const line of readLines(file)) {
    const value = parseObject(line.text);
    if (value === undefined) break;
    if (base === undefined) base = value.eda === 'topic' && typeof value.base === 'number' ? value.base : 0;
    else positions.push(line.position);
    end = line.end;
  }
  if (base === undefined) {
    await file.close();
    return { positions: [], base: 0, ...(await replaceFile(path, [header(log.pubsub, log.topic, 0)])) };
  }
  const done = Math.min(base + positions.length, ...[...log.progress.values()].map((step) => step.committed));
  const keepFrom = Math.max(base, Math.min(done, base + positions.length - keptMessages));
  if (end < rewriteBytes || keepFrom === base) {
    await file.truncate(end);
    return { file, positions, base, end };
  }
  const lines = [header(log.pubsub, log.topic, keepFrom)];
  for (let offset = keepFrom; offset < base + positions.length; offset++) {
    lines.push(await readLineAt(file, positions[offset - base] ?? end, positions[offset - base + 1] ?? end));
  }
  await file.close();
  const rewritten = await replaceFile(path, lines);
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += Buffer.byteLength(line) + 1;
  }
  return { ...rewritten, positions: starts.slice(1), base: keepFrom };
}

function header(pubsub: string, topic: string, base: number): string {
  return JSON.stringify({ eda: 'topic', version: 1, pubsub, topic, base } satisfies Header);
}

async function replaceFile(
  path: string,
  lines: readonly string[],
): Promise<{ readonly file: FileHandle; readonly end: number }> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w+');
  const text = lines.map((line) => `${line}\n`).join('');
  await file.writeFile(text);
  await rename(temporary, path);
  return { file, end: Buffer.byteLength(text) };
}

async function readLineAt(
  file: FileHandle,
  position: number,
  nextPosition: number | undefined,
): Promise<string> {
  const length = (nextPosition ?? (await file.stat()).size) - position;
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, position);
  const feed = bytes.indexOf(0x0a);
  return bytes.toString('utf8', 0, feed < 0 ? length : feed);
}

function toStored(message: NewMessage, at: number): StoredMessage {
  return {
    t: at,
    ...(Object.keys(message.metadata).length === 0 ? {} : { m: message.metadata }),
    ...(message.expiresAt === undefined ? {} : { x: message.expiresAt }),
    ...(isUtf8(message.data) ? { d: message.data.toString('utf8') } : { b: message.data.toString('base64') }),
  };
}

function fromStored(stored: StoredMessage, offset: number): Message {
  return {
    offset,
    at: stored.t,
    metadata: stored.m ?? {},
    data: stored.d === undefined ? Buffer.from(stored.b ?? '', 'base64') : Buffer.from(stored.d),
    ...(stored.x === undefined ? {} : { expiresAt: stored.x }),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
