import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SidecarEvent } from '../../src/dev/sidecar/sidecar-event.ts';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { type BrokerEntry, environmentOn, realEnvironment } from '../real/project-on-broker.ts';
import { makeOrders, type SagaStyle } from './orders-project.ts';
import { type RunToEnd, runToEnd } from './run-to-end.ts';
import { until } from './service-fixture.ts';

/** As a broker at its worst: events come twice, late, and in any order that it has not promised. */
const chaos = 'duplicates=0.2,delay=20,shuffle';

/** The running orders system. */
export interface World {
  readonly style: SagaStyle;
  readonly project: string;
  readonly system: RunningSystem;
  /** Told of every message. */
  onMessage: (message: SidecarEvent) => void;
  /** What services and sidecars said last, for who wants to know why a test failed. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/**
 * Generates and starts it; `edit` changes the design, `python` is the interpreter of services in Python.
 * With a real broker it runs on daprd, and nobody is told of messages.
 */
export async function startOrders(
  style: SagaStyle,
  edit: (design: string) => string = (design) => design,
  python?: string,
  broker?: BrokerEntry,
): Promise<World> {
  const placed = (design: string) => (broker === undefined ? edit(design) : placeOn(broker, edit(design)));
  const project = await makeOrders(style, placed, python);
  const log: string[] = [];
  const hear = { onMessage: (_message: SidecarEvent) => {} };
  const started = await startSystem({
    root: project,
    portOffset: 'auto',
    ...(broker === undefined
      ? { env: { ...process.env, EDA_CHAOS: chaos } }
      : { environment: realEnvironment, sidecar: 'daprd', fresh: true }),
    onEvent: (event) => {
      if (event.kind === 'message') hear.onMessage(event.message);
      if (event.kind === 'sidecar-log') log.push(`${event.entry.app} ${event.entry.message}`);
      if (event.kind === 'service' && event.event.kind === 'line')
        log.push(`${event.name} ${event.event.text}`);
      if (log.length > 400) log.splice(0, 200);
    },
  });
  if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
  const system = started.value;
  // A service that is slow counts as started.
  await awaitServices({ system }, 180_000);
  return Object.assign(hear, {
    style,
    project,
    system,
    log,
    async stop() {
      await system.stop();
      rmSync(project, { recursive: true, force: true });
    },
  });
}

/** On daprd a delivery to a service that is killed counts as failed: there are enough of them for the slowest start. */
function placeOn(broker: BrokerEntry, design: string): string {
  const { defaults, ...environment } = environmentOn(broker);
  const patient = { ...environment, defaults: { ...defaults, retry: { attempts: 50, max: '2s' } } };
  const entry = `  ${realEnvironment}: ${JSON.stringify(patient)}`;
  return design.replace('\nenvironments:\n', `\nenvironments:\n${entry}\n`);
}

/** A service of it. */
export function serviceOf({ system }: World, name: string) {
  const found = system.services.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** Waits until every service can be asked; `mostMs` for each. */
export async function awaitServices({ system }: Pick<World, 'system'>, mostMs = 90_000): Promise<void> {
  for (const { name, url } of system.services) {
    const isReady = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true;
    await until(isReady, `${name} to be ready`, mostMs);
  }
}

/** Asks a service as a person or an operator. */
export async function call(world: World, name: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${serviceOf(world, name).url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.system.adminToken}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Makes an article of which there is so much. */
export async function newArticle(world: World, available: number): Promise<string> {
  const sku = `a-${randomUUID().slice(0, 8)}`;
  await call(world, 'inventory-service', 'PUT', `/stock/${sku}`, { available });
  return sku;
}
/** How much there is of an article. */
export const stockOf = async (world: World, sku: string) =>
  (await call(world, 'inventory-service', 'GET', `/stock/${sku}`)).body.available;

/** Places an order as a client does that gives it its id: again until there is an answer. */
export async function place(world: World, sku: string, over: Record<string, unknown> = {}): Promise<string> {
  const order = {
    orderId: randomUUID(),
    customerId: randomUUID(),
    lines: [{ sku, quantity: 1, unitPrice: { minor: over.minor ?? 100, currency: over.currency ?? 'EUR' } }],
    address: { street: 'Main Street 1', city: 'Dublin', country: over.country ?? 'IE' },
  };
  await until(
    async () =>
      (await call(world, 'order-service', 'POST', '/orders', order).catch(() => undefined))?.status === 200,
    'the order to be placed',
    60_000,
  );
  return order.orderId;
}

export interface Outcome {
  readonly status: unknown;
  readonly reason: unknown;
}
/** How an order ended; waits for it. */
export async function outcomeOf(world: World, orderId: string): Promise<Outcome> {
  let found: Record<string, unknown> = {};
  await until(
    async () => {
      const answer = await call(world, 'order-service', 'GET', `/orders/${orderId}`).catch(() => undefined);
      if (answer?.status !== 200) return false;
      found = answer.body;
      return found.status !== 'placed';
    },
    `order ${orderId} to end`,
    90_000,
  );
  return { status: found.status, reason: found.reason };
}

/** Whether anything of an order is kept: goods, money or a parcel. */
export async function leftOf(world: World, orderId: string): Promise<string[]> {
  const payment = await call(world, 'payment-service', 'GET', `/payments/${orderId}`);
  const parcel = await call(world, 'shipping-service', 'GET', `/parcels/${orderId}`);
  return [
    ...(payment.body.state === 'taken' ? ['money'] : []),
    ...(parcel.body.state === 'dispatched' ? ['parcel'] : []),
  ];
}

/** The black-box tests of the example: they know nothing of how it is built. */
export function runBlackBox(world: World): Promise<RunToEnd> {
  const urls = Object.fromEntries(
    world.system.services.map(({ name, url }) => [
      `${name.toUpperCase().replaceAll('-', '_')}_URL`,
      url ?? '',
    ]),
  );
  const file = join(world.project, 'tests/orders.test.mjs');
  return runToEnd(process.execPath, ['--test', '--test-reporter=tap', file], {
    env: { ...process.env, NODE_OPTIONS: '', ...urls },
  });
}
