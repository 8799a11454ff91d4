import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runEda } from '../real/project-on-broker.ts';
import { ask, expectFolds } from './orders-ledger.ts';
import { call, newArticle, outcomeOf, place, serviceOf, startOrders, type World } from './orders-world.ts';
import { until } from './service-fixture.ts';

/**
 * Declares the tests of the read models of the orders system, which know nothing of the language of its order service.
 * @param python of a virtual environment: the services are those in Python
 */
export function testReadModels(python?: string): void {
  let world: World;

  beforeAll(async () => {
    world = await startOrders('orchestration', undefined, python);
  }, 240_000);
  afterAll(() => world?.stop(), 60_000);

  const query = (text: string, ...values: unknown[]) => ask(world, 'order-service', text, values);
  const stateOf = (orderId: string, ...more: string[]) =>
    runEda(world.project, ['state', 'order', orderId, ...more]);

  it('are a fold over all events, whatever became of the orders', async () => {
    const [few, many] = [await newArticle(world, 1), await newArticle(world, 50)];
    const orders = [
      await place(world, many),
      await place(world, many, { country: 'FR' }),
      await place(world, few),
      await place(world, few),
      await place(world, many, { country: 'AQ' }),
      await place(world, many, { minor: 200_000 }),
    ];
    for (const orderId of orders) {
      const noted = await call(world, 'order-service', 'POST', `/orders/${orderId}/notes`, {
        text: 'urgent',
      });
      expect(noted).toMatchObject({ status: 200, body: { notes: 1 } });
    }
    const outcomes = await Promise.all(orders.map((orderId) => outcomeOf(world, orderId)));
    expect(outcomes.filter(({ status }) => status === 'confirmed')).toHaveLength(3);
    await expectFolds(world);
    const [first = ''] = orders;
    expect(
      (await call(world, 'order-service', 'GET', `/projections/order-progress/${first}`)).body,
    ).toMatchObject({
      reserved_at: expect.any(String),
      ended_at: expect.any(String),
    });
    expect(await query(`SELECT 1 FROM eda.outbox WHERE topic LIKE '%noted%'`)).toEqual([]);
  }, 240_000);

  it('are known to whoever asks with the position of a command', async () => {
    const sku = await newArticle(world, 9);
    const country = 'IT';
    for (let n = 1; n <= 3; n += 1) {
      const { url } = serviceOf(world, 'order-service');
      const placed = await fetch(`${url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          customerId: randomUUID(),
          lines: [{ sku, quantity: 1, unitPrice: { minor: 100, currency: 'EUR' } }],
          address: { street: 'Via Uno 1', city: 'Roma', country },
        }),
      });
      const position = placed.headers.get('eda-position');
      expect(position).toMatch(/^\d+$/);
      await until(async () => {
        const answer = await call(
          world,
          'order-service',
          'GET',
          `/projections/orders-per-country/IT?position=${position}`,
        );
        if (answer.status === 202) return false;
        expect(answer.body).toMatchObject({ orders: n });
        return true;
      }, 'the projection to know of the order');
    }
  }, 120_000);

  it('are rebuilt while orders come in, by the command line', async () => {
    const sku = await newArticle(world, 200);
    let flowing = true;
    const placed: string[] = [];
    const flow = (async () => {
      while (flowing) placed.push(await place(world, sku));
    })();
    await query(`UPDATE public.order_progress SET sent_at = NULL`);
    await query(`UPDATE public.orders_per_country SET orders = 0`);
    await query(`UPDATE public.order_overview SET notes = 99`);
    for (const name of ['order-progress', 'orders-per-country', 'order-overview'])
      expect(await runEda(world.project, ['projection', 'rebuild', name])).toContain(`✓ ${name}  is rebuilt`);
    flowing = false;
    await flow;
    await Promise.all(placed.map((orderId) => outcomeOf(world, orderId)));
    await expectFolds(world);
    const list = await runEda(world.project, ['projection', 'list']);
    expect(list).toMatch(/order-overview\s+order-service\s+with the store\s+up to date/);
    expect(list).toMatch(/order-progress\s+order-service\s+of store and topics/);
    await expect(runEda(world.project, ['projection', 'rebuild', 'order-progres'])).rejects.toThrow(
      'no service has a projection order-progres; did you mean order-progress?',
    );
  }, 240_000);

  it('take an order that an older version wrote, from the store and from the topic', async () => {
    const [stored, sent] = [randomUUID(), randomUUID()];
    const old = (orderId: string) => ({
      orderId,
      customerId: randomUUID(),
      lines: [{ sku: 'tea', quantity: 1, unitPrice: { minor: 300, currency: 'EUR' } }],
      minor: 300,
      currency: 'EUR',
      address: { street: 'Rua 1', city: 'Lisboa', country: 'PT' },
    });
    await query(
      `INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
       VALUES (nextval('eda.event_position'), $1, 1, gen_random_uuid(), 'ordering.order.placed', '1.0.0', $2)`,
      `order/${stored}`,
      JSON.stringify(old(stored)),
    );
    await until(
      async () =>
        (await call(world, 'order-service', 'GET', '/projections/orders-per-country/PT')).status === 200,
      'the read model to know of it',
      30_000,
    );
    expect(
      (await call(world, 'order-service', 'GET', '/projections/orders-per-country/PT')).body,
    ).toMatchObject({
      orders: 1,
      minor: '300',
    });
    expect(await stateOf(stored)).toContain('"minor": 300');
    // The saga takes what is still on the topic: an old order is seen through to its end.
    const envelope = {
      specversion: '1.0',
      id: randomUUID(),
      source: '/orders/order-service',
      type: 'ordering.order.placed',
      time: new Date().toISOString(),
      dataschema: 'urn:eda:orders:ordering.order.placed/1.0.0',
      datacontenttype: 'application/json',
      data: old(sent),
    };
    const { url } = serviceOf(world, 'order-service');
    const answer = await fetch(`${url}/events/ordering.order`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(envelope),
    });
    expect(await answer.json()).toEqual({ status: 'SUCCESS' });
    await until(async () => {
      const { body } = await call(world, 'order-service', 'GET', `/eda/sagas/order-fulfilment/${sent}`);
      return (
        (body.start as { data?: { total?: { minor?: number } } } | undefined)?.data?.total?.minor === 300
      );
    }, 'the saga to see the new shape');
  }, 120_000);

  it('and orders are shown as they were', async () => {
    const orderId = await place(world, await newArticle(world, 3));
    await outcomeOf(world, orderId);
    expect(await stateOf(orderId)).toContain('"status": "confirmed"');
    const placed = await stateOf(orderId, '--at', '1');
    expect(placed).toContain('"status": "placed"');
    expect(placed).toContain(`order/${orderId}  version 1`);
    expect(JSON.parse(await stateOf(orderId, '--format', 'json'))).toMatchObject({
      version: 2,
      service: 'order-service',
    });
    await expect(stateOf(orderId, '--at', 'soon')).rejects.toThrow('--at takes a version or a time');
    await expect(stateOf(randomUUID())).rejects.toThrow('there is no event of order/');
    await expect(runEda(world.project, ['state', 'ordr', orderId])).rejects.toThrow(
      'no service has an aggregate ordr',
    );
  }, 120_000);
}
