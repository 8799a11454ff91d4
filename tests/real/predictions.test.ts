import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EffectiveDelivery, effectiveDelivery } from '../../src/delivery/effective-delivery.ts';
import { pauseBefore } from '../../src/delivery/retry-time.ts';
import type { Component } from '../../src/dev/components/component.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { realBrokers } from './brokers.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';

const data = 'data: { type: object, required: [id], properties: { id: { type: string } } }';

/** Events by what their subscription says of failures; services without code, so the sidecar alone counts. */
const cases = {
  'sales.order.usual': 'retry: { attempts: 3 }',
  'sales.order.steady': 'retry: { attempts: 4, backoff: constant, interval: 300ms }',
  'sales.order.once': 'retry: { attempts: 1 }',
  'sales.order.ordered': 'retry: { attempts: 2, backoff: constant, interval: 200ms }',
} as const;

function designOn(broker: object): string {
  const events = Object.keys(cases);
  return `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none, deadLetter: sales.letter.left }
events:
${[...events, 'sales.letter.left', 'sales.order.dropped'].map((event) => `  ${event}: { key: id, ${data} }`).join('\n')}
topics: { sales.order.ordered: { ordered: true } }
services:
  order-service: { domain: sales, publishes: [${events.join(', ')}, sales.letter.left, sales.order.dropped] }
  stock-service:
    domain: sales
    subscribes:
${Object.entries(cases)
  .map(([event, settings]) => `      ${event}: { ${settings} }`)
  .join('\n')}
      sales.order.dropped: { deadLetter: none, timeout: 1s, retry: { attempts: 2, backoff: constant, interval: 100ms } }
  letter-service: { domain: sales, subscribes: { sales.letter.left: { deadLetter: none } } }
environments:
  real: { brokers: { pubsub: ${JSON.stringify(broker)} }, defaults: { startAt: earliest } }
`;
}

describe.each(realBrokers)('what is predicted of deliveries, on daprd and $name', (broker) => {
  const folder = mkdtempSync(join(tmpdir(), `eda-predicted-${broker.name}-`));
  let guard: Guard;
  let component: Component;
  let world: DesignedWorld;

  const predicted = (event: string): EffectiveDelivery => {
    const service = world.architecture.services['stock-service'];
    const subscription = service?.subscriptions.find((each) => each.event === event);
    const delivery =
      service && subscription && effectiveDelivery(world.architecture, service, subscription, 'real');
    if (delivery === undefined) throw new Error(`nobody takes ${event}`);
    return delivery;
  };
  /** Dead letters of one event. */
  const letters = (id: string) =>
    world.requests('letter-service', 'sales.letter.left').filter(({ body }) => body.includes(`"${id}"`));

  beforeAll(async () => {
    guard = startGuard();
    component = await broker.start({ folder, guard });
    const fails = () => ({ body: '{"status":"RETRY"}' });
    world = await startDesignedWorld({
      design: designOn(broker.entry(component)),
      answers: Object.fromEntries(
        [...Object.keys(cases), 'sales.order.dropped'].map((event) => [event, fails]),
      ),
      prepare: async (project) => broker.prepare?.(component, project),
    });
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await component?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(Object.keys(cases))('%s: as many attempts, no sooner, and one dead letter', async (event) => {
    const { terms, end } = predicted(event);
    expect(terms.judge).toBe('sidecar');
    expect(end).toMatchObject({ kind: 'topic', name: 'sales.letter.left', readers: ['letter-service'] });
    const id = `${broker.name}-${event}`;
    expect(await world.publish('order-service', event, { id }, id)).toBe(204);
    const attempts = await world.deliveries('stock-service', event, terms.retry.attempts, 3000);
    expect(attempts).toHaveLength(terms.retry.attempts);
    for (const [index, { at }] of attempts.entries()) {
      const before = attempts[index - 1]?.at ?? at;
      // Rounded to milliseconds at both ends.
      expect(at - before).toBeGreaterThanOrEqual(Math.floor(pauseBefore(terms.retry, index + 1).least) - 2);
    }
    await world.deliveries('letter-service', 'sales.letter.left', 1);
    expect(letters(id)).toHaveLength(1);
  });

  it('without a dead letter: lost after the attempts, or delivered again, for ever', async () => {
    const { terms, end } = predicted('sales.order.dropped');
    await world.publish('order-service', 'sales.order.dropped', { id: 'dropped' }, 'dropped');
    const { attempts } = terms.retry;
    if (end.kind === 'lost') {
      expect(await world.deliveries('stock-service', 'sales.order.dropped', attempts, 8000)).toHaveLength(
        attempts,
      );
    } else {
      expect(end.kind).toBe('endless');
      // JetStream waits for as long as all attempts may take.
      const seen = await world.deliveries('stock-service', 'sales.order.dropped', attempts * 2, 0, 120_000);
      expect(seen.length).toBeGreaterThanOrEqual(attempts * 2);
    }
  }, 180_000);
});
