import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileName, openDiskLog } from './disk-log.ts';
import type { TopicLog } from './topic-log.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'disk-log-'));
});
afterEach(() => rm(dir, { recursive: true }));

const open = () => openDiskLog(dir, 'p', 't');
const append = (log: TopicLog, text: string) => log.append({ data: Buffer.from(text), metadata: {} });

async function readAll(log: TopicLog): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let offset = log.first(); offset < log.next(); offset++) {
    if (log.peek(offset) === undefined) await log.load(offset);
    texts.push(log.peek(offset)?.data.toString() ?? 'missing');
  }
  return texts;
}

describe('openDiskLog', () => {
  it.skipIf(process.platform === 'win32')(
    'keeps what events say from other users of the machine',
    async () => {
      const log = await openDiskLog(join(dir, 'broker/pubsub'), 'p', 't');
      await log.close();
      for (const folder of ['broker', 'broker/pubsub']) {
        expect((await stat(join(dir, folder))).mode & 0o077).toBe(0);
      }
    },
  );

  it('gives back messages and progress after it was closed', async () => {
    const log = await open();
    const bytes = Buffer.from([0xff, 0, 0x0a]);
    await Promise.all([
      append(log, 'line\nfeed'),
      log.append({ data: bytes, metadata: { k: 'v' }, expiresAt: 5 }),
    ]);
    log.commit('g', { committed: 1, above: [[3, 5]] });
    await log.close();
    const again = await open();
    expect(again.next()).toBe(2);
    expect(await readAll(again)).toEqual(['line\nfeed', bytes.toString()]);
    expect(again.peek(1)).toMatchObject({ offset: 1, data: bytes, metadata: { k: 'v' }, expiresAt: 5 });
    expect(again.progress('g')).toEqual({ committed: 1, above: [[3, 5]] });
    expect(again.progress('other')).toBeUndefined();
    await again.close();
  });

  it.each(['{"t":1,"d":"to', 'garbage\n', '{"t":1,"d":"to\n'])('cuts off the torn line %j', async (torn) => {
    const log = await open();
    await append(log, 'whole');
    await log.close();
    await appendFile(join(dir, 't.log'), torn);
    await appendFile(join(dir, 't.groups'), '{"g":"g","o":');
    const again = await open();
    expect(await readAll(again)).toEqual(['whole']);
    await append(again, 'next');
    await again.close();
    const last = await open();
    expect(await readAll(last)).toEqual(['whole', 'next']);
    await last.close();
  });

  it('begins anew where the header itself is torn', async () => {
    await writeFile(join(dir, 't.log'), '{"eda":"top');
    const log = await open();
    await append(log, 'first');
    expect(await readAll(log)).toEqual(['first']);
    await log.close();
  });

  it('reads far more than it keeps in memory', async () => {
    const log = await open();
    const texts = Array.from({ length: 3000 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((text) => append(log, text)));
    expect(log.peek(0)).toBeUndefined();
    expect(await readAll(log)).toEqual(texts);
    await log.close();
  });

  it('rewrites a large file without what every group has done, and keeps the offsets', async () => {
    const log = await open();
    const big = 'x'.repeat(4000);
    for (let start = 0; start < 12_000; start += 1000) {
      await Promise.all(Array.from({ length: 1000 }, (_, index) => append(log, `${start + index} ${big}`)));
    }
    log.commit('g', { committed: 11_000, above: [] });
    await log.close();
    const again = await open();
    expect([again.first(), again.next()]).toEqual([2000, 12_000]);
    await again.load(2000);
    expect(again.peek(2000)?.data.toString()).toMatch(/^2000 x/);
    await append(again, 'last');
    await again.close();
    const last = await open();
    await last.load(12_000);
    expect(last.peek(12_000)?.data.toString()).toBe('last');
    await last.close();
  });

  it('keeps every acknowledged message when its process is killed', { timeout: 30_000 }, async () => {
    const child = join(dir, 'child.mjs');
    const source = fileURLToPath(new URL('./disk-log.ts', import.meta.url));
    await build({
      stdin: {
        contents: `import { openDiskLog } from ${JSON.stringify(source)};
          const log = await openDiskLog(process.argv[2], 'p', 't');
          for (let n = 0; ; n += 10) {
            await Promise.all(Array.from({ length: 10 }, (_, i) =>
              log.append({ data: Buffer.from(String(n + i)), metadata: {} })));
            process.send(n + 9);
          }`,
        resolveDir: dir,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: child,
    });
    const data = join(dir, 'data');
    const running = fork(child, [data]);
    let acknowledged = -1;
    await new Promise<void>((resolve) => {
      running.on('message', (number) => {
        acknowledged = Number(number);
        if (acknowledged > 2000) resolve();
      });
    });
    running.kill('SIGKILL');
    await once(running, 'exit');
    const log = await openDiskLog(data, 'p', 't');
    const texts = await readAll(log);
    expect(texts.length).toBeGreaterThan(acknowledged);
    expect(texts).toEqual(texts.map((_, index) => String(index)));
    await log.close();
  });

  it('takes a file that was cut behind its back', async () => {
    const log = await open();
    for (const text of ['a', 'b', 'c']) await append(log, text);
    log.commit('g', { committed: 3, above: [] });
    await log.close();
    const { length } = await readFile(join(dir, 't.log'));
    await truncate(join(dir, 't.log'), length - 3);
    const again = await open();
    expect(await readAll(again)).toEqual(['a', 'b']);
    await again.close();
  });
});

describe('fileName', () => {
  it('leads nowhere and never clashes', async () => {
    const topics = [
      'a',
      'A',
      'a.b',
      'a/b',
      '../../etc/passwd',
      '..',
      '.',
      'con~1',
      'ü',
      'x'.repeat(300),
      'x'.repeat(301),
    ];
    const names = topics.map(fileName);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._~-]{1,120}$/);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(topics.length);
    for (const topic of topics) await (await openDiskLog(join(dir, 'logs'), 'p', topic)).close();
    expect((await readdir(join(dir, 'logs'))).length).toBe(topics.length * 2);
    expect(await readdir(dir)).toEqual(['logs']);
  });
});
