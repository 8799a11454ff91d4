import { expect, vi } from 'vitest';
import { call, newArticle, place, serviceOf, stockOf, type World } from './orders-world.ts';
import { askSql } from './postgres.ts';
import { until } from './service-fixture.ts';

/** Asks the database of a service. */
export async function ask<Row extends object>(
  world: World,
  service: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { databaseUrl = '' } = serviceOf(world, service);
  return await askSql<Row>(databaseUrl, text, values);
}

/** Has every service keep each message that it writes to its outbox, so that it can be sent again. */
export async function keepMessages(world: World): Promise<void> {
  const keep = `
    CREATE TABLE IF NOT EXISTS kept_message (LIKE eda.outbox, PRIMARY KEY (event_id));
    CREATE OR REPLACE FUNCTION keep_message() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO kept_message SELECT NEW.* ON CONFLICT DO NOTHING; RETURN NULL; END $$;
    CREATE OR REPLACE TRIGGER keep AFTER INSERT ON eda.outbox FOR EACH ROW EXECUTE FUNCTION keep_message()`;
  for (const { name } of world.system.services) await ask(world, name, keep);
}

/** Waits until a service has stored a message of an order; it keeps them. */
export async function awaitStored(
  world: World,
  service: string,
  event: string,
  orderId: string,
): Promise<void> {
  const text = `SELECT FROM kept_message WHERE key = $1 AND envelope->>'type' = $2`;
  await until(
    async () => (await ask(world, service, text, [orderId, event])).length > 0,
    `${event} of ${orderId}`,
    120_000,
  );
}

/** Sends every message of every service once more, the last one first: commands twice, and answers out of order. */
export async function sendAllAgain(world: World): Promise<number> {
  // As the runtime writes: the lane's lock before the number, so that no relay passes it by.
  const again = `WITH l AS MATERIALIZED (SELECT count(pg_advisory_xact_lock(777, lane)) AS n
      FROM (SELECT DISTINCT lane FROM kept_message ORDER BY lane) d)
    INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
    SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
    FROM (SELECT kept_message.* FROM l, kept_message WHERE l.n >= 0 ORDER BY id DESC) o RETURNING id`;
  const sent = await Promise.all(world.system.services.map(({ name }) => ask(world, name, again)));
  return sent.reduce((sum, rows) => sum + rows.length, 0);
}

/** Waits until no message is on its way out of a service. */
export async function awaitSent(world: World): Promise<void> {
  const left = async () => {
    const counts = await Promise.all(
      world.system.services.map(({ name }) =>
        ask<{ n: number }>(world, name, 'SELECT count(*)::int AS n FROM eda.outbox'),
      ),
    );
    return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0);
  };
  await until(async () => (await left()) === 0, 'the outboxes to be empty', 120_000);
}

/** Messages that a service gave up, with why. */
export async function deadLetters(world: World): Promise<string[]> {
  const text = 'SELECT consumer, reason, error FROM eda.dead_letter';
  const all = world.system.services.map(({ name }) =>
    ask<{ consumer: string; reason: string; error: string }>(world, name, text),
  );
  return (await Promise.all(all))
    .flat()
    .map(({ consumer, reason, error }) => `${consumer} ${reason} ${error}`);
}

/** Each read model by its table, and by a fold over all that was ever stored or received, in SQL of its own. */
const readModels = {
  order_overview: {
    table: `SELECT order_id, customer_id::text, status, minor::int, currency, tracking_code, reason, notes FROM public.order_overview ORDER BY 1`,
    fold: `
      SELECT p.data->>'orderId' AS order_id, p.data->>'customerId' AS customer_id,
        CASE e.type WHEN 'ordering.order.confirmed' THEN 'confirmed' WHEN 'ordering.order.cancelled' THEN 'cancelled' ELSE 'placed' END AS status,
        coalesce(p.data->'total'->>'minor', p.data->>'minor')::int AS minor,
        coalesce(p.data->'total'->>'currency', p.data->>'currency') AS currency,
        e.data->>'trackingCode' AS tracking_code, e.data->>'reason' AS reason,
        (SELECT count(*)::int FROM eda.event n WHERE n.stream = p.stream AND n.type = 'ordering.order.noted') AS notes
      FROM eda.event p LEFT JOIN eda.event e ON e.stream = p.stream AND e.type IN ('ordering.order.confirmed', 'ordering.order.cancelled')
      WHERE p.type = 'ordering.order.placed' ORDER BY 1`,
  },
  orders_per_country: {
    table: `SELECT address_country AS country, orders, minor::int FROM public.orders_per_country ORDER BY 1`,
    fold: `
      SELECT data->'address'->>'country' AS country, count(*)::int AS orders,
        sum(coalesce(data->'total'->>'minor', data->>'minor')::int)::int AS minor
      FROM eda.event WHERE type = 'ordering.order.placed' GROUP BY 1 ORDER BY 1`,
  },
  order_progress: {
    table: `SELECT order_id, placed_at, reserved_at, paid_at, sent_at, ended_at FROM public.order_progress ORDER BY 1`,
    fold: `
      SELECT order_id, min(at) FILTER (WHERE type = 'ordering.order.placed') AS placed_at,
        min(at) FILTER (WHERE type = 'inventory.stock.reserved') AS reserved_at,
        min(at) FILTER (WHERE type = 'payments.payment.taken') AS paid_at,
        min(at) FILTER (WHERE type = 'shipping.parcel.dispatched') AS sent_at,
        min(at) FILTER (WHERE type IN ('ordering.order.confirmed', 'ordering.order.cancelled')) AS ended_at
      FROM (
        SELECT data->>'orderId' AS order_id, type, at FROM eda.event WHERE type <> 'ordering.order.noted'
        UNION ALL
        SELECT envelope::json->'data'->>'orderId', event, (envelope::json->>'time')::timestamptz FROM eda.received
      ) e GROUP BY 1 ORDER BY 1`,
  },
} as const;

/** Read models are a fold over all events, as soon as they have caught up. */
export async function expectFolds(world: World): Promise<void> {
  for (const [name, { table, fold }] of Object.entries(readModels)) {
    const read = async (sql: string) => JSON.stringify(await ask(world, 'order-service', sql));
    await until(async () => (await read(table)) === (await read(fold)), `${name} to be a fold`, 120_000);
  }
}

/** How a run ends of which nothing comes. A coordinator has seen it undone by then; in a choreography those who did it are told. */
const givenUp = { orchestration: 'compensated', choreography: 'aborted' } as const;

/**
 * So many orders at once over few articles, of which there is less than is asked for; some can't be paid, some not be
 * sent. In the end every run is completed or given up, and stock, money, parcels and orders say the same of each.
 */
export async function sellOut(world: World, orders: number): Promise<void> {
  const currency = '???'.replaceAll('?', () => String.fromCharCode(65 + Math.floor(Math.random() * 26)));
  const takings = async () =>
    (await call(world, 'payment-service', 'GET', `/takings/${currency}`)).body as Record<string, number>;
  const before = await takings();
  const there = Math.ceil(orders / 8);
  const articles = [
    await newArticle(world, there),
    await newArticle(world, there),
    await newArticle(world, there),
  ];
  const placed: string[] = [];
  const next = Array.from({ length: orders }, (_, index) => index);
  const buy = async () => {
    for (let index = next.shift(); index !== undefined; index = next.shift()) {
      placed.push(
        await place(world, articles[index % articles.length] ?? '', {
          currency,
          minor: index % 7 === 6 ? 200_000 : 100,
          country: index % 5 === 4 ? 'AQ' : 'IE',
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 25 }, buy));

  const runs = async () => {
    const text = 'SELECT state, count(*)::int AS n FROM eda.saga WHERE key = ANY ($1) GROUP BY state';
    const rows = await ask<{ state: string; n: number }>(world, 'order-service', text, [placed]);
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };
  await until(
    async () => {
      const ended = await runs().catch(() => ({}) as Record<string, number>);
      return (ended.completed ?? 0) + (ended[givenUp[world.style]] ?? 0) === orders;
    },
    `${orders} runs to end`,
    600_000,
  );
  await awaitSent(world);
  const statuses = await readStatuses(world, placed);
  const confirmed = placed.filter((orderId) => statuses.get(orderId) === 'confirmed');
  expect(await runs()).toEqual({
    completed: confirmed.length,
    [givenUp[world.style]]: orders - confirmed.length,
  });
  expect(confirmed.length).toBeGreaterThan(0);

  const having = async (service: string, table: string, state: string) => {
    const text = `SELECT order_id::text AS id FROM ${table} WHERE order_id = ANY ($1::uuid[]) AND state = $2`;
    return (await ask<{ id: string }>(world, service, text, [placed, state])).map(({ id }) => id).sort();
  };
  const expectKept = async () => {
    const kept = [...confirmed].sort();
    expect(await having('inventory-service', 'reservation', 'reserved')).toEqual(kept);
    expect(await having('payment-service', 'payment', 'taken')).toEqual(kept);
    expect(await having('shipping-service', 'parcel', 'dispatched')).toEqual(kept);
    const left = await Promise.all(articles.map((sku) => stockOf(world, sku)));
    expect(left.every((available) => Number(available) >= 0)).toBe(true);
    expect(left.reduce<number>((sum, available) => sum + Number(available), 0)).toBe(
      3 * there - confirmed.length,
    );
    const after = await takings();
    const gained = (what: string) => Number(after[what]) - Number(before[what]);
    expect([gained('payments'), gained('minor')]).toEqual([confirmed.length, 100 * confirmed.length]);
  };
  if (world.style === 'orchestration') await expectKept();
  else await vi.waitFor(expectKept, { timeout: 120_000, interval: 500 });
}

/** What each order has become; waits for those that have not heard of their end. */
async function readStatuses(world: World, orderIds: readonly string[]): Promise<Map<string, unknown>> {
  const statuses = new Map<string, unknown>();
  const next = [...orderIds];
  const read = async () => {
    for (let orderId = next.shift(); orderId !== undefined; orderId = next.shift()) {
      const path = `/orders/${orderId}`;
      await until(
        async () => {
          const { body } = await call(world, 'order-service', 'GET', path);
          statuses.set(orderId as string, body.status);
          return body.status !== 'placed';
        },
        `order ${orderId} to know how it ended`,
        120_000,
      );
    }
  };
  await Promise.all(Array.from({ length: 10 }, read));
  return statuses;
}
