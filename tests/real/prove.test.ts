import { expect, it } from 'vitest';
import { describeResults, proveShop } from '../prove/prove-shop.ts';

/**
 * Events of each proof, of all proofs: `EDA_PROVE_EVENTS=20000 npm run test:real` tells what happens at scale. Without
 * it a few proofs with few events see that each broker can be attacked at all.
 */
const asked = process.env.EDA_PROVE_EVENTS;
const events = Number(asked ?? 1000);

/** What a broker, a kill or a copy can break: on three nodes of Kafka, each of which is killed. */
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
  { broker: 'kafka-3', only: asked ? kills : ['relay-killed', 'broker-killed'] },
  { broker: 'kafka', only: asked ? others : ['poison'] },
  { broker: 'redis', only: asked ? few : ['three-times'] },
  { broker: 'rabbitmq', only: asked ? few : ['three-times'] },
  { broker: 'nats', only: asked ? few : ['three-times'] },
] as const;

it.each(systems)(
  'proofs hold on daprd and $broker',
  async (system) => {
    const results = await proveShop({ ...system, events });
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const result of results) expect(result.events).toBeGreaterThanOrEqual(events);
  },
  3_600_000,
);
