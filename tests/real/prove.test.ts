import { expect, it } from 'vitest';
import { describeResults, proveShop } from '../prove/prove-shop.ts';
import { pythonOfTests } from '../support/python-todo.ts';

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
  { broker: 'kafka-3', language: 'TypeScript', only: asked ? kills : ['relay-killed', 'broker-killed'] },
  { broker: 'kafka', language: 'TypeScript', only: asked ? others : ['poison'] },
  { broker: 'kafka', language: 'Python', only: asked ? [...kills, ...others] : ['sidecar-killed'] },
  { broker: 'redis', language: 'TypeScript', only: asked ? few : ['three-times'] },
  { broker: 'rabbitmq', language: 'TypeScript', only: asked ? few : ['three-times'] },
  { broker: 'nats', language: 'TypeScript', only: asked ? few : ['three-times'] },
] as const;

it.each(systems)(
  'proofs hold on daprd and $broker, services in $language',
  async ({ broker, language, only }) => {
    const python = language === 'Python' ? { python: pythonOfTests() } : {};
    const results = await proveShop({ broker, only, events, ...python });
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const result of results) expect(result.events).toBeGreaterThanOrEqual(events);
  },
  3_600_000,
);
