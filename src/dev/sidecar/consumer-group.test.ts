import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ConsumerGroupOptions, createConsumerGroup, type Verdict } from './consumer-group.ts';
import type { Delivery } from './delivery.ts';
import { createMemoryLog } from './memory-log.ts';
import type { TopicLog } from './topic-log.ts';

function group(log: TopicLog, more: Partial<ConsumerGroupOptions> = {}) {
  return createConsumerGroup({
    name: 'g',
    log,
    ordered: false,
    onExpired: () => undefined,
    onCommit: () => undefined,
    onError: () => undefined,
    ...more,
  });
}

async function fill(
  log: TopicLog,
  count: number,
  keyOf: (index: number) => string | undefined = () => undefined,
) {
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    const metadata = key === undefined ? {} : { partitionKey: key };
    await log.append({ data: Buffer.from(String(index)), metadata });
  }
}

const done: Verdict = { kind: 'done' };
const textOf = ({ message }: Delivery) => message.data.toString();

describe('createConsumerGroup', () => {
  it('hands each message to one of its members, from the oldest kept', async () => {
    const log = createMemoryLog();
    await fill(log, 100);
    const consumers = group(log);
    const seen: string[][] = [[], []];
    for (const mine of seen) {
      consumers.join({
        capacity: 2,
        handle: async (delivery) => {
          mine.push(textOf(delivery));
          await pause(1);
          return done;
        },
      });
    }
    await expect.poll(() => consumers.committed()).toBe(100);
    expect(new Set(seen.flat()).size).toBe(100);
    expect(seen.flat()).toHaveLength(100);
    expect(seen.map((mine) => mine.length > 10)).toEqual([true, true]);
  });

  it('commits only what is done, whatever ends first, and goes on from there in the next run', async () => {
    const log = createMemoryLog();
    await fill(log, 4);
    const first = group(log);
    first.join({
      capacity: 4,
      handle: async (delivery) => (textOf(delivery) === '1' ? { kind: 'left' } : done),
    });
    await expect.poll(() => log.progress('g')).toEqual({ committed: 1, above: [[2, 4]] });
    first.stop();
    const again: string[] = [];
    const second = group(log);
    second.join({
      capacity: 4,
      handle: (delivery) => {
        again.push(textOf(delivery));
        return Promise.resolve(done);
      },
    });
    await expect.poll(() => second.committed()).toBe(4);
    expect(again).toEqual(['1']);
  });

  it('keeps the order of a key although messages fail, and lets other keys pass', async () => {
    const log = createMemoryLog();
    await fill(log, 60, (index) => `k${index % 3}`);
    const consumers = group(log, { ordered: true });
    const order = new Map<string, number[]>();
    const inFlight = new Set<string>();
    let overlaps = 0;
    let slowEnded = 0;
    let othersBefore = 0;
    consumers.join({
      capacity: 10,
      handle: async (delivery) => {
        const key = delivery.message.metadata.partitionKey ?? '';
        if (inFlight.has(key)) overlaps++;
        inFlight.add(key);
        await pause(delivery.message.offset === 0 ? 60 : Math.random() * 2);
        inFlight.delete(key);
        if (delivery.message.offset === 0) slowEnded++;
        else if (slowEnded === 0) othersBefore++;
        if (Math.random() < 0.3) return { kind: 'again', afterMs: 2 };
        order.set(key, [...(order.get(key) ?? []), Number(textOf(delivery))]);
        return done;
      },
    });
    await expect.poll(() => consumers.committed(), { timeout: 5000 }).toBe(60);
    expect([overlaps, othersBefore > 0]).toEqual([0, true]);
    for (const numbers of order.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('keeps the order where a message asks for it, and nowhere else', async () => {
    const log = createMemoryLog();
    for (let index = 0; index < 40; index++) {
      const metadata = index % 2 === 0 ? { partitionKey: 'a', orderingKey: 'a' } : { partitionKey: 'b' };
      await log.append({ data: Buffer.from(String(index)), metadata });
    }
    const consumers = group(log, { ordered: 'asked' });
    const inFlight = { a: 0, b: 0 };
    const most = { a: 0, b: 0 };
    const order: number[] = [];
    consumers.join({
      capacity: 10,
      handle: async (delivery) => {
        const key = delivery.message.metadata.partitionKey === 'a' ? 'a' : 'b';
        most[key] = Math.max(most[key], ++inFlight[key]);
        await pause(Math.random() * 3);
        inFlight[key]--;
        if (Math.random() < 0.3) return { kind: 'again', afterMs: 1 };
        if (key === 'a') order.push(Number(textOf(delivery)));
        return done;
      },
    });
    await expect.poll(() => consumers.committed(), { timeout: 5000 }).toBe(40);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect([most.a, most.b > 1]).toEqual([1, true]);
  });

  it('keeps messages while it has no members', async () => {
    const log = createMemoryLog();
    const consumers = group(log);
    const leave = consumers.join({
      capacity: 1,
      handle: () => Promise.resolve({ kind: 'again', afterMs: 0 }),
    });
    leave();
    await fill(log, 3);
    consumers.wake();
    expect(consumers.inFlight()).toBe(0);
    const seen: string[] = [];
    consumers.join({
      capacity: 1,
      handle: (delivery) => {
        seen.push(textOf(delivery));
        return Promise.resolve(done);
      },
    });
    await expect.poll(() => seen).toEqual(['0', '1', '2']);
  });

  it('outlives a member that throws', async () => {
    const log = createMemoryLog();
    await fill(log, 1);
    const errors: unknown[] = [];
    const consumers = group(log, { onError: (error) => errors.push(error) });
    let calls = 0;
    consumers.join({
      capacity: 1,
      handle: () => (++calls === 1 ? Promise.reject(new Error('bug')) : Promise.resolve(done)),
    });
    await expect.poll(() => consumers.committed(), { timeout: 3000 }).toBe(1);
    expect(errors).toEqual([new Error('bug')]);
  });

  it('drops what the broker itself expires, and tells', async () => {
    const log = createMemoryLog();
    await log.append({ data: Buffer.from('old'), metadata: {}, expiresAt: 1 });
    await log.append({ data: Buffer.from('new'), metadata: {} });
    const expired: string[] = [];
    const seen: string[] = [];
    const consumers = group(log, { onExpired: (message) => expired.push(message.data.toString()) });
    consumers.join({
      capacity: 1,
      handle: (delivery) => {
        seen.push(textOf(delivery));
        return Promise.resolve(done);
      },
    });
    await expect.poll(() => consumers.committed()).toBe(2);
    expect([expired, seen]).toEqual([['old'], ['new']]);
  });

  it.each([false, true])('duplicates and shuffles on demand (ordered: %s)', async (ordered) => {
    const log = createMemoryLog();
    await fill(log, 200, (index) => String(index));
    const consumers = group(log, { ordered, chaos: { duplicates: 0.5, delayMs: 1, shuffle: true } });
    const seen: number[] = [];
    consumers.join({
      capacity: 4,
      handle: (delivery) => {
        seen.push(delivery.message.offset);
        return Promise.resolve(done);
      },
    });
    await expect
      .poll(() => consumers.committed() === 200 && consumers.inFlight() === 0, { timeout: 5000 })
      .toBe(true);
    expect(new Set(seen).size).toBe(200);
    expect(seen.length).toBeGreaterThan(230);
    const first = [...new Set(seen)];
    expect(first).not.toEqual([...first].sort((a, b) => a - b));
  });
});
