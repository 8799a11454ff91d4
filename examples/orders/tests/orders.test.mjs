import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  eventually,
  newArticle,
  orderOf,
  orders,
  orderWith,
  outcomeOf,
  payments,
  place,
  stateAt,
  stockOf,
} from './client.mjs';

/** How many orders are placed at once, over a few articles. */
const many = Number(process.env.ORDERS ?? 40);

describe('an order', () => {
  it('that all goes well with is paid, sent and confirmed', async () => {
    const sku = await newArticle(5);
    const orderId = await place(orderOf(sku, { quantity: 2 }));
    assert.deepEqual(await outcomeOf(orderId), { status: 'confirmed', payment: 'taken', parcel: 'dispatched' });
    assert.equal(await stockOf(sku), 3);
    const { total, trackingCode } = await orderWith(orderId);
    assert.deepEqual(total, { minor: 900, currency: 'EUR' });
    assert.match(trackingCode, /^P-/);
  });

  it('of more than there is comes to nothing, and costs nothing', async () => {
    const sku = await newArticle(1);
    const orderId = await place(orderOf(sku, { quantity: 2 }));
    assert.deepEqual(await outcomeOf(orderId), {
      status: 'cancelled',
      reason: `Not enough of ${sku}`,
      payment: 'none',
      parcel: 'none',
    });
    assert.equal(await stockOf(sku), 1);
  });

  it('that cannot be paid gives back what was set aside for it', async () => {
    const sku = await newArticle(3);
    const orderId = await place(orderOf(sku, { quantity: 2, minor: 60_000 }));
    assert.deepEqual(await outcomeOf(orderId), {
      status: 'cancelled',
      reason: 'The card has a lower limit',
      payment: 'declined',
      parcel: 'none',
    });
    await eventually(async () => assert.equal(await stockOf(sku), 3));
  });

  it('that cannot be sent gives back the money and what was set aside', async () => {
    const sku = await newArticle(3);
    const orderId = await place(orderOf(sku, { quantity: 1, country: 'AQ' }));
    const { status, reason, parcel } = await outcomeOf(orderId);
    assert.deepEqual([status, reason, parcel], ['cancelled', 'No parcels to AQ', 'refused']);
    await eventually(async () => {
      assert.equal(await stateAt(payments, `/payments/${orderId}`), 'refunded');
      assert.equal(await stockOf(sku), 3);
    });
  });

  it('of several articles takes all of them or none', async () => {
    const [there, gone] = [await newArticle(4), await newArticle(0)];
    const price = { minor: 100, currency: 'EUR' };
    const lines = [
      { sku: there, quantity: 1, unitPrice: price },
      { sku: gone, quantity: 1, unitPrice: price },
      { sku: there, quantity: 2, unitPrice: price },
    ];
    const orderId = await place({ ...orderOf(there), lines });
    assert.equal((await outcomeOf(orderId)).reason, `Not enough of ${gone}`);
    assert.equal(await stockOf(there), 4);
    const rest = await place({ ...orderOf(there), lines: lines.filter(({ sku }) => sku === there) });
    assert.equal((await outcomeOf(rest)).status, 'confirmed');
    assert.equal(await stockOf(there), 1);
  });

  it('that is placed twice is one order', async () => {
    const sku = await newArticle(9);
    const order = orderOf(sku, { quantity: 3, orderId: randomUUID() });
    const answers = await Promise.all([1, 2, 3].map(() => orders.post('/orders', order)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal((await outcomeOf(order.orderId)).status, 'confirmed');
    assert.equal(await stockOf(sku), 6);
  });

  it('that makes no sense is refused at once', async () => {
    const sku = await newArticle(1);
    const price = { minor: 1, currency: 'USD' };
    const mixed = { ...orderOf(sku), lines: [...orderOf(sku).lines, { sku, quantity: 1, unitPrice: price }] };
    assert.equal((await orders.post('/orders', mixed)).status, 400);
    assert.equal((await orders.post('/orders', { ...orderOf(sku), lines: [] })).status, 400);
    assert.equal((await orders.get(`/orders/${randomUUID()}`)).status, 404);
    assert.equal(await stockOf(sku), 1);
  });
});

describe(`${many} orders at once over few articles`, () => {
  it('sell what is there and no more, and keep exactly the money of what is sent', async () => {
    const currency = `X${randomUUID().replace(/[^a-f]/g, '').toUpperCase().padEnd(2, 'A').slice(0, 2)}`;
    const before = (await payments.get(`/takings/${currency}`)).body;
    const stock = Math.ceil(many / 8);
    const articles = [await newArticle(stock), await newArticle(stock), await newArticle(stock)];
    const placed = await Promise.all(
      Array.from({ length: many }, (_, index) =>
        place(
          orderOf(articles[index % articles.length], {
            currency,
            minor: index % 7 === 6 ? 200_000 : 100,
            country: index % 5 === 4 ? 'AQ' : 'IE',
          }),
        ),
      ),
    );
    const outcomes = await Promise.all(placed.map((orderId) => outcomeOf(orderId, 600_000)));
    const confirmed = outcomes.filter(({ status }) => status === 'confirmed');
    assert.ok(confirmed.length > 0);
    assert.ok(confirmed.every(({ payment, parcel }) => payment === 'taken' && parcel === 'dispatched'));
    // What is given back may come a little after the end is known, where services undo by themselves.
    await eventually(async () => {
      const left = await Promise.all(articles.map(stockOf));
      assert.equal(
        left.reduce((sum, available) => sum + available, 0),
        articles.length * stock - confirmed.length,
      );
      const { body } = await payments.get(`/takings/${currency}`);
      assert.equal(body.payments - before.payments, confirmed.length);
      assert.equal(body.minor - before.minor, confirmed.length * 100);
    }, 60_000);
  });
});
