import { expect, it } from 'vitest';
import { createMemoryLog } from './memory-log.ts';
import { TopicFullError } from './topic-log.ts';

const message = { data: Buffer.from('x'), metadata: {} };
const limits = { keptMessages: 3, keptMs: 1000, maxMessages: 10, maxBytes: 1000 };

it('keeps the last consumed messages, up to their number and their age', async () => {
  let now = 0;
  const log = createMemoryLog(limits, () => now);
  for (let index = 0; index < 6; index++) await log.append(message);
  log.release(5);
  expect([log.first(), log.next()]).toEqual([3, 6]);
  now = 2000;
  log.release(5);
  expect(log.first()).toBe(5);
  expect(log.peek(4)).toBeUndefined();
  expect(log.peek(5)?.offset).toBe(5);
});

it('refuses what it cannot keep rather than drop what a group still needs', async () => {
  const log = createMemoryLog(limits);
  for (let index = 0; index < 10; index++) await log.append(message);
  await expect(log.append(message)).rejects.toThrow(TopicFullError);
  log.release(8);
  await log.append(message);
  expect([log.first(), log.next()]).toEqual([7, 11]);
});

it('counts bytes', async () => {
  const log = createMemoryLog(limits);
  await log.append({ ...message, data: Buffer.alloc(900) });
  await expect(log.append({ ...message, data: Buffer.alloc(200) })).rejects.toThrow(TopicFullError);
});

it('stays small over many messages', async () => {
  const log = createMemoryLog({ ...limits, maxBytes: 1e9 });
  for (let index = 0; index < 50_000; index++) {
    await log.append(message);
    log.release(log.next());
  }
  expect(log.next() - log.first()).toBe(3);
  expect(log.peek(49_999)?.offset).toBe(49_999);
});
