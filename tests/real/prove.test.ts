import { expect, it } from 'vitest';
import { describeResults, proveShop } from '../prove/prove-shop.ts';

/** What a broker, a kill or a copy can break; on three nodes of Kafka with as many events as tell what happens at scale. */
const kills = [
  'crash-before-publish',
  'relay-killed',
  'consumer-killed',
  'sidecar-killed',
  'broker-killed',
  'database-restarted',
  'three-times',
  'two-relays',
];
const others = ['replay', 'reordering', 'poison', 'slow-consumer', 'clock-jumps', 'full-outbox', 'shutdown'];
const few = ['crash-before-publish', 'sidecar-killed', 'broker-killed', 'three-times', 'poison'];
const systems = [
  { broker: 'kafka-3', events: 20_000, only: kills },
  { broker: 'kafka', events: 3000, only: others },
  { broker: 'redis', events: 2000, only: few },
  { broker: 'rabbitmq', events: 2000, only: few },
  { broker: 'nats', events: 2000, only: few },
] as const;

it.each(systems)(
  'proofs hold on daprd and $broker, $events events each',
  async (system) => {
    const results = await proveShop(system);
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const { events } of results) expect(events).toBeGreaterThanOrEqual(system.events);
  },
  3_600_000,
);
