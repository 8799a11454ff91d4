import { expect, test } from 'vitest';
import type { ServiceDefinition } from './contract.ts';
import { readFedEvent, readFeed } from './projection-feed.ts';

const definition = {
  name: 'shop',
  source: '/shop/till',
  subscriptions: [],
  aggregates: [
    {
      name: 'order',
      events: [
        {
          name: 'order.placed',
          type: 'order.placed',
          version: '1.0.0',
          upcasters: [],
          validate: () => [],
          key: () => 'o1',
        },
      ],
    },
  ],
} as unknown as ServiceDefinition;

/** What the server writes depends on the zone of the session. */
test.each([
  ['2026-11-26 10:00:00+00', '2026-11-26T10:00:00.000Z'],
  ['2026-11-26 10:00:00.5+00', '2026-11-26T10:00:00.500Z'],
  ['2026-11-26 10:00:00.123999+00', '2026-11-26T10:00:00.123Z'],
  ['2026-11-26 15:45:00.5+05:45', '2026-11-26T10:00:00.500Z'],
  ['2026-11-26 05:00:00.007-05', '2026-11-26T10:00:00.007Z'],
])('the time of a stored event, %s, is %s', (at, time) => {
  const row = {
    position: '1',
    type: 'order.placed',
    id: '00000000-0000-4000-8000-000000000001',
    schema: '1.0.0',
    data: '{"key":"o1"}',
    meta: '{"correlationid":"c1"}',
    at,
    envelope: null,
  };
  expect(readFedEvent(definition, row)).toEqual({
    specversion: '1.0',
    id: row.id,
    source: '/shop/till',
    type: 'order.placed',
    time,
    subject: 'o1',
    datacontenttype: 'application/json',
    correlationid: 'c1',
    data: { key: 'o1' },
  });
});

/** As the driver does it where it has a time limit of its own: it wraps the callback, and tells errors to nobody else. */
function clientThatFails(error: Error) {
  return {
    query(query: { callback?: (error: unknown) => void }) {
      const told = query.callback ?? (() => {});
      query.callback = (fault) => told(fault);
      query.callback(error);
    },
  };
}

test('a read that fails ends, also where the driver has a time limit of its own', async () => {
  const client = clientThatFails(new Error('canceling statement due to statement timeout')) as never;
  const range = { after: 0, until: 10, limit: 5 };
  await expect(readFeed({ client }, { name: 'p' } as never, range, false, () => {})).rejects.toThrow(
    'statement timeout',
  );
});
