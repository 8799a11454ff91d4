import { describe, expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import type { HttpAnswer } from './http-client.ts';
import { createPublishConfirmation } from './publish-confirmation.ts';
import { publishWave } from './publish-wave.ts';
import type { RelayRow } from './relay-row.ts';
import type { PublishTarget } from './sidecar.ts';

const target = { pubsub: 'rabbit', topic: 'topic', raw: false };
const probe = { topic: 'shop.relay-probe', withinMs: 5000 };
const rows = [1, 2, 3].map(
  (id): RelayRow => ({
    ...{ lane: 0, id, pubsub: 'rabbit', topic: 'topic', key: `k${id}`, eventId: `e${id}`, envelope: '{}' },
    ...{ metadata: null, strict: false, createdAt: 0, attempts: 0, notBefore: null },
  }),
);
const ok: HttpAnswer = { status: 204, body: '', contentType: '' };

/** A sidecar, and a clock that goes on by what each request takes. */
function createWorld(answers: {
  readonly wave?: () => HttpAnswer;
  readonly probe?: () => HttpAnswer | Error;
  readonly takes?: (topic: string) => number;
}) {
  const asked: PublishTarget[] = [];
  let ms = 0;
  const sidecar = {
    async publishBulk(to: PublishTarget): Promise<HttpAnswer> {
      asked.push(to);
      ms += answers.takes?.(to.topic) ?? 1;
      if (to.topic === 'topic') return answers.wave?.() ?? ok;
      const answer = answers.probe?.() ?? ok;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { asked, sidecar, confirmation: createPublishConfirmation(sidecar, 'rabbit', probe, () => ms) };
}

const send = ({ sidecar, confirmation }: ReturnType<typeof createWorld>) =>
  publishWave(sidecar, target, rows, confirmation);

test('a probe behind the rows, to a topic of its own, confirms them', async () => {
  const world = createWorld({});
  expect(await send(world)).toEqual({ accepted: rows, failed: [] });
  expect(world.asked).toEqual([target, { pubsub: 'rabbit', topic: 'shop.relay-probe', raw: true }]);
});

test.each([
  ['the probe', 'shop.relay-probe'],
  ['the rows', 'topic'],
])('what takes as long as the sidecar waits before it connects anew is in doubt: %s', async (_, slow) => {
  const late = await send(createWorld({ takes: (topic) => (topic === slow ? 4999 : 1) }));
  expect(late).toMatchObject({ accepted: [], inDoubt: true, trouble: { kind: 'outage' } });
  expect(late.failed.map(({ row, own }) => [row.id, own])).toEqual([
    [1, false],
    [2, false],
    [3, false],
  ]);
  expect(late.trouble?.reason).toContain('not confirmed: 5000 ms passed');
  const early = await send(createWorld({ takes: (topic) => (topic === slow ? 4998 : 1) }));
  expect(early.accepted).toEqual(rows);
});

test('where others are in doubt, an entry that was refused is not at fault: the broken channel refused it', async () => {
  const body = JSON.stringify({ failedEntries: [{ entryId: '2', error: 'channel/connection is not open' }] });
  const refused = { wave: () => ({ ...ok, status: 500, body }) };
  const late = await send(createWorld({ ...refused, takes: () => 5000 }));
  expect(late).toMatchObject({ accepted: [], inDoubt: true });
  expect(late.failed.map(({ own }) => own)).toEqual([false, false, false]);
  const confirmed = await send(createWorld(refused));
  expect(confirmed.accepted.map(({ id }) => id)).toEqual([1, 3]);
  expect(confirmed.failed).toMatchObject([{ row: { id: 2 }, own: true }]);
});

test.each([
  [{ ...ok, status: 403, body: 'forbidden' }, 'systemic', 'the probe shop.relay-probe was answered with 403'],
  [{ ...ok, status: 500 }, 'outage', 'the probe shop.relay-probe was answered with 500'],
  [new Error('ECONNRESET'), 'outage', 'the probe shop.relay-probe was not answered: ECONNRESET'],
])('a probe that is refused confirms nothing: %o', async (answer, kind, reason) => {
  const result = await send(createWorld({ probe: () => answer }));
  expect(result).toMatchObject({
    accepted: [],
    inDoubt: true,
    trouble: { kind, reason: expect.stringContaining(reason) },
  });
});

test('what was not accepted needs no probe', async () => {
  const world = createWorld({ wave: () => ({ ...ok, status: 503 }) });
  expect(await send(world)).toMatchObject({ accepted: [], trouble: { kind: 'outage' } });
  expect(world.asked).toEqual([target]);
});

test('entries that are sent alone are confirmed one by one, up to the first in doubt', async () => {
  let requests = 0;
  const world = createWorld({
    wave: () => (++requests === 1 ? { ...ok, status: 400 } : ok),
    takes: (topic) => (topic === 'topic' && requests === 2 ? 5000 : 1),
  });
  const result = await send(world);
  expect(result.accepted.map(({ id }) => id)).toEqual([1]);
  expect(result.failed.map(({ row, own }) => [row.id, own])).toEqual([
    [2, false],
    [3, false],
  ]);
  expect(result.inDoubt).toBe(true);
});

test('who asks while a probe is under way shares the one behind it, not that one', async () => {
  const waiting: (() => void)[] = [];
  const sidecar = {
    publishBulk: () => new Promise<HttpAnswer>((resolve) => waiting.push(() => resolve(ok))),
  };
  const confirmation = createPublishConfirmation(sidecar, 'rabbit', probe, () => 0);
  const settled: string[] = [];
  const ask = (name: string) =>
    void confirmation
      .begin()()
      .then(() => settled.push(name));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  ask('first');
  await turn();
  ask('second');
  ask('third');
  await turn();
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await turn();
  expect([settled, waiting.length]).toEqual([['first'], 2]);
  waiting[1]?.();
  await turn();
  expect([settled, waiting.length]).toEqual([['first', 'second', 'third'], 2]);
});

describe('room', () => {
  const confirmedIn = async (times: readonly number[]) => {
    let now = 0;
    let takes = 0;
    const sidecar = {
      async publishBulk() {
        now += takes;
        return ok;
      },
    };
    const confirmation = createPublishConfirmation(sidecar, 'rabbit', probe, () => now);
    for (takes of times) await confirmation.begin()();
    return confirmation;
  };

  test('follows how quickly the broker confirms: to a single row, and back', async () => {
    expect((await confirmedIn([])).room()).toBe(100);
    expect((await confirmedIn(Array(9).fill(6000))).room()).toBe(1);
    expect((await confirmedIn([...Array(9).fill(6000), 10, 10, 10])).room()).toBe(8);
    expect((await confirmedIn(Array(9).fill(10))).room()).toBe(2000);
    expect((await confirmedIn(Array(9).fill(2000))).room()).toBe(100);
  });

  test('never ends where nothing is under way, and is given back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20_000 })), async (times) => {
        const confirmation = await confirmedIn(times);
        const room = confirmation.room();
        expect(room).toBeGreaterThanOrEqual(1);
        expect(room).toBeLessThanOrEqual(2000);
        const release = confirmation.reserve(room);
        expect(confirmation.room()).toBe(0);
        release();
        expect(confirmation.room()).toBe(room);
      }),
    );
  });
});
