/**
 * A service of a design with recording code in place of its business code: what `eda prove` runs. Everything else is
 * as it is generated, and is attacked: definition, outbox, relay, inbox, dispatcher, dead letters, shutdown.
 */
import { readFileSync } from 'node:fs';
import type {
  EventEnvelope,
  Handler,
  HandlerContext,
  OperationContext,
  Route,
  RouteRequest,
  ServiceDefinition,
  ServiceWiring,
  Transaction,
} from '../typescript/contract.ts';
import { RetryableError } from '../typescript/errors.ts';
import { startService } from '../typescript/service.ts';
import { type DecisionOrder, decideAll, recordingAggregates } from './recording-aggregates.ts';
import { recordingProjections } from './recording-projections.ts';
import { playParts, recordingSagas, sagaRoutes } from './recording-sagas.ts';
import type { Script } from './recording-script.ts';

type Payloads = Script['payloads'];

/** Asks a service to commit events; answered at once, while the work goes on. */
interface CommitOrder {
  readonly run: string;
  readonly event: string;
  readonly count: number;
  readonly writers: number;
  readonly perTransaction: number;
  /** Every so many events one whose consumers do something special. */
  readonly acts: readonly { readonly every: number; readonly act: string }[];
  /** Each key once, in turn, rather than keys at random. */
  readonly eachKey?: boolean;
  /** The process kills itself when so many are committed, before it lets go of the last transaction. */
  readonly crashAfter?: number;
}

/** The share of transactions that roll back on purpose: nothing of them may ever be seen. */
const ROLLED_BACK = 0.03;

/** Starts the service. `script.json` lies in its working folder. */
export async function startRecordingService(definition: ServiceDefinition): Promise<void> {
  const script = JSON.parse(readFileSync('script.json', 'utf8')) as Script;
  /** Orders in work, as `run/event` or `run/aggregate`. */
  const working = new Set<string>();
  let clockShift = 0;
  const begin = (name: string, context: OperationContext, work: Promise<void>) => {
    working.add(name);
    // After a failure the one who ordered sees what is missing, and orders that.
    void work
      .catch((error: Error) => context.logger.warn('commits broke off', { error: error.message }))
      .finally(() => working.delete(name));
    return { status: 202 };
  };

  const commits: Route<OperationContext> = {
    method: 'POST',
    path: '/prove/commits',
    handle({ body }, context) {
      const order = body as CommitOrder;
      return begin(`${order.run}/${order.event}`, context, commitAll(order, script.payloads, context));
    },
  };
  const decisions: Route<OperationContext> = {
    method: 'POST',
    path: '/prove/decisions',
    handle({ body }, context) {
      const order = body as DecisionOrder;
      return begin(`${order.run}/${order.aggregate}`, context, decideAll(order, context));
    },
  };
  const state: Route = {
    method: 'GET',
    path: '/prove/commits',
    handle: () => ({ body: { runs: [...working] } }),
  };
  const clock: Route = {
    method: 'POST',
    path: '/prove/clock',
    handle({ body }: RouteRequest) {
      const { shiftMs } = body as { readonly shiftMs: number };
      shiftClock(shiftMs - clockShift);
      clockShift = shiftMs;
      return { status: 204 };
    },
  };
  await startService(definition, {
    handlers: recordingHandlers(definition, script),
    projections: recordingProjections(definition),
    aggregates: recordingAggregates(definition),
    sagas: recordingSagas(definition, script),
    operations: Object.fromEntries(definition.operations.map(({ name }) => [name, refuseOperation])),
    routes: [commits, decisions, state, clock, ...sagaRoutes()],
  });
}

async function commitAll(order: CommitOrder, payloads: Payloads, context: OperationContext): Promise<void> {
  const data = payloads[order.event] ?? [];
  let next = 0;
  let committed = 0;
  const write = async () => {
    while (next < order.count) {
      const from = next;
      next = Math.min(order.count, from + order.perTransaction);
      const indexes = Array.from({ length: next - from }, (_, index) => from + index);
      const keys = indexes.map((index) =>
        order.eachKey ? index % data.length : Math.floor(Math.random() * data.length),
      );
      if (Math.random() < ROLLED_BACK) await commitSome(order, indexes, keys, data, context, true);
      await commitSome(order, indexes, keys, data, context, false);
      committed += indexes.length;
      // Between commit and publish: the relay has had no time, and no memory of it survives.
      if (order.crashAfter !== undefined && committed >= order.crashAfter)
        process.kill(process.pid, 'SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: order.writers }, write));
}

async function commitSome(
  order: CommitOrder,
  indexes: readonly number[],
  keys: readonly number[],
  data: readonly unknown[],
  context: OperationContext,
  rollBack: boolean,
): Promise<void> {
  const { run, event } = order;
  const hasKeys = data.length > 1;
  const work = context.transaction(async ({ tx, publish }) => {
    const last = hasKeys ? await takeNumbers(tx, order, keys) : new Map<number, number>();
    const rows = [];
    for (const [position, index] of indexes.entries()) {
      const key = keys[position] ?? 0;
      const act = order.acts.find(({ every }) => index % every === every - 1)?.act;
      const attributes = { proverun: run, ...(act === undefined ? {} : { proveact: act }) };
      const id = await publish(event as never, data[key] as never, { attributes });
      const later = keys.slice(position + 1).filter((other) => other === key).length;
      const n = hasKeys ? (last.get(key) ?? 0) - later : null;
      rows.push({ id, key: hasKeys ? String(key) : null, n, act: act ?? null });
    }
    await recordCommitted(tx, run, event, rows);
    if (rollBack) throw new RolledBack();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
}

class RolledBack extends Error {}

/** Counts the keys up, in their order so that no two writers wait for each other. @returns the last number of each. */
async function takeNumbers(
  tx: Transaction,
  { run, event }: CommitOrder,
  keys: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ key: string; n: number }>(
    `INSERT INTO prove.key AS k (run, event, key, n)
     SELECT $1, $2, key, count(*)::int FROM unnest($3::text[]) AS u(key) GROUP BY key ORDER BY key
     ON CONFLICT (run, event, key) DO UPDATE SET n = k.n + excluded.n RETURNING key, n`,
    [run, event, keys.map(String)],
  );
  return new Map(rows.map(({ key, n }) => [Number(key), n]));
}

async function recordCommitted(
  tx: Transaction,
  run: string,
  event: string,
  rows: readonly { id: string; key: string | null; n: number | null; act: string | null }[],
): Promise<void> {
  await tx.query(
    `INSERT INTO prove.committed (event_id, run, event, key, n, act)
     SELECT id, $1, $2, key, n, act FROM unnest($3::uuid[], $4::text[], $5::int[], $6::text[]) AS r(id, key, n, act)`,
    [
      run,
      event,
      rows.map(({ id }) => id),
      rows.map(({ key }) => key),
      rows.map(({ n }) => n),
      rows.map(({ act }) => act),
    ],
  );
}

function recordingHandlers(definition: ServiceDefinition, script: Script): ServiceWiring['handlers'] {
  const handlers: Record<string, Handler<unknown, HandlerContext>> = {};
  for (const event of definition.subscriptions.flatMap((subscription) => subscription.events)) {
    for (const consumer of event.consumers) {
      if (consumer.kind !== 'handler') continue;
      handlers[consumer.handler] = async (envelope, context) => {
        if (typeof envelope.proverun !== 'string') {
          const { handler } = consumer;
          await playParts(script, { event: event.name, handler }, envelope, context);
          return;
        }
        await recordEffect(context, envelope.proverun, consumer.consumer, envelope.id);
        if (envelope.provereaction === undefined) {
          await react(consumer.publishes ?? [], envelope.proverun, script.payloads, context);
        }
        await perform(envelope, context);
      };
    }
  }
  return handlers;
}

async function recordEffect(
  { tx, attempt }: HandlerContext,
  run: string,
  consumer: string,
  eventId: string,
): Promise<void> {
  await tx.query('INSERT INTO prove.effect (run, consumer, event_id, attempt) VALUES ($1, $2, $3, $4)', [
    run,
    consumer,
    eventId,
    attempt,
  ]);
}

/** Publishes what the design says that the handler publishes, once for each event: in the transaction of the inbox. */
async function react(
  events: readonly string[],
  run: string,
  payloads: Payloads,
  { tx, publish }: HandlerContext,
): Promise<void> {
  for (const event of events) {
    const choices = payloads[event] ?? [];
    const data = choices[Math.floor(Math.random() * choices.length)];
    if (data === undefined) continue;
    const attributes = { proverun: run, provereaction: 'yes' };
    const id = await publish(event as never, data as never, { attributes });
    await recordCommitted(tx, run, event, [{ id, key: null, n: null, act: 'reaction' }]);
  }
}

/** `fail`, `exhaust`: gives up at once, or when the attempts are spent. `retry`: succeeds at the third. `slow`: takes its time. */
async function perform(envelope: EventEnvelope, { attempt }: HandlerContext): Promise<void> {
  switch (envelope.proveact) {
    case 'fail':
      throw new Error('poison');
    case 'exhaust':
      throw new RetryableError('poison that looks like an outage');
    case 'retry':
      if (attempt < 3) throw new RetryableError(`attempt ${attempt} of a proof`);
      return;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
      return;
    default:
  }
}

function refuseOperation(): never {
  throw new Error('A proof calls no operation');
}

/** Moves the clock that this process reads, forward or back. Timers keep running as they do when somebody sets a clock. */
function shiftClock(byMs: number): void {
  const read = Date.now;
  const shifted = () => read() + byMs;
  Date.now = shifted;
  globalThis.Date = new Proxy(globalThis.Date, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [shifted()] : given, newTarget),
  });
}
