import { expect } from 'vitest';
import { ask, awaitSent, awaitStored, deadLetters, keepMessages, sendAllAgain } from './orders-ledger.ts';
import {
  awaitServices,
  call,
  leftOf,
  newArticle,
  outcomeOf,
  place,
  serviceOf,
  stockOf,
  type World,
} from './orders-world.ts';
import { until } from './service-fixture.ts';

/** Steps of the saga, and who does them. */
const steps = [
  ['reserve-stock', 'inventory-service'],
  ['take-payment', 'payment-service'],
  ['ship', 'shipping-service'],
] as const;

type Step = (typeof steps)[number][0];

/** Ends of orders that are to come, to be compared with what came. */
interface Expected {
  readonly orderId: string;
  readonly status: 'confirmed' | 'cancelled';
  readonly reason?: string;
}

/** Stops a service in its tracks; it answers nobody until the function that is given back is called. */
function freeze(world: World, service: string): () => void {
  const pid = serviceOf(world, service).pid();
  if (pid === undefined) throw new Error(`${service} does not run`);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

/** Waits until a step of a run is in a state, as its row says: the coordinator may be dead meanwhile. */
async function awaitStep(world: World, orderId: string, step: Step, state: string): Promise<void> {
  const text = 'SELECT steps FROM eda.saga WHERE key = $1';
  await until(
    async () => {
      const [run] = await ask<{ steps: { name: string; state: string }[] }>(world, 'order-service', text, [
        orderId,
      ]);
      return run?.steps.some((one) => one.name === step && one.state === state) ?? false;
    },
    `${step} of ${orderId} to be ${state}`,
    120_000,
  );
}

function kill(world: World, service: string): void {
  const pid = serviceOf(world, service).pid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** One that is killed again before eda dev has seen that it is ready, again and again, would be given up. */
async function awaitReady(world: World, service: string): Promise<void> {
  const { state } = serviceOf(world, service);
  await until(
    async () => {
      const answer = await call(world, service, 'GET', '/readyz').catch(() => undefined);
      return answer?.status === 200 && state() === 'ready';
    },
    `${service} to be ready`,
    120_000,
  );
}

const coordinator = 'order-service';

/** What is different about an order that does not go well: it is too dear, or goes too far away. */
type Unsaleable = { readonly country?: string; readonly minor?: number };

/** Places an order: as it is, one that goes well. */
async function placeKind(world: World, sku: string, over: Unsaleable = {}): Promise<Expected> {
  const orderId = await place(world, sku, over);
  return { orderId, status: Object.keys(over).length === 0 ? 'confirmed' : 'cancelled' };
}

/** All that was placed has ended as it should, and nothing but what was sold has left the stock. */
async function expectEnds(
  world: World,
  sku: string,
  stock: number,
  placed: readonly Expected[],
): Promise<void> {
  for (const { orderId, status, reason } of placed) {
    const outcome = await outcomeOf(world, orderId);
    expect(outcome).toEqual({ status, ...(reason === undefined ? { reason: outcome.reason } : { reason }) });
  }
  const sold = placed.filter(({ status }) => status === 'confirmed').length;
  await until(async () => (await stockOf(world, sku)) === stock - sold, 'the stock', 60_000);
  for (const { orderId, status } of placed) {
    const wanted = status === 'confirmed' ? ['money', 'parcel'] : [];
    await until(
      async () => JSON.stringify(await leftOf(world, orderId)) === JSON.stringify(wanted),
      `what is kept of ${orderId}`,
      60_000,
    );
  }
}

/**
 * Kills the coordinator (-9) in every state of a run: before it begins, while each step is under way, while each is
 * undone, and at its end. The answer that it waits for is held back until then, by freezing who gives it.
 */
export async function killInEveryState(world: World): Promise<void> {
  const sku = await newArticle(world, 100);
  const placed: Expected[] = [];
  const begin = async (over: { readonly country?: string } = {}) => {
    await awaitReady(world, coordinator);
    const order = await placeKind(world, sku, over);
    placed.push(order);
    return order.orderId;
  };
  await begin();
  kill(world, coordinator);
  for (const [step, service] of steps) {
    const thaw = freeze(world, service);
    try {
      await awaitStep(world, await begin(), step, 'sent');
      kill(world, coordinator);
    } finally {
      thaw();
    }
  }
  // Back from the last step: each service is frozen before the one that comes before it in the undoing goes on.
  const unsold = await undoStepwise(world, () => begin({ country: 'AQ' }));
  const ended = await begin();
  await until(
    async () => {
      const [run] = await ask<{ state: string }>(
        world,
        'order-service',
        'SELECT state FROM eda.saga WHERE key = $1',
        [ended],
      );
      return run?.state === 'completed';
    },
    'the run to end',
    120_000,
  );
  kill(world, coordinator);
  expect(unsold).toHaveLength(2);
  await expectEnds(world, sku, 100, placed);
}

/** An order that can't be sent: the coordinator is killed at each step that it undoes. @returns what was undone, in order */
async function undoStepwise(world: World, begin: () => Promise<string>): Promise<Step[]> {
  const thaws: (() => void)[] = [freeze(world, 'shipping-service')];
  const undone: Step[] = [];
  try {
    const orderId = await begin();
    await awaitStep(world, orderId, 'ship', 'sent');
    for (const [step, service] of [...steps].reverse().slice(1)) {
      const thaw = freeze(world, service);
      thaws.shift()?.();
      thaws.push(thaw);
      await awaitStep(world, orderId, step, 'undoing');
      kill(world, coordinator);
      await awaitReady(world, coordinator);
      undone.push(step);
    }
  } finally {
    for (const thaw of thaws) thaw();
  }
  return undone;
}

/** Every message of a run that goes well, of one that can't be paid, and of one that is undone from its last step. */
const moments: readonly (readonly [event: string, order: Unsaleable])[] = [
  ['inventory.stock.reserve', {}],
  ['inventory.stock.reserved', {}],
  ['payments.payment.taken', {}],
  ['shipping.parcel.dispatch', {}],
  ['shipping.parcel.dispatched', {}],
  ['ordering.order.confirmed', {}],
  ['payments.payment.declined', { minor: 200_000 }],
  ['shipping.parcel.refused', { country: 'AQ' }],
  ['payments.payment.refunded', { country: 'AQ' }],
  ['inventory.stock.released', { country: 'AQ' }],
];

/** Only a coordinator asks for these; services that know what to do react to events. */
const asked = new Set(['inventory.stock.reserve', 'shipping.parcel.dispatch']);

/** Kills the order service (-9) at each message of a run, as soon as that is published. Needs a world that tells of messages. */
export async function killAtMessages(world: World): Promise<void> {
  const sku = await newArticle(world, 100);
  const placed: Expected[] = [];
  for (const [event, over] of moments) {
    if (world.style === 'choreography' && asked.has(event)) continue;
    await awaitReady(world, coordinator);
    const killed = new Promise<void>((resolve) => {
      world.onMessage = ({ kind, eventType }) => {
        if (kind !== 'published' || eventType !== event) return;
        world.onMessage = () => {};
        kill(world, coordinator);
        resolve();
      };
    });
    placed.push(await placeKind(world, sku, over));
    await killed;
  }
  await expectEnds(world, sku, 100, placed);
}

/** What is said in a choreography, by whom, of an order that goes well, that can't be paid, and that is undone from its last step. */
const said: readonly (readonly [service: string, event: string, order: Unsaleable])[] = [
  ['order-service', 'ordering.order.placed', {}],
  ['inventory-service', 'inventory.stock.reserved', {}],
  ['payment-service', 'payments.payment.taken', {}],
  ['shipping-service', 'shipping.parcel.dispatched', {}],
  ['order-service', 'ordering.order.confirmed', {}],
  ['payment-service', 'payments.payment.declined', { minor: 200_000 }],
  ['shipping-service', 'shipping.parcel.refused', { country: 'AQ' }],
  ['order-service', 'ordering.order.cancelled', { country: 'AQ' }],
  ['payment-service', 'payments.payment.refunded', { country: 'AQ' }],
  ['inventory-service', 'inventory.stock.released', { country: 'AQ' }],
];

/** In a choreography nobody coordinates: whoever says something is killed (-9) as soon as that is stored, before it is sent or while it is. */
export async function killWhoSpeaks(world: World): Promise<void> {
  await keepMessages(world);
  const sku = await newArticle(world, 100);
  const placed: Expected[] = [];
  for (const [service, event, over] of said) {
    await awaitReady(world, service);
    const order = await placeKind(world, sku, over);
    await awaitStored(world, service, event, order.orderId);
    kill(world, service);
    placed.push(order);
  }
  await awaitServices(world);
  await expectEnds(world, sku, 100, placed);
}

/**
 * Nobody answers for a step, of three runs that stand at one each, until their time is up. Their time is made to be up
 * now, where waiting would take minutes. What was asked for is done and undone, or not done at all.
 */
export async function runOutOfTime(world: World): Promise<void> {
  await keepMessages(world);
  const sku = await newArticle(world, 100);
  const placed: Expected[] = [];
  const thaws: (() => void)[] = [];
  try {
    for (const [step, service] of [...steps].reverse()) {
      thaws.push(freeze(world, service));
      const orderId = await place(world, sku);
      await awaitStanding(world, orderId, step);
      const reason = world.style === 'orchestration' ? `No answer: ${step}` : 'No answer in time';
      placed.push({ orderId, status: 'cancelled', reason });
    }
    const late = 'UPDATE eda.saga SET due_at = now() WHERE key = ANY ($1)';
    await ask(world, coordinator, late, [placed.map(({ orderId }) => orderId)]);
    const timedOut = `SELECT FROM eda.saga WHERE key = $1 AND failure->>'reason' = 'timed-out'`;
    for (const { orderId } of placed) {
      await until(
        async () => (await ask(world, coordinator, timedOut, [orderId])).length > 0,
        `the time of ${orderId} to be up`,
        60_000,
      );
    }
  } finally {
    for (const thaw of thaws) thaw();
  }
  await expectEnds(world, sku, 100, placed);
}

/** What a step of a choreography follows. */
const follows: Readonly<Record<Step, readonly [service: string, event: string]>> = {
  'reserve-stock': ['order-service', 'ordering.order.placed'],
  'take-payment': ['inventory-service', 'inventory.stock.reserved'],
  ship: ['payment-service', 'payments.payment.taken'],
};

/** Waits until a run stands at a step: its command is sent, or what it follows is said. */
function awaitStanding(world: World, orderId: string, step: Step): Promise<void> {
  return world.style === 'orchestration'
    ? awaitStep(world, orderId, step, 'sent')
    : awaitStored(world, ...follows[step], orderId);
}

/** Every message of every run comes once more, last first, while runs are under way and when all have ended. */
export async function sendAgain(world: World): Promise<void> {
  await keepMessages(world);
  const sku = await newArticle(world, 100);
  const kinds = [{}, { minor: 200_000 }, { country: 'AQ' }, {}] as const;
  const placed: Expected[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const over of kinds) placed.push(await placeKind(world, sku, over));
    expect(await sendAllAgain(world)).toBeGreaterThan(0);
  }
  await expectEnds(world, sku, 100, placed);
  const before = await deadLetters(world);
  expect(await sendAllAgain(world)).toBeGreaterThan(placed.length * 5);
  await awaitSent(world);
  await expectEnds(world, sku, 100, placed);
  expect(await deadLetters(world)).toEqual(before);
}

/** Each service is started anew while runs are under way. */
export async function restartEach(world: World): Promise<void> {
  const sku = await newArticle(world, 100);
  const placed: Expected[] = [];
  for (const { name } of world.system.services) {
    placed.push(await placeKind(world, sku), await placeKind(world, sku, { country: 'AQ' }));
    await world.system.restart(name);
  }
  await awaitServices(world);
  await expectEnds(world, sku, 100, placed);
}
