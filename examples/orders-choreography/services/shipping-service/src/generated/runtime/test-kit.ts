import { aggregateOf, bindAggregates } from './aggregate.ts';
import { readLastPosition } from './append-horizon.ts';
import { type Clock, runByClock } from './clock.ts';
import type { Outcome, Status } from './consume.ts';
import type {
  EventEnvelope,
  LogFields,
  Logger,
  OperationRequest,
  Queryable,
  ReadProjection,
  ServiceDefinition,
  ServiceWiring,
  SubscribedEvent,
  TopicSubscription,
  UnitOfWork,
} from './contract.ts';
import type { Database } from './database.ts';
import { takeEvent } from './dispatcher.ts';
import { HttpError } from './errors.ts';
import { runInFlow } from './flow-context.ts';
import { operationEndpoint, runUnitOfWork } from './operation.ts';
import { createReadProjection } from './projection.ts';
import { isTicked, prepareSlots } from './projection-runner.ts';
import { tickProjection } from './projection-tick.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { LAST_OUTBOX_ID, READ_OUTBOX } from './statements.ts';
import { openTestDatabase } from './test-database.ts';
import { createTestRuntime, type SentEvent } from './test-runtime.ts';

/** How a service is tested: its code on a real database, no sidecar, time and ids in the test's hands. */
export interface TestKit<
  Taken extends object,
  Events extends object,
  Operations extends object,
  Aggregates extends object = object,
> {
  readonly clock: TestClock;
  /** The service's database. With `database: none`, asking it fails. */
  readonly database: Queryable;
  readonly projection: ReadProjection;
  /** What the service wrote to its log. */
  readonly log: readonly TestLogLine[];
  /** Delivers an event as the sidecar would, and says what became of it. */
  deliver<Name extends keyof Taken & string>(
    name: Name,
    data: Taken[Name],
    options?: DeliveryOptions,
  ): Promise<Delivery<Events>>;
  /** The same, where anything but "handled" is a failure of the test: the handler's own error is thrown. */
  handle<Name extends keyof Taken & string>(
    name: Name,
    data: Taken[Name],
    options?: DeliveryOptions,
  ): Promise<Delivery<Events>>;
  /** Delivers any body where events of this name arrive: an old version, a hostile one, one that is no event. */
  deliverBody(name: keyof Taken & string, body: string): Promise<Delivery<Events>>;
  /** Asks an operation of the design; converts and validates as the server would. @throws HttpError as it answers. */
  serve<Name extends keyof Operations & string>(
    name: Name,
    request: RequestOf<Operations[Name]>,
  ): Promise<Served<ResponseOf<Operations[Name]>, Events>>;
  /** Work in a transaction, as a timer or a route of the team's own does it. */
  transaction<Result>(work: (unit: UnitOfWork<Events, Aggregates>) => Promise<Result>): Promise<Result>;
  /** The service's aggregates; each command is a transaction of its own. */
  readonly aggregates: Aggregates;
  /** Everything that was published so far, in order. */
  published(): Promise<readonly Published<Events>[]>;
  /** Drops the database. */
  close(): Promise<void>;
}

/** Stands still until it is moved. Ids count up: `newId` gives `00000000-0000-7000-8000-000000000001` first. */
export interface TestClock extends Clock {
  set(now: Date | string): void;
  advance(ms: number): void;
}

export interface TestLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

export interface TestKitOptions<Calls extends object = Record<never, never>> {
  /** Default: 2026-01-01T00:00:00.000Z. */
  readonly now?: Date | string;
  /** Stand in for other services; a call without one fails. */
  readonly calls?: { readonly [Service in keyof Calls]?: Partial<Calls[Service]> };
  /** Whose settings hold; default: the first of the design. */
  readonly environment?: string;
  /** Folder of the migrations; default: the service's, seen from where the tests run. */
  readonly migrations?: string;
  /** A server that databases may be made on; default: DATABASE_URL, else an embedded one. */
  readonly databaseUrl?: string;
}

/** What a publisher decides; what is absent comes from the clock. */
export interface DeliveryOptions {
  readonly id?: string;
  readonly source?: string;
  readonly time?: Date | string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface Delivery<Events extends object> {
  readonly id: string;
  /** The answer to the sidecar. */
  readonly status: Status;
  /** Of the first consumer that did not handle it; `passed`: none takes it, `refused`: it is no event of the design. */
  readonly outcome: Outcome | 'passed' | 'refused';
  readonly error?: Error;
  readonly consumers: readonly {
    readonly consumer: string;
    readonly outcome: Outcome;
    readonly attempt: number;
    readonly error?: Error;
  }[];
  /** What its consumers published. */
  readonly published: readonly Published<Events>[];
}

export interface Served<Response, Events extends object> {
  readonly response: Response;
  readonly published: readonly Published<Events>[];
}

/** An event on its way to the broker; told apart by `name`. */
export type Published<Events extends object> = {
  [Name in keyof Events & string]: {
    readonly name: Name;
    readonly data: Events[Name];
    readonly id: string;
    readonly topic: string;
    readonly key: string | null;
    /** Missing where it is sent without one. */
    readonly envelope?: EventEnvelope<Events[Name]>;
  };
}[keyof Events & string];

export type RequestOf<Operation> = Operation extends (
  request: OperationRequest<infer Params, infer Body>,
  context: never,
) => unknown
  ? (keyof Params extends never ? { readonly params?: Params } : { readonly params: Params }) &
      (undefined extends Body ? { readonly body?: Body } : { readonly body: Body }) & {
        readonly headers?: Readonly<Record<string, string>>;
      }
  : never;

export type ResponseOf<Operation> = Operation extends (request: never, context: never) => infer Response
  ? Awaited<Response>
  : never;

/** Opens the kit of a service. @throws Error if there is no database to be had, or a migration is refused. */
export async function openTestKit<
  Taken extends object,
  Events extends object,
  Operations extends object,
  Calls extends object,
  Aggregates extends object,
>(
  definition: ServiceDefinition,
  wiring: ServiceWiring,
  options: TestKitOptions<Calls>,
): Promise<TestKit<Taken, Events, Operations, Aggregates>> {
  const clock = createTestClock(options.now ?? '2026-01-01T00:00:00.000Z');
  const { logger, log } = createTestLogger();
  const sent: SentEvent[] = [];
  const held = definition.database
    ? await openTestDatabase(logger, options.migrations ?? definition.migrations, options.databaseUrl)
    : undefined;
  const database = held?.database;
  const runtime = createTestRuntime(definition, wiring, { database, logger, sent, calls: options.calls });
  const published = createReader<Events>(definition, database, sent);
  const run = <Result>(work: () => Promise<Result>) =>
    runByClock(clock, async () => {
      const result = await work();
      // A running service does this a moment later, by itself.
      if (database) await catchUp(runtime, database);
      return result;
    });

  const deliverBody = async (name: string, body: string, id: string): Promise<Delivery<Events>> => {
    const { subscription } = findEvent(definition, name);
    const before = await published.mark();
    const { status, results, refusal } = await run(() => takeEvent(runtime, subscription, body));
    const unhandled = results.find(({ consumed }) => consumed.outcome !== 'handled')?.consumed;
    const nobody = refusal ? 'refused' : 'passed';
    const error = refusal ?? unhandled?.error;
    return {
      id,
      status,
      outcome: unhandled?.outcome ?? (results.length > 0 ? 'handled' : nobody),
      ...(error && { error }),
      consumers: results.map(({ consumer, consumed: { outcome, attempt, error: reason } }) => ({
        consumer,
        outcome,
        attempt,
        ...(reason && { error: reason }),
      })),
      published: await published.since(before),
    };
  };
  const deliver = async (name: string, data: unknown, delivery: DeliveryOptions = {}) => {
    const id = delivery.id ?? clock.newId();
    return await deliverBody(
      name,
      createBody(findEvent(definition, name).event, data, { ...delivery, id }, clock),
      id,
    );
  };
  return {
    clock,
    log,
    database: database ?? { query: () => Promise.reject(new Error(`'${definition.name}' has no database`)) },
    projection: createReadProjection(
      definition.projections,
      database ?? { query: async () => ({ rows: [], rowCount: 0 }) },
    ),
    deliver,
    async handle(name, data, delivery) {
      const done = await deliver(name, data, delivery);
      if (done.outcome === 'handled') return done;
      throw done.error ?? new Error(`${name} was not handled: ${done.outcome}`);
    },
    deliverBody: (name, body) => deliverBody(name, body, ''),
    async serve(name, request) {
      const before = await published.mark();
      const response = await run(() => serve(runtime, name, request as LooseRequest));
      return { response: response as never, published: await published.since(before) };
    },
    transaction: (work) =>
      run(() => runUnitOfWork(runtime, work as unknown as (unit: UnitOfWork) => ReturnType<typeof work>)),
    aggregates: bindAggregates(runtime, ({ definition: { name } }) => ({
      execute: (id, command) =>
        run(() =>
          runUnitOfWork(runtime, ({ aggregates }) => aggregateOf(aggregates, name).execute(id, command)),
        ),
      load: (id) =>
        run(() => runUnitOfWork(runtime, ({ aggregates }) => aggregateOf(aggregates, name).load(id))),
    })) as unknown as Aggregates,
    published: () => published.since('0'),
    async close() {
      await held?.close();
    },
  };
}

/** A clock in a test's hands. */
export function createTestClock(start: Date | string): TestClock {
  let now = readTime(start);
  let ids = 0;
  return {
    now: () => new Date(now),
    newId() {
      ids += 1;
      return `00000000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    },
    set(moment) {
      now = readTime(moment);
    },
    advance(ms) {
      now += ms;
    },
  };
}

function readTime(moment: Date | string): number {
  const ms = new Date(moment).getTime();
  if (Number.isNaN(ms)) throw new Error(`'${moment}' is no time`);
  return ms;
}

function createTestLogger(): { readonly logger: Logger; readonly log: readonly TestLogLine[] } {
  const log: TestLogLine[] = [];
  const keep =
    (level: TestLogLine['level']) =>
    (message: string, fields: LogFields = {}) =>
      void log.push({ level, message, fields });
  return {
    logger: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    log,
  };
}

/** Brings the projections of the store up to date. */
async function catchUp(runtime: ServiceRuntime, database: Database): Promise<void> {
  const ticked = runtime.definition.projections.filter(isTicked);
  if (ticked.length === 0) return;
  await prepareSlots(runtime.definition, database, ticked);
  const until = await readLastPosition(database);
  for (const projection of ticked) {
    while ((await tickProjection(runtime, database, projection, until)) === 'more');
  }
}

function findEvent(
  definition: ServiceDefinition,
  name: string,
): { readonly subscription: TopicSubscription; readonly event: SubscribedEvent } {
  for (const subscription of definition.subscriptions) {
    const event = subscription.events.find((candidate) => candidate.name === name);
    if (event) return { subscription, event };
  }
  throw new Error(`'${definition.name}' does not take '${name}'`);
}

function createBody(
  event: SubscribedEvent,
  data: unknown,
  delivery: DeliveryOptions & { readonly id: string },
  clock: Clock,
): string {
  if (event.envelope === 'raw') return JSON.stringify(data);
  const { id, source = '/test', time = clock.now(), correlationId = id, causationId, traceparent } = delivery;
  const subject = event.key(data);
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: event.type,
    time: new Date(time).toISOString(),
    ...(subject && { subject }),
    datacontenttype: 'application/json',
    dataschema: `urn:eda:test:${event.name}/${event.version}`,
    correlationid: correlationId,
    ...(causationId && { causationid: causationId }),
    ...(traceparent && { traceid: traceparent, traceparent }),
    ...delivery.attributes,
    data,
  });
}

/** Reads what lies in the outbox: nothing takes it away, since no relay runs. */
function createReader<Events extends object>(
  definition: ServiceDefinition,
  database: Database | undefined,
  sent: readonly SentEvent[],
) {
  const describe = ({ topic, key, body }: SentEvent, id: string): Published<Events> => {
    const value = JSON.parse(body);
    const events = Object.values(definition.publishes);
    const found =
      events.find((event) => event.envelope === 'cloudevents' && event.type === value.type) ??
      events.find((event) => event.envelope === 'raw' && isOfTopic(event.address, value, topic));
    const wrapped = found?.envelope === 'cloudevents';
    const described = {
      name: found?.name ?? value.type,
      data: wrapped ? value.data : value,
      id: wrapped ? value.id : id,
      topic,
      key,
      ...(wrapped && { envelope: value }),
    };
    return described as unknown as Published<Events>;
  };
  return {
    async mark(): Promise<string> {
      if (!database) return String(sent.length);
      const { rows } = await database.query<{ id: string }>(LAST_OUTBOX_ID);
      return rows[0]?.id ?? '0';
    },
    async since(mark: string): Promise<Published<Events>[]> {
      if (!database) return sent.slice(Number(mark)).map((event) => describe(event, ''));
      const { rows } = await database.query<SentEvent & { id: string }>(READ_OUTBOX, [mark]);
      return rows.map((row) => describe(row, row.id));
    },
  };
}

function isOfTopic(address: string | ((data: unknown) => string), data: unknown, topic: string): boolean {
  return typeof address === 'string' ? address === topic : address(data) === topic;
}

/** Who may ask is the server's question. */
const admitAll = () => {};

interface LooseRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function serve(runtime: ServiceRuntime, name: string, request: LooseRequest): Promise<unknown> {
  const operation = runtime.definition.operations.find((candidate) => candidate.name === name);
  if (!operation) throw new HttpError(404, `'${runtime.definition.name}' serves no operation '${name}'`);
  const query = new URLSearchParams();
  const params: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const value = request.params?.[parameter.name];
    if (value === undefined) continue;
    if (parameter.in === 'query') query.set(parameter.name, String(value));
    else params[parameter.name] = String(value);
  }
  const { method, path } = operation;
  const correlationId = request.headers?.['x-correlation-id'] ?? `test ${name}`;
  const text = request.body === undefined ? '' : JSON.stringify(request.body);
  const response = await runInFlow({ correlationId }, () =>
    operationEndpoint(runtime, operation, admitAll).handle({
      method,
      path,
      params,
      query,
      headers: request.headers ?? {},
      text,
      body: text === '' ? undefined : JSON.parse(text),
      remoteAddress: undefined,
      correlationId,
    }),
  );
  return response.body;
}
