import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEda } from '../real/project-on-broker.ts';
import { killAtMessages, killWhoSpeaks, runOutOfTime } from '../support/orders-attacks.ts';
import { waiting } from '../support/orders-project.ts';
import {
  awaitServices,
  call,
  leftOf,
  newArticle,
  outcomeOf,
  place,
  runBlackBox,
  serviceOf,
  startOrders,
  stockOf,
  type World,
} from '../support/orders-world.ts';
import { until } from '../support/service-fixture.ts';

describe('the orders system, orchestrated, on a broker at its worst', () => {
  let world: World;
  beforeAll(async () => {
    world = await startOrders('orchestration', waiting(4));
  }, 240_000);
  afterAll(() => world?.stop(), 60_000);

  it.each([
    ['inventory-service', 'reserve-stock'],
    ['payment-service', 'take-payment'],
    ['shipping-service', 'ship'],
  ])(
    'gives an order up that %s does not answer for, and undoes what that did when it is back',
    async (name, step) => {
      const sku = await newArticle(world, 5);
      const pid = serviceOf(world, name).pid();
      if (pid === undefined) throw new Error(`${name} does not run`);
      process.kill(pid, 'SIGSTOP');
      let orderId: string;
      try {
        orderId = await place(world, sku);
        await until(
          async () => {
            const { body } = await call(
              world,
              'order-service',
              'GET',
              `/eda/sagas/order-fulfilment/${orderId}`,
            );
            return (body.failure as { step?: string } | null)?.step === step;
          },
          'the time to run out',
          60_000,
        );
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect(await outcomeOf(world, orderId)).toEqual({ status: 'cancelled', reason: `No answer: ${step}` });
      // What was asked for before is done and undone, or not done at all; in whichever order it arrives.
      await until(async () => (await leftOf(world, orderId)).length === 0, 'all to be given back', 60_000);
      await until(async () => (await stockOf(world, sku)) === 5, 'the stock to be back', 60_000);
    },
    240_000,
  );

  it('shows and ends runs from the command line', async () => {
    const sku = await newArticle(world, 5);
    const pid = serviceOf(world, 'shipping-service').pid();
    if (pid === undefined) throw new Error('shipping-service does not run');
    // The one that is frozen would keep the command waiting.
    const asked = ['--service', 'order-service'];
    process.kill(pid, 'SIGSTOP');
    try {
      const orderId = await place(world, sku);
      await until(
        async () => (await runEda(world.project, ['saga', 'list', ...asked])).includes('ship sent'),
        'the run to stand at its last step',
        60_000,
      );
      const shown = await runEda(world.project, ['saga', 'show', 'order-fulfilment', orderId, ...asked]);
      expect(shown).toMatch(/✓ reserve-stock\s+done\s+inventory\.stock\.reserved/);
      await runEda(world.project, [
        ...['saga', 'abort', 'order-fulfilment', orderId, '--yes', '--note', 'customer called', ...asked],
      ]);
      expect(await runEda(world.project, ['saga', 'show', 'order-fulfilment', orderId, ...asked])).toContain(
        'customer called',
      );
      process.kill(pid, 'SIGCONT');
      expect((await outcomeOf(world, orderId)).status).toBe('cancelled');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect(runEda(world.project, ['saga', 'show', 'order-fulfilment', 'nobody'])).rejects.toThrow(
      'there is no run nobody of saga order-fulfilment',
    );
    expect(await runEda(world.project, ['saga', 'versions'])).toMatch(
      /order-fulfilment@1\s+\d+ open, \d+ ended\s+new runs/,
    );
    await expect(runEda(world.project, ['saga', 'drop', 'order-fulfilment@1'])).rejects.toThrow(
      'is the one that new runs follow',
    );
  }, 240_000);
});

describe.each(['orchestration', 'choreography'] as const)('the orders system as %s', (style) => {
  let world: World;
  beforeAll(async () => {
    world = await startOrders(style);
  }, 240_000);
  afterAll(() => world?.stop(), 60_000);

  it('passes the tests that know nothing of how it is built, on a broker at its worst', async () => {
    const { code, output } = await runBlackBox(world);
    expect(output).toMatch(/^# pass [1-9]/m);
    expect(code, output).toBe(0);
  }, 300_000);

  it('ends every run while each service is started anew in its middle', async () => {
    const sku = await newArticle(world, 6);
    const orders: string[] = [];
    for (const { name } of world.system.services) {
      orders.push(await place(world, sku), await place(world, sku, { country: 'AQ' }));
      await world.system.restart(name);
    }
    await awaitServices(world);
    const outcomes = await Promise.all(orders.map((orderId) => outcomeOf(world, orderId)));
    const confirmed = outcomes.filter(({ status }) => status === 'confirmed').length;
    await until(async () => (await stockOf(world, sku)) === 6 - confirmed, 'the stock', 60_000);
    await until(
      async () => {
        const left = await Promise.all(orders.map((orderId) => leftOf(world, orderId)));
        return left.every((kept, index) => kept.length === (outcomes[index]?.status === 'confirmed' ? 2 : 0));
      },
      'money and parcels to agree',
      60_000,
    );
  }, 300_000);

  it.runIf(style === 'orchestration')(
    'ends every run whichever message the coordinator is killed (-9) at',
    () => killAtMessages(world),
    600_000,
  );

  it.runIf(style === 'choreography')(
    'ends every run whoever says something in it is killed (-9) at that',
    () => killWhoSpeaks(world),
    480_000,
  );

  it.runIf(style === 'choreography')(
    'gives an order up that nobody answers for, whichever step it stands at',
    () => runOutOfTime(world),
    240_000,
  );
});
