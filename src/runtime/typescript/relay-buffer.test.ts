import { expect, test } from 'vitest';
import { createRelayBuffer, type RelayBuffer } from './relay-buffer.ts';
import type { RelayRow } from './relay-row.ts';

function createRow(id: number, over: Partial<RelayRow> = {}): RelayRow {
  return {
    lane: 0,
    id,
    pubsub: 'pubsub',
    topic: 'topic',
    key: 'k',
    eventId: '0190a2b4-0000-7000-8000-000000000000',
    envelope: '{}',
    metadata: null,
    strict: false,
    createdAt: 0,
    attempts: 0,
    notBefore: null,
    ...over,
  };
}

function bufferOf(rows: readonly RelayRow[]): RelayBuffer {
  const buffer = createRelayBuffer();
  buffer.addLane(0);
  buffer.admit(buffer.cursors(), rows);
  return buffer;
}

function topicOf(buffer: RelayBuffer, name = 'topic') {
  const topic = [...buffer.topics.values()].find(({ target }) => target.topic === name);
  if (!topic) throw new Error(`no topic ${name}`);
  return topic;
}

const take = (buffer: RelayBuffer, most = 100, now = 0) =>
  buffer.take(topicOf(buffer), most, now).map(({ id }) => id);

test('one row a key leaves at a time, and the next only after it is accepted', () => {
  const rows = [createRow(1), createRow(2), createRow(3, { key: 'other' }), createRow(4, { key: null })];
  const buffer = bufferOf(rows);
  expect(take(buffer)).toEqual([1, 3, 4]);
  expect(take(buffer)).toEqual([]);
  buffer.accepted(createRow(1));
  expect(take(buffer)).toEqual([2]);
});

test('rows without a key wait for nobody', () => {
  const buffer = bufferOf([createRow(1, { key: null }), createRow(2, { key: null })]);
  expect(take(buffer)).toEqual([1, 2]);
});

test('what is in memory, or accepted and not deleted, is not taken twice', () => {
  const rows = [createRow(1), createRow(2)];
  const buffer = bufferOf(rows);
  take(buffer);
  buffer.accepted(createRow(1));
  buffer.rewindAll();
  buffer.admit(buffer.cursors(), rows);
  expect(buffer.size()).toBe(1);
  buffer.acknowledged([createRow(1)]);
  buffer.rewindAll();
  buffer.admit(buffer.cursors(), rows);
  expect(buffer.size()).toBe(2);
});

test('a key beyond its share of memory is read again from where it stopped', () => {
  const rows = Array.from({ length: 60 }, (_, index) => createRow(index + 1));
  const buffer = bufferOf(rows);
  expect([buffer.size(), buffer.overflowed()]).toEqual([50, true]);
  for (let id = 1; id <= 50; id += 1) {
    expect(take(buffer)).toEqual([id]);
    buffer.accepted(createRow(id));
  }
  expect(buffer.hasUnread()).toBe(true);
  expect(buffer.cursors()[0]?.after).toBe(50);
});

/** A lane whose rows are read as the relay reads them; `reads` counts those that came. */
function readerOf(rows: readonly RelayRow[]) {
  const buffer = createRelayBuffer();
  buffer.addLane(0);
  const left = new Map(rows.map((row) => [row.id, row]));
  let reads = 0;
  const read = (all: boolean) => {
    for (let cursors = buffer.cursors(all ? undefined : new Set()); cursors.length > 0; ) {
      const [{ after, limit } = { after: 0, limit: 0 }] = cursors;
      const found = [...left.values()].filter(({ id }) => id > after).slice(0, limit);
      reads += found.length;
      buffer.admit(cursors, found);
      cursors = buffer.cursors(new Set());
    }
  };
  return {
    buffer,
    read,
    reads: () => reads,
    /** Sends everything there is, one wave after the other. @returns the ids in the order in which they left. */
    drain() {
      const sent: number[] = [];
      read(true);
      for (let wave = take(buffer); wave.length > 0; wave = take(buffer)) {
        for (const id of wave) {
          const row = left.get(id) as RelayRow;
          buffer.accepted(row);
          left.delete(id);
          buffer.acknowledged([row]);
          sent.push(id);
        }
        read(false);
      }
      return sent;
    },
  };
}

test('a key with a long backlog is read twice, and not once more for every fifty rows', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => createRow(index + 1));
  const reader = readerOf(rows);
  expect(reader.drain()).toEqual(rows.map(({ id }) => id));
  expect(reader.reads()).toBeLessThan(2.2 * rows.length);
});

/** Numbers between 0 and 1, the same for the same seed. */
function createDice(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('what is committed while a key returns is not left to the next poll', () => {
  const hot = Array.from({ length: 200 }, (_, index) => createRow(index + 1));
  const buffer = createRelayBuffer();
  buffer.addLane(0);
  const read = () => {
    const cursors = buffer.cursors(new Set());
    const rows = cursors.flatMap(({ after, limit }) => hot.filter(({ id }) => id > after).slice(0, limit));
    buffer.admit(cursors, rows);
  };
  buffer.admit(buffer.cursors(), hot.slice(0, 4));
  while (buffer.hasUnread()) read();
  for (let id = 1; id <= 50; id++) {
    expect(take(buffer)).toEqual([id]);
    buffer.accepted(createRow(id));
  }
  // The hint of a row of another key comes just when the lane is read again for the one that returns.
  const hinted = buffer.cursors(new Set([0]));
  expect(hinted).toEqual([{ lane: 0, after: 50, limit: 51 }]);
  buffer.admit(hinted, hot.slice(50, 101));
  expect(buffer.hasUnread()).toBe(true);
  expect(buffer.cursors(new Set())).toMatchObject([{ lane: 0, after: 200 }]);
});

test('keys with backlogs of all lengths lose nothing and keep their order, whenever it is read and committed', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const dice = createDice(seed);
    const buffer = createRelayBuffer();
    for (const lane of [0, 1]) buffer.addLane(lane);
    const keys = 2 + Math.floor(dice() * 12);
    const table = new Map<number, RelayRow>();
    const hints = new Set<number>();
    let written = 0;
    const write = (count: number) => {
      for (const end = written + count; written < end; ) {
        written += 1;
        // Few keys have most of the rows.
        const key = Math.floor(keys * dice() ** 2);
        table.set(written, createRow(written, { key: `k${key}`, lane: key % 2 }));
        hints.add(key % 2);
      }
    };
    write(Math.floor(dice() * 1200));
    const sent: RelayRow[] = [];
    let accepted: RelayRow[] = [];
    for (let isDone = false; !isDone; ) {
      if (written < 2500 && dice() < 0.2) write(Math.floor(dice() * 60));
      if (dice() < 0.8) {
        const cursors = buffer.cursors(hints);
        hints.clear();
        const found = cursors.flatMap(({ lane, after, limit }) =>
          [...table.values()].filter((row) => row.lane === lane && row.id > after).slice(0, limit),
        );
        buffer.admit(cursors, found);
      }
      const topic = [...buffer.topics.values()][0];
      const wave = topic ? buffer.take(topic, 1 + Math.floor(dice() * 20), 0) : [];
      for (const row of wave) {
        if (dice() < 0.05) {
          buffer.failed(row);
          continue;
        }
        buffer.accepted(row);
        accepted.push(row);
        sent.push(row);
      }
      if (accepted.length > 100 * dice()) {
        for (const { id } of accepted) table.delete(id);
        buffer.acknowledged(accepted);
        accepted = [];
      }
      isDone = wave.length === 0 && !buffer.hasUnread() && hints.size === 0 && written >= 2500;
    }
    expect(sent.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      Array.from({ length: written }, (_, n) => n + 1),
    );
    const last = new Map<string | null, number>();
    for (const { key, id } of sent) {
      expect(id).toBeGreaterThan(last.get(key) ?? 0);
      last.set(key, id);
    }
  }
});

test('whoever failed before goes alone; a topic in trouble gets one row', () => {
  const buffer = bufferOf(
    [1, 2, 3].map((id) => createRow(id, { key: `k${id}`, attempts: id === 2 ? 1 : 0 })),
  );
  expect(take(buffer)).toEqual([1]);
  expect(take(buffer)).toEqual([2]);
  topicOf(buffer).failures = 1;
  buffer.admit(buffer.cursors(), [createRow(4, { key: 'k4' })]);
  expect(take(buffer)).toEqual([3]);
});

test('a key that backs off is passed over until its time has come', () => {
  const buffer = bufferOf([createRow(1, { notBefore: 500 }), createRow(2), createRow(3, { key: 'other' })]);
  expect([take(buffer, 100, 499), buffer.nextDue()]).toEqual([[3], 500]);
  expect(take(buffer, 100, 500)).toEqual([1]);
});

test('a topic that is held until others are confirmed is not due: whoever is confirmed wakes the relay', () => {
  const buffer = bufferOf([createRow(1), createRow(2, { key: 'later', notBefore: 500 })]);
  expect(buffer.nextDue()).toBe(0);
  topicOf(buffer).held = true;
  expect(buffer.nextDue()).toBeUndefined();
});

test('rows of a topic in trouble are left in the table beyond a quota, and read in order afterwards', () => {
  const buffer = bufferOf([createRow(1)]);
  const topic = topicOf(buffer);
  topic.failures = 1;
  const more = Array.from({ length: 600 }, (_, index) => createRow(index + 2, { key: `k${index}` }));
  buffer.admit(buffer.cursors(), more);
  expect([topic.size, topic.skipped.get(0)]).toEqual([500, 501]);
  // A later row of a key that was left out must not enter before it.
  topic.failures = 0;
  buffer.admit(buffer.cursors(), [createRow(700, { key: 'k550' })]);
  expect(topic.size).toBe(500);
  for (let sent = 0; topic.skipped.size > 0 && sent < 300; sent += 1) {
    const [row] = buffer.take(topic, 1, 0);
    if (row) buffer.accepted(row);
  }
  expect(buffer.cursors()[0]?.after).toBe(500);
});

test('a strict row that parks blocks its key until it is freed', () => {
  const rows = [createRow(1, { strict: true }), createRow(2, { strict: true })];
  const buffer = bufferOf(rows);
  take(buffer);
  buffer.parked(createRow(1, { strict: true }));
  expect([take(buffer), buffer.size()]).toEqual([[], 0]);
  buffer.rewindAll();
  buffer.admit(buffer.cursors(), rows.slice(1));
  expect(take(buffer)).toEqual([]);
  buffer.setBlocked(new Set());
  expect(buffer.cursors()[0]?.after).toBe(0);
  buffer.admit(buffer.cursors(), rows.slice(1));
  expect(take(buffer)).toEqual([2]);
});

test('a lane is let go only when nothing of it is in flight or unacknowledged', () => {
  const buffer = bufferOf([createRow(1)]);
  take(buffer);
  expect(buffer.removeLane(0, new Set())).toBe(false);
  buffer.accepted(createRow(1));
  expect(buffer.removeLane(0, new Set([0]))).toBe(false);
  expect(buffer.removeLane(0, new Set())).toBe(true);
  expect(buffer.lanes()).toEqual([]);
});

test('a row that foreign SQL put behind the cursor goes to its place, but never before one in flight', () => {
  const buffer = bufferOf([createRow(5), createRow(9)]);
  take(buffer);
  buffer.rewindAll();
  buffer.admit(buffer.cursors(), [createRow(3), createRow(7)]);
  buffer.accepted(createRow(5));
  expect(take(buffer)).toEqual([3]);
  buffer.accepted(createRow(3));
  expect(take(buffer)).toEqual([7]);
});
