import { expect, test } from 'vitest';
import type { HttpAnswer } from './http-client.ts';
import { publishWave } from './publish-wave.ts';
import type { RelayRow } from './relay-row.ts';

const target = { pubsub: 'pubsub', topic: 'topic', raw: false };

function createRow(id: number): RelayRow {
  return {
    lane: 0,
    id,
    pubsub: 'pubsub',
    topic: 'topic',
    key: `k${id}`,
    eventId: '0190a2b4-0000-7000-8000-000000000000',
    envelope: `{"id":"e${id}"}`,
    metadata: null,
    strict: false,
    createdAt: 0,
    attempts: 0,
    notBefore: null,
  };
}

/** Answers by the ids in a request; records them. */
function sidecarOf(answer: (ids: number[]) => { status: number; body?: unknown } | Error) {
  const requests: number[][] = [];
  return {
    requests,
    publishBulk: async (_target: unknown, body: string): Promise<HttpAnswer> => {
      const ids = (JSON.parse(body) as { entryId: string }[]).map(({ entryId }) => Number(entryId));
      requests.push(ids);
      const result = answer(ids);
      if (result instanceof Error) throw result;
      return {
        status: result.status,
        body: JSON.stringify(result.body ?? ''),
        contentType: 'application/json',
      };
    },
  };
}

const rows = [1, 2, 3].map(createRow);
const idsOf = (some: readonly { row: RelayRow }[]) => some.map(({ row }) => row.id);

test('204: all are accepted', async () => {
  const result = await publishWave(
    sidecarOf(() => ({ status: 204 })),
    target,
    rows,
  );
  expect([result.accepted.length, result.failed, result.trouble]).toEqual([3, [], undefined]);
});

test('500 with failedEntries: those failed by their own fault, the rest is accepted', async () => {
  const sidecar = sidecarOf(() => ({
    status: 500,
    body: { failedEntries: [{ entryId: '2', error: 'large' }] },
  }));
  const result = await publishWave(sidecar, target, rows);
  expect(result.accepted.map(({ id }) => id)).toEqual([1, 3]);
  expect(result.failed).toMatchObject([{ row: { id: 2 }, error: 'large', own: true }]);
  expect(result.trouble).toBeUndefined();
});

test('500 that lists every entry is an outage, nobody\u2019s fault', async () => {
  const failedEntries = rows.map(({ id }) => ({ entryId: String(id), error: 'down' }));
  const result = await publishWave(
    sidecarOf(() => ({ status: 500, body: { failedEntries } })),
    target,
    rows,
  );
  expect(result.failed.map(({ own }) => own)).toEqual([false, false, false]);
  expect(result.trouble).toEqual({ kind: 'outage', reason: 'down' });
});

test('a broker that takes one key a request gets each entry alone', async () => {
  const sidecar = sidecarOf((ids) =>
    ids.length === 1
      ? { status: 204 }
      : {
          status: 500,
          body: { failedEntries: ids.map((id) => ({ entryId: String(id), error: 'different partitions' })) },
        },
  );
  const result = await publishWave(sidecar, target, rows);
  expect(sidecar.requests).toEqual([[1, 2, 3], [1], [2], [3]]);
  expect(result.accepted.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(result.trouble).toBeUndefined();
});

test.each([400, 500])(
  '%i without failedEntries: each is sent alone, once, to find the bad one',
  async (status) => {
    const sidecar = sidecarOf((ids) => ({ status: ids.includes(2) ? status : 204 }));
    const result = await publishWave(sidecar, target, rows);
    expect(sidecar.requests).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(result.accepted.map(({ id }) => id)).toEqual([1, 3]);
    expect(result.failed).toMatchObject([{ row: { id: 2 }, own: true }]);
    expect(result.trouble).toBeUndefined();
  },
);

test('500 for everything stops after the first alone: an outage', async () => {
  const sidecar = sidecarOf(() => ({ status: 500 }));
  const result = await publishWave(sidecar, target, rows);
  expect(sidecar.requests).toEqual([[1, 2, 3], [1]]);
  expect(idsOf(result.failed)).toEqual([1, 2, 3]);
  expect(result.failed.some(({ own }) => own)).toBe(false);
  expect(result.trouble?.kind).toBe('outage');
});

test('400 for one alone is its own fault', async () => {
  const result = await publishWave(
    sidecarOf(() => ({ status: 400 })),
    target,
    rows.slice(0, 1),
  );
  expect(result.failed).toMatchObject([{ own: true }]);
  expect(result.trouble).toBeUndefined();
});

test.each([401, 403, 404])('%i is the settings\u2019 fault', async (status) => {
  const result = await publishWave(
    sidecarOf(() => ({ status })),
    target,
    rows,
  );
  expect(result.trouble?.kind).toBe('systemic');
  expect(result.failed.some(({ own }) => own)).toBe(false);
});

test.each([[new Error('ECONNRESET')], [{ status: 503 }], [{ status: 429 }]])(
  '%o: unknown, sent again',
  async (answer) => {
    const result = await publishWave(
      sidecarOf(() => answer),
      target,
      rows,
    );
    expect(result.accepted).toEqual([]);
    expect(idsOf(result.failed)).toEqual([1, 2, 3]);
    expect(result.trouble?.kind).toBe('outage');
  },
);
