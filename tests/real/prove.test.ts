import { expect, it } from 'vitest';
import { describeResults, proveShop } from '../prove/prove-shop.ts';

/** On Kafka every proof, with as many events as tell what happens at scale; elsewhere what a broker can break. */
const few = ['crash-before-publish', 'sidecar-killed', 'broker-killed', 'three-times', 'poison'];
const systems = [
  { broker: 'kafka-3', events: 20_000, only: undefined },
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
