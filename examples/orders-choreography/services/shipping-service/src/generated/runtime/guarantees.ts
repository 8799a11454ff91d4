import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentClock } from './clock.ts';
import type {
  Handler,
  HandlerConsumer,
  HandlerContext,
  Logger,
  ServiceDefinition,
  SubscribedEvent,
  TopicSubscription,
} from './contract.ts';
import type { Database } from './database.ts';
import { takeEvent } from './dispatcher.ts';
import { RetryableError } from './errors.ts';
import { runUnitOfWork } from './operation.ts';
import { startRelay } from './relay.ts';
import { replayDeadLetter } from './replay.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { PublishTarget, Sidecar } from './sidecar.ts';
import { COUNT_OUTBOX, LETTERS_OF_ENVELOPE, LETTERS_OF_EVENT, READ_EFFECTS } from './statements.ts';
import { type OpenTestDatabase, openTestDatabase } from './test-database.ts';
import { createTestRuntime } from './test-runtime.ts';

/** One promise of a generated service, and the attack on it. */
export interface Guarantee {
  readonly title: string;
  /**
   * @returns why there is nothing to prove: the example doesn't pass the filter of a subscription.
   * @throws AssertionError where the promise does not hold.
   */
  prove(ground: ProvingGround): Promise<string | undefined>;
}

/** A database of its own, with the service's migrations. */
export type ProvingGround = OpenTestDatabase;

/** Valid data of events, by name. */
export type Examples = Readonly<Record<string, unknown>>;

/**
 * What the service promises, as tests that try to break it: definition, outbox, relay, inbox and dead letters are as
 * they run; recording code stands in place of the handlers. Nothing with `database: none`, which promises less.
 * Kills of processes, sidecars and brokers are the business of `eda prove`, which runs the whole system.
 */
export function guaranteesOf(definition: ServiceDefinition, examples: Examples): readonly Guarantee[] {
  if (!definition.database) return [];
  const published = Object.keys(definition.publishes).filter((name) => Object.hasOwn(examples, name));
  const [first] = definition.subscriptions;
  return [
    ...published.map((name) => publication(definition, name, examples[name])),
    ...definition.subscriptions.flatMap((subscription) =>
      subscription.events.flatMap((event) => takingsOf(definition, subscription, event, examples)),
    ),
    ...(first === undefined ? [] : [refusal(definition, first)]),
  ];
}

/** Makes a database, and migrates it. Run it in the service's folder. @throws Error that says what is missing. */
export async function openProvingGround(migrations?: string): Promise<ProvingGround> {
  const ground = await openTestDatabase(silent, migrations);
  try {
    await ground.database.query('CREATE TABLE guarantee_effect (n serial, consumer text, event_id text)');
    return ground;
  } catch (error) {
    await ground.close();
    throw error;
  }
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const EVENTS = 20;

/** Longer than any of this takes on a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

function publication(definition: ServiceDefinition, name: string, data: unknown): Guarantee {
  const event = definition.publishes[name];
  return {
    title: `${name}: what rolls back is never published; what commits is, in order, though answers of the broker get lost`,
    async prove({ url, database }) {
      const runtime = createTestRuntime({ ...definition, subscriptions: [] }, emptyWiring, {
        database,
        logger: silent,
      });
      const commit = (count: number, end: () => void) =>
        runUnitOfWork(runtime, async ({ publish }) => {
          const ids: string[] = [];
          for (let n = 0; n < count; n++) ids.push(await publish(name as never, data as never));
          end();
          return ids;
        });
      const rollBack = () => {
        throw new RolledBack();
      };
      await assert.rejects(commit(2, rollBack), RolledBack);
      const ids: string[] = [];
      while (ids.length < EVENTS) {
        ids.push(...(await commit(5, () => {})));
        await assert.rejects(commit(1, rollBack), RolledBack);
      }
      assert.equal(await countOutbox(database), ids.length, 'the outbox holds what was committed');
      if (definition.outbox === 'connect') {
        await database.query('DELETE FROM eda.outbox');
        return undefined;
      }
      const broker = forgetfulBroker();
      const options = { databaseUrl: url, sidecar: broker, logger: silent, history: false, topicBackoff };
      const relays = [startRelay(options), startRelay(options)];
      try {
        await until(async () => (await countOutbox(database)) === 0);
      } finally {
        await Promise.all(relays.map((relay) => relay.stop()));
      }
      if (event?.envelope === 'raw') {
        assert.ok(broker.arrived.length >= ids.length, 'every committed event arrived');
        return undefined;
      }
      const arrived = [...new Set(broker.arrived.map(idOf))];
      assert.deepEqual([...arrived].sort(), [...ids].sort(), 'what arrived is what was committed');
      if (event?.key(data) !== undefined) assert.deepEqual(arrived, ids, 'in the order of its key');
      return undefined;
    },
  };
}

const topicBackoff = { initialMs: 5, maxMs: 20 } as const;
const emptyWiring = { handlers: {}, operations: {}, projections: {} } as const;

class RolledBack extends Error {}

/** Takes all that it is given, and lets every second answer get lost: as if the relay were killed before it came. */
function forgetfulBroker(): Pick<Sidecar, 'publishBulk'> & { readonly arrived: readonly unknown[] } {
  const arrived: unknown[] = [];
  let requests = 0;
  return {
    arrived,
    async publishBulk(_target: PublishTarget, body: string) {
      for (const { event } of JSON.parse(body) as { readonly event: unknown }[]) arrived.push(event);
      requests += 1;
      if (requests % 2 === 1) throw new Error('the answer got lost');
      return { status: 204, body: '', contentType: '' };
    },
  };
}

function idOf(event: unknown): string {
  return String((event as { readonly id?: unknown }).id);
}

async function countOutbox(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>(COUNT_OUTBOX);
  return rows[0]?.n ?? 0;
}

/** What is promised of an event that handlers take; nothing of one whose deliveries can't be told apart. */
function takingsOf(
  definition: ServiceDefinition,
  subscription: TopicSubscription,
  event: SubscribedEvent,
  examples: Examples,
): Guarantee[] {
  const data = examples[event.name];
  if (data === undefined || event.envelope === 'raw') return [];
  return event.consumers.flatMap((consumer) => {
    if (consumer.kind !== 'handler' || !consumer.idempotent) return [];
    const taker: Taker = { definition, subscription, event, consumer, data };
    // The second event of a version would be stale, and its handler not run.
    if (hasVersion(taker)) return [once(taker)];
    const again = consumer.retry.attempts > 1 ? [cleanFailure(taker)] : [];
    const poisoned = consumer.deadLetter === 'none' ? [] : [poison(taker)];
    return [once(taker), ...again, ...poisoned];
  });
}

/** A handler, and an event that it takes. */
interface Taker {
  readonly definition: ServiceDefinition;
  readonly subscription: TopicSubscription;
  readonly event: SubscribedEvent;
  readonly consumer: HandlerConsumer;
  readonly data: unknown;
}

function hasVersion({ consumer, data }: Taker): boolean {
  return consumer.versionOf?.(data) !== undefined;
}

const filtered = "the example does not pass the subscription's filter";

function once(taker: Taker): Guarantee {
  return {
    title: `${taker.event.name}: three deliveries at once, and three more, are one effect`,
    async prove({ database }) {
      const service = recording(taker, database, async () => {});
      const id = newId();
      if ((await service.deliver(id)).outcome === 'filtered') return filtered;
      const [second, third] = [newId(), newId()];
      await Promise.all([id, second, second, second, third].map((each) => service.deliverUntilTaken(each)));
      for (const each of [id, second, third]) await service.deliverUntilTaken(each);
      // Of one version, what follows the first is stale.
      const wanted = hasVersion(taker) ? [id] : [id, second, third];
      assert.deepEqual((await service.effects()).sort(), wanted.sort());
      return undefined;
    },
  };
}

function cleanFailure(taker: Taker): Guarantee {
  return {
    title: `${taker.event.name}: an attempt that fails leaves nothing behind, and is made again`,
    async prove({ database }) {
      const service = recording(taker, database, async ({ attempt }) => {
        if (attempt === 1) throw new RetryableError('fails on purpose');
      });
      const id = newId();
      const first = await service.deliver(id);
      if (first.outcome === 'filtered') return filtered;
      assert.equal(first.status, 'RETRY');
      assert.deepEqual(await service.effects(), []);
      assert.equal((await service.deliver(id)).outcome, 'handled');
      assert.deepEqual(await service.effects(), [id]);
      return undefined;
    },
  };
}

function poison(taker: Taker): Guarantee {
  const { event, consumer, data } = taker;
  const holds = consumer.ordered && event.key(data) !== undefined;
  return {
    title: holds
      ? `${event.name}: poison is kept, its key waits, and goes on in order when it is replayed`
      : `${event.name}: poison is kept, and blocks nobody; replayed, it takes effect`,
    async prove({ database }) {
      let cured = false;
      const [bad, good] = [newId(), newId()];
      const service = recording(taker, database, async (_context, id) => {
        if (id === bad && !cured) throw new Error('poison on purpose');
      });
      const first = await service.deliver(bad);
      if (first.outcome === 'filtered') return filtered;
      assert.deepEqual(first, { status: 'SUCCESS', outcome: 'dead-lettered' });
      const { rows } = await database.query<{ id: string }>(LETTERS_OF_EVENT, [bad]);
      const [letter] = rows;
      assert.deepEqual(rows, [{ id: letter?.id, reason: 'failed', error: 'poison on purpose' }]);
      const second = await service.deliver(good);
      assert.equal(second.outcome, holds ? 'held' : 'handled');
      assert.deepEqual(await service.effects(), holds ? [] : [good]);
      cured = true;
      const replayed = await replayDeadLetter(service.runtime, database, letter?.id ?? '');
      assert.equal(replayed.kind, 'replayed');
      assert.deepEqual(await service.effects(), holds ? [bad, good] : [good, bad]);
      return undefined;
    },
  };
}

function refusal(definition: ServiceDefinition, subscription: TopicSubscription): Guarantee {
  return {
    title: `${subscription.topic}: what is no event is kept, and is not sent again`,
    async prove({ database }) {
      const runtime = createTestRuntime(definition, emptyWiring, { database, logger: silent });
      const body = `{"${newId()}":`;
      assert.equal((await takeEvent(runtime, subscription, body)).status, 'SUCCESS');
      const { rows } = await database.query<{ reason: string }>(LETTERS_OF_ENVELOPE, [body]);
      assert.deepEqual(
        rows.map(({ reason }) => reason),
        ['invalid'],
      );
      return undefined;
    },
  };
}

/** The service with nothing but this consumer, whose handler writes down what it gets, then does `act`. */
function recording(
  { definition, subscription, event, consumer, data }: Taker,
  database: Database,
  act: (context: HandlerContext, id: string) => Promise<void>,
) {
  // Each recording has an identity of its own: what others of this consumer left in the tables is not its business.
  const own = { ...consumer, consumer: `${consumer.consumer}/${newId()}` };
  const taken = { ...subscription, events: [{ ...event, consumers: [own] }] };
  const handler: Handler<unknown, HandlerContext> = async ({ id }, context) => {
    await context.tx.query('INSERT INTO guarantee_effect (consumer, event_id) VALUES ($1, $2)', [
      own.consumer,
      id,
    ]);
    await act(context, id);
  };
  const runtime: ServiceRuntime = createTestRuntime(
    { ...definition, subscriptions: [taken] },
    { ...emptyWiring, handlers: { [consumer.handler]: handler as Handler<never, never> } },
    { database, logger: silent },
  );
  const subject = event.key(data);
  const deliver = async (id: string) => {
    const envelope = {
      ...{ specversion: '1.0', id, source: '/guarantees', type: event.type },
      ...(subject !== undefined && { subject }),
      datacontenttype: 'application/json',
      dataschema: `urn:eda:guarantees:${event.name}/${event.version}`,
      data,
    };
    const { status, results } = await takeEvent(runtime, taken, JSON.stringify(envelope));
    return { status, outcome: results[0]?.consumed.outcome };
  };
  return {
    runtime,
    deliver,
    /** As a sidecar does it: again, until the service says that it is done. */
    async deliverUntilTaken(id: string): Promise<void> {
      await until(async () => (await deliver(id)).status === 'SUCCESS');
    },
    /** Ids of the events that took effect, in order. */
    async effects(): Promise<string[]> {
      const { rows } = await database.query<{ id: string }>(READ_EFFECTS, [own.consumer]);
      return rows.map(({ id }) => id);
    },
  };
}

function newId(): string {
  return currentClock().newId();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(5)) {
    if (Date.now() > deadline) assert.fail(`not so within ${PATIENCE_MS / 1000} s`);
  }
}
