import { expect, it } from 'vitest';
import { createProveReport } from '../../src/cli/prove-report.ts';
import { describeResults, proveShop } from '../prove/prove-shop.ts';
import { pythonOfTests } from '../support/python-todo.ts';
import { snsSqs } from './brokers.ts';

/**
 * Events of each proof, of all proofs: `EDA_PROVE_EVENTS=20000 npm run test:real` tells what happens at scale. Without
 * it a few proofs with few events see that each broker can be attacked at all.
 */
const asked = process.env.EDA_PROVE_EVENTS;
const events = Number(asked ?? 1000);
/** At scale a system takes many minutes: what became of each proof, and how long it took, is told when it is over. */
const { stdout, stderr, stdin, env } = process;
const report = createProveReport({ stdout, stderr, stdin, env, cwd: process.cwd() }, false);
const told = asked === undefined ? {} : { onEvent: report.note };

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
const states = [
  ...['saga-coordinator-killed', 'saga-three-times', 'saga-late-replies', 'decider-killed', 'two-deciders'],
  ...['projection-killed', 'projection-replayed', 'projection-rebuilt'],
];
const systems = [
  { broker: 'kafka-3', language: 'TypeScript', only: asked ? kills : ['relay-killed', 'broker-killed'] },
  { broker: 'kafka', language: 'TypeScript', only: asked ? others : ['poison'] },
  { broker: 'kafka', language: 'Python', only: asked ? [...kills, ...others] : ['sidecar-killed'] },
  { broker: 'redis', language: 'TypeScript', only: asked ? [...kills, ...others] : ['three-times'] },
  { broker: 'rabbitmq', language: 'TypeScript', only: asked ? [...kills, ...others] : ['three-times'] },
  { broker: 'nats', language: 'TypeScript', only: asked ? [...kills, ...others] : ['three-times'] },
] as const;

it.each(systems)(
  'proofs hold on daprd and $broker, services in $language',
  async ({ broker, language, only }) => {
    const python = language === 'Python' ? { python: pythonOfTests() } : {};
    const results = await proveShop({ broker, only, events, ...python, ...told });
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    for (const result of results) expect(result.events).toBeGreaterThanOrEqual(events);
  },
  3_600_000,
);

// At scale only: each takes minutes.
it.runIf(asked !== undefined).each([
  { broker: 'kafka', language: 'TypeScript' },
  { broker: 'rabbitmq', language: 'Python' },
] as const)(
  'sagas, aggregates and projections stand their proofs on daprd and $broker, services in $language',
  async ({ broker, language }) => {
    const python = language === 'Python' ? { python: pythonOfTests() } : {};
    const only = states;
    const results = await proveShop({
      design: 'tests/prove/repairs',
      broker,
      only,
      events,
      ...python,
      ...told,
    });
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
    expect(results).toHaveLength(only.length);
  },
  3_600_000,
);

// These two forget what is given up, of a dead-letter topic as well.
it.runIf(asked !== undefined).each(['rabbitmq', 'redis'] as const)(
  'what sidecars give up on %s while a service is killed is not lost',
  async (broker) => {
    const results = await proveShop({
      broker,
      only: ['consumer-killed'],
      events,
      // A service takes longer to start than the pauses of a single retry.
      mutate: ({ path, text }) =>
        path.includes('/dapr/resiliency/') ? text.replace(/maxRetries: \d+/g, 'maxRetries: 1') : text,
      ...told,
    });
    // The next event of a key may be taken while the one that was given up is on its way into the dead letters.
    const faults = results[0]?.faults.filter(({ kind }) => kind !== 'order');
    expect(faults, describeResults(results)).toEqual([]);
    expect(results[0]?.attack).toMatch(/given up while a service was away, and replayed$/);
  },
  3_600_000,
);

it.runIf(asked !== undefined)(
  'proofs hold on daprd and the emulator of SNS and SQS',
  async () => {
    const only = ['crash-before-publish', 'sidecar-killed', 'three-times', 'poison'];
    const results = await proveShop({
      async broker(options) {
        const component = await snsSqs.start(options);
        const { type: _, ...own } = snsSqs.entry(component);
        return {
          ...{ type: 'aws-sns-sqs', servers: [], own, title: 'daprd and the emulator of SNS and SQS' },
          // It keeps all in memory: killed, it would have lost what no broker loses.
          ...{ nodes: [], stop: () => component.stop() },
        };
      },
      env: { ...process.env, ...snsSqs.env },
      ...{ only, events, ...told },
    });
    const broken = results.filter(({ outcome }) => outcome !== 'holds');
    expect(broken, describeResults(broken)).toEqual([]);
  },
  3_600_000,
);
