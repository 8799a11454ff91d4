/**
 * What the black-box tests know of the system: where each service answers HTTP, from the environment. Nothing of how
 * it is built, so that the same tests pass whatever language, broker and database it runs on, orchestrated or not.
 */
import { randomUUID } from 'node:crypto';

export const orders = service('ORDER_SERVICE_URL');
export const inventory = service('INVENTORY_SERVICE_URL');
export const payments = service('PAYMENT_SERVICE_URL');
export const shipping = service('SHIPPING_SERVICE_URL');

/** @param {string} variable */
function service(variable) {
  const baseUrl = () => {
    const url = process.env[variable];
    if (!url) throw new Error(`${variable} must say where the service listens, e.g. http://127.0.0.1:7001`);
    return url.replace(/\/+$/, '');
  };
  const send = async (method, path, body) => {
    const response = await fetch(baseUrl() + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    get: (path) => send('GET', path, undefined),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
  };
}

/** An article that no other test has, so many of it. */
export async function newArticle(available) {
  const sku = `article-${randomUUID().slice(0, 8)}`;
  const { status, body } = await inventory.put(`/stock/${sku}`, { available });
  if (status !== 200) throw new Error(`setting the stock answered ${status}: ${JSON.stringify(body)}`);
  return sku;
}

export async function stockOf(sku) {
  return (await inventory.get(`/stock/${sku}`)).body.available;
}

/** An order of one article, that can be paid and sent unless something else is said. */
export function orderOf(sku, { quantity = 1, minor = 450, currency = 'EUR', country = 'IE', ...rest } = {}) {
  return {
    customerId: randomUUID(),
    lines: [{ sku, quantity, unitPrice: { minor, currency } }],
    address: { street: 'Main Street 1', city: 'Dublin', country },
    ...rest,
  };
}

/** Places an order. @returns its id */
export async function place(order) {
  const { status, body } = await orders.post('/orders', order);
  if (status !== 200) throw new Error(`placing answered ${status}: ${JSON.stringify(body)}`);
  return body.orderId;
}

export async function orderWith(orderId) {
  return (await orders.get(`/orders/${orderId}`)).body;
}

/** The state of an order's payment or parcel; `none` where there never was one. */
export async function stateAt(from, path) {
  const { status, body } = await from.get(path);
  return status === 404 ? 'none' : body.state;
}

/** All that became of an order, once it has ended. */
export async function outcomeOf(orderId, withinMs = 60_000) {
  const order = await eventually(async () => {
    const found = await orderWith(orderId);
    if (found.status === 'placed') throw new Error(`order ${orderId} has not ended`);
    return found;
  }, withinMs);
  return {
    status: order.status,
    ...(order.reason === undefined ? {} : { reason: order.reason }),
    payment: await stateAt(payments, `/payments/${orderId}`),
    parcel: await stateAt(shipping, `/parcels/${orderId}`),
  };
}

/**
 * Repeats a check until it passes: what follows from an event is there later, not at once.
 * @template Result
 * @param {() => Promise<Result>} check throws while it does not hold
 * @returns {Promise<Result>}
 */
export async function eventually(check, withinMs = 20_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
