/**
 * What generated code hands to the runtime, and what the runtime hands to the code that people write. Types only:
 * generated code is data and declarations of these shapes, all behaviour lies in the files beside this one.
 *
 * Units: every duration is in milliseconds, every size in bytes. Functions that come from the spec (`key`,
 * `validate`, `when`, …) are pure and never keep their argument.
 */
import type { Pool, PoolClient } from 'pg';
import type { AggregateCode, AggregateDefinition } from './aggregate-contract.ts';
import type { SagaDefinition, SagaMessages } from './saga-contract.ts';

/** One thing that is wrong with a value. `path` is dotted (`lines.0.sku`), empty for the value itself. */
export interface ValidationIssue {
  readonly path: string;
  readonly message: string;
}

/** Tells what is wrong with a value; an empty list means that it fits the schema. */
export type Validate = (value: unknown) => readonly ValidationIssue[];

/**
 * The key of an event's data: one text. Keys of several paths are joined by `/` after escaping `%` and `/`.
 * `undefined` where the path holds nothing: the event is then unordered.
 */
export type KeyOf = (data: unknown) => string | undefined;

/** Everything about a service that the spec decides. Generated as `src/generated/definition.ts`. */
export interface ServiceDefinition {
  /** Name in the spec, and the Dapr app id. */
  readonly name: string;
  readonly system: string;
  /** CloudEvents `source`: `/{system}/{service}` unless the spec says otherwise. */
  readonly source: string;
  /** false is `database: none`: no outbox, no inbox, at-least-once. */
  readonly database: boolean;
  /** Every event that any code of the service may publish, by name: its `publishes` and its subscriptions'. */
  readonly publishes: Readonly<Record<string, PublishedEvent>>;
  /** One for each (pubsub, topic) that the service takes anything from. */
  readonly subscriptions: readonly TopicSubscription[];
  /** Subscriptions to the service's own dead-letter topics; what arrives there is kept in `eda.dead_letter`. */
  readonly deadLetters: readonly DeadLetterSubscription[];
  readonly operations: readonly Operation[];
  /** By name of the called service, then of the operation. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, Call>>>>;
  readonly projections: readonly Projection[];
  /** Whose events it stores. */
  readonly aggregates?: readonly AggregateDefinition[];
  /** Sagas that it coordinates, and choreographies that it starts. */
  readonly sagas?: readonly SagaDefinition[];
  readonly inboxRetentionMs: number;
  /** How long sent events stay in `eda.outbox_sent`; absent: they are not kept. */
  readonly historyMs?: number;
  /** Folder of its migrations, from where it runs; absent: `migrations`. */
  readonly migrations?: string;
  /** `connect` leaves the outbox to Debezium: no relay runs. */
  readonly outbox: 'relay' | 'connect';
  /** Dapr components that the service publishes through, by broker; absent: they have the broker's name. */
  readonly components?: Readonly<Record<string, string>>;
  /** By broker: those whose Dapr component takes an event for accepted without having heard so from the broker. */
  readonly probes?: Readonly<Record<string, PublishProbe>>;
  /** The service does not start without APP_API_TOKEN and DAPR_API_TOKEN: everywhere but on a laptop. */
  readonly needsTokens: boolean;
}

/** How a relay finds out whether a broker has what was published: `publish-confirmation.ts` says why that works. */
export interface PublishProbe {
  /** Nobody takes it, so that the broker forgets what is published there. */
  readonly topic: string;
  /** How long the component waits before it connects anew: what was not confirmed sooner is sent again. */
  readonly withinMs: number;
}

export type EventKind = 'notification' | 'document' | 'command';

export interface PublishedEvent {
  readonly name: string;
  /** CloudEvents `type`. */
  readonly type: string;
  /** Semver of the data. */
  readonly version: string;
  /** CloudEvents `dataschema`: a URI that ends in `/<version>`. */
  readonly dataschema: string;
  readonly kind: EventKind;
  /** The broker: the name of its Dapr component, unless `components` says another. */
  readonly pubsub: string;
  /** Name of the topic in the spec, for logs and metrics. */
  readonly topic: string;
  /** Name of the topic on the broker; a function where the address has parameters that the data fill in. */
  readonly address: string | ((data: unknown) => string);
  readonly key: KeyOf;
  /** Order per key is kept even past a row that cannot be published: its key waits for a person. */
  readonly ordered: boolean;
  readonly ttlSeconds?: number;
  readonly envelope: 'cloudevents' | 'raw';
  readonly validate: Validate;
  /** Extension attributes with fixed values. Names match `[a-z0-9]{1,20}`; none is one of the runtime's own. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** What a service takes from one topic: one endpoint, whatever the number of events on it. */
export interface TopicSubscription {
  readonly pubsub: string;
  /** Address on the broker, as in the declarative Dapr subscription. */
  readonly topic: string;
  /** Path that the sidecar delivers to, e.g. `/events/0`; unique in the service. */
  readonly path: string;
  /** The sidecar sends several at once (`bulkSubscribe`); the endpoint then takes both forms. */
  readonly bulk: boolean;
  /** CloudEvents types of every event designed for the topic, ours or not: tells "not mine" from "unknown". */
  readonly designed: readonly string[];
  readonly events: readonly SubscribedEvent[];
}

export interface SubscribedEvent {
  readonly name: string;
  readonly type: string;
  /** Newest version, which the consumers see. */
  readonly version: string;
  readonly kind: EventKind;
  /** raw: the body is the bare data; such a topic carries one event only. */
  readonly envelope: 'cloudevents' | 'raw';
  /** For raw events: the id that the inbox goes by. */
  readonly id?: (data: unknown) => string | undefined;
  readonly key: KeyOf;
  /** Against the newest schema, after upcasting. */
  readonly validate: Validate;
  /** Oldest first, each from its `version` to the next newer one. An event without `dataschema` is of the oldest. */
  readonly upcasters: readonly Upcaster[];
  /** Each runs in its own transaction with its own inbox row; at least one. */
  readonly consumers: readonly Consumer[];
}

export interface Upcaster {
  readonly version: string;
  /** Returns new data; must not change its argument. */
  readonly upcast: (data: unknown) => unknown;
}

/** One taker of an event in a service: a handler, a projection, or a saga that it moves on. */
export type Consumer = HandlerConsumer | ProjectionConsumer | SagaConsumer;

export interface HandlerConsumer extends ConsumerSettings {
  readonly kind: 'handler';
  /** Key in `ServiceWiring.handlers`. */
  readonly handler: string;
  /** Names of the events that it may publish; absent: every event of `ServiceDefinition.publishes`. */
  readonly publishes?: readonly string[];
}

export interface ProjectionConsumer extends ConsumerSettings {
  readonly kind: 'projection';
  /** Name of the projection. */
  readonly projection: string;
}

export interface SagaConsumer extends ConsumerSettings {
  readonly kind: 'saga';
  /** Name of the saga. */
  readonly saga: string;
}

export interface ConsumerSettings {
  /**
   * Identity in inbox and dead letters: `<service>/<event>`, of projections and sagas with their name behind it.
   * Changing it makes every event new again.
   */
  readonly consumer: string;
  readonly retry: RetryPolicy;
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** In work at once per replica. */
  readonly concurrency: number;
  /** Order per key is kept across failures: a dead letter blocks its key, later events are held. */
  readonly ordered: boolean;
  /** `none`: an event that is given up is lost; else the topic that the sidecar dead-letters to. */
  readonly deadLetter: string;
  /** false: no inbox row, every delivery runs. */
  readonly idempotent: boolean;
  /** Every replica takes every event: each counts for itself. */
  readonly everyReplica: boolean;
  /** CEL of the spec, compiled by generated code. false or an exception: acknowledged, not handled. */
  readonly when?: (event: EventEnvelope) => boolean;
  /** Grows with every event of a key; an event not above the last handled one is stale and dropped. */
  readonly versionOf?: (data: unknown) => number | string | undefined;
}

/** The runtime counts attempts; the pauses between them are the sidecar's (for calls: the runtime's). */
export interface RetryPolicy {
  /** The first included. */
  readonly attempts: number;
  readonly backoff: 'exponential' | 'constant';
  /** exponential: the longest pause. */
  readonly maxMs?: number;
  /** constant: every pause; exponential: the first (500 ms if absent). */
  readonly intervalMs?: number;
}

export interface DeadLetterSubscription {
  readonly pubsub: string;
  readonly topic: string;
  readonly path: string;
}

/** A synchronous operation that the service serves. */
export interface Operation {
  readonly name: string;
  readonly method: HttpMethod;
  /** With `{name}` parameters: `/accounts/{userId}`. */
  readonly path: string;
  /** App ids of the services that may call it, through the sidecar: those that do in the design. */
  readonly callers: readonly string[];
  /** It is for those outside the system as well, who come to the port directly. */
  readonly fromOutside: boolean;
  /** Those of the path, and the rest from the query. Texts are converted to `type` before `validateParams`. */
  readonly parameters: readonly Parameter[];
  readonly validateParams?: Validate;
  readonly validateRequest?: Validate;
  /** A response that does not fit is a bug of the service: answered 500, and logged with the issues. */
  readonly validateResponse?: Validate;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Parameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly in: 'path' | 'query';
}

/** A call of an operation that another service serves. */
export interface Call {
  readonly method: HttpMethod;
  readonly path: string;
  /** Those of the path; the rest of the parameters becomes the query. */
  readonly parameters: readonly Parameter[];
  /** `dapr`: service invocation through the sidecar; `url`: an external service. */
  readonly target: { readonly appId: string } | { readonly baseUrl: string };
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly circuitBreaker?: { readonly failures: number; readonly openMs: number };
  /** Answered where the call fails in the end; `{ value }`, so that null can be one. */
  readonly fallback?: { readonly value: unknown };
  readonly validateRequest?: Validate;
  readonly validateResponse?: Validate;
}

export type ColumnType =
  | 'integer'
  | 'bigint'
  | 'number'
  | 'text'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'uuid'
  | 'json';

export interface ProjectionColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A table that events of others (or own ones) fill, one row a key. The DDL is a generated migration. */
export interface Projection {
  readonly name: string;
  /** Name of the table, without quotes, and its schema (`public` if absent). */
  readonly table: string;
  readonly schema?: string;
  /** The primary key, in order. */
  readonly keyColumns: readonly ProjectionColumn[];
  readonly columns: readonly ProjectionColumn[];
  /** By event name: the values of the key columns; `undefined` leaves the event out. */
  readonly events: Readonly<Record<string, (data: unknown) => readonly (string | number)[] | undefined>>;
  /** Those of `events` that come from the service's own store, in its order; the others are subscribed to. */
  readonly stored?: readonly string[];
  /** Written in the transaction that stores the event; all its events are stored ones then. */
  readonly immediate?: boolean;
  /** Subscribed events are kept in `eda.received`, so that it can be rebuilt. */
  readonly keep?: boolean;
}

/** CloudEvents 1.0 in structured JSON, as consumers see it: validated, upcast, `data` typed by the spec. */
export interface EventEnvelope<Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly data: Data;
  /** Further extension attributes. */
  readonly [attribute: string]: unknown;
}

/** Anything that runs SQL: a pool, or a transaction. Values are bound, never spliced. */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** An open transaction whose published events are written right before its COMMIT. */
export interface Transaction extends Queryable {
  /** The connection itself. Don't COMMIT on it. */
  readonly client: PoolClient;
  /** The connection as a pool of one, for Kysely, Drizzle, Prisma: their transactions become savepoints of this one. */
  readonly pool: Pool;
}

/** Data types by event name; generated as an interface, so that `publish` is typed. */
export type EventMap = object;

/**
 * Publishes an event in the surrounding transaction.
 * @returns the CloudEvents id, which stays the same through every retry.
 * @throws InvalidEventError if the data do not fit the schema; nothing is written then.
 */
export type Publish<Events extends EventMap> = <Name extends keyof Events & string>(
  name: Name,
  data: Events[Name],
  options?: PublishOptions,
) => Promise<string>;

export interface PublishOptions {
  /** Chosen by the caller: a UUID that the same decision makes again. Else a UUIDv7. */
  readonly id?: string;
  /** When it happened, RFC 3339. Else now. */
  readonly time?: string;
  /** Starts or continues a conversation. Else that of the running handler or request, else the event's id. */
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Extension attributes; override `PublishedEvent.attributes`. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** A transaction, the way to publish in it, and the aggregates that store in it. */
export interface UnitOfWork<Events extends EventMap = EventMap, Aggregates extends object = object> {
  readonly tx: Transaction;
  readonly publish: Publish<Events>;
  /** By name. What they store and publish is committed with the rest. */
  readonly aggregates: Aggregates;
}

/** What every handler and operation gets. */
export interface WorkContext<Calls = unknown> {
  readonly logger: Logger;
  readonly correlationId: string;
  /** Aborted when the time is up or the service stops. */
  readonly signal: AbortSignal;
  /** Clients of the operations in `calls`. */
  readonly call: Calls;
  /** The time. Tests set it. */
  now(): Date;
  /** A UUIDv7 for what the work makes. Tests know it beforehand. */
  newId(): string;
}

/**
 * What an event handler gets. `tx` holds the inbox row: what the handler writes through it, the mark "handled" and
 * the published events commit together or not at all. With `database: none` there is no `tx` (reading it throws),
 * and what was published goes to the sidecar after the handler, before the
 * event is acknowledged.
 */
export interface HandlerContext<
  Events extends EventMap = EventMap,
  Calls = unknown,
  Aggregates extends object = object,
> extends UnitOfWork<Events, Aggregates>,
    WorkContext<Calls> {
  /** 1 for the first delivery. */
  readonly attempt: number;
}

/**
 * Handles an event. Resolves: handled. Throws `RetryableError`, or an error of database or network: again later.
 * Throws `DropError`: given up in silence. Throws anything else: dead letter.
 */
export type Handler<Data = unknown, Context = HandlerContext> = (
  event: EventEnvelope<Data>,
  context: Context,
) => Promise<void> | void;

/** What an operation or a route gets; it opens its own transaction, since most only read. */
export interface OperationContext<
  Events extends EventMap = EventMap,
  Calls = unknown,
  Aggregates extends object = object,
> extends WorkContext<Calls> {
  /** Commits what `work` wrote and published, rolls back if it throws. */
  transaction<Result>(work: (unit: UnitOfWork<Events, Aggregates>) => Promise<Result>): Promise<Result>;
  /** By name; each command is a transaction of its own. */
  readonly aggregates: Aggregates;
  /** Reads outside a transaction. */
  readonly database: Queryable;
  readonly projection: ReadProjection;
}

/** Reads a projection by the name of the spec. */
export interface ReadProjection {
  /** The row of a key (values in order of `keyColumns`), or undefined. */
  get<Row extends object>(name: string, ...key: readonly (string | number)[]): Promise<Row | undefined>;
  /** Rows in order of the key, after `after` (a key, for the next page); `limit` 100, at most 1000. */
  list<Row extends object>(
    name: string,
    options?: { readonly limit?: number; readonly after?: readonly (string | number)[] },
  ): Promise<Row[]>;
  /**
   * Waits until a projection knows of a position of the store, at most `patienceMs` (1000 ms), so that who stored it
   * reads it. @returns whether it does.
   */
  reaches(name: string, position: number, patienceMs?: number): Promise<boolean>;
}

export interface OperationRequest<Params = unknown, Body = unknown> {
  readonly params: Params;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Serves an operation. What it resolves to is the response body: 200, or 204 for undefined. */
export type OperationHandler<
  Params = unknown,
  Body = unknown,
  Response = unknown,
  Context = OperationContext,
> = (request: OperationRequest<Params, Body>, context: Context) => Promise<Response> | Response;

/** A change of one row of a projection; columns by name. Commutes unless `set` is used. */
export interface ProjectionChange<Row extends object = Record<string, unknown>> {
  /** Added to the column; a new row starts at 0. */
  readonly increment?: { readonly [Column in keyof Row]?: number };
  readonly set?: { readonly [Column in keyof Row]?: Row[Column] | null };
  /** The greater of old and new stays (`least`: the smaller): commutes where `set` does not. */
  readonly greatest?: { readonly [Column in keyof Row]?: Row[Column] };
  readonly least?: { readonly [Column in keyof Row]?: Row[Column] };
  /** Removes the row; the rest is ignored. */
  readonly remove?: boolean;
}

/** Pure: what an event changes in the row of its key. `undefined`: nothing. */
export type Project<Data = unknown, Row extends object = Record<string, unknown>> = (
  event: EventEnvelope<Data>,
) => ProjectionChange<Row> | undefined;

/** A route of the team's own, beside the operations of the spec. */
export interface Route<Context = OperationContext> {
  readonly method: HttpMethod;
  /** With `{name}` parameters. Paths under `/events/`, `/eda/`, `/dapr/`, `/projections/` belong to the runtime. */
  readonly path: string;
  readonly handle: (request: RouteRequest, context: Context) => Promise<HttpResponse> | HttpResponse;
}

export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed where the content type is JSON, else undefined. */
  readonly body: unknown;
  /** The body as text. */
  readonly text: string;
}

export interface HttpResponse {
  /** 200 if absent, 204 without a body. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts and bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
}

/**
 * The code that people write, handed to `startService`. Data and contexts are `never` here so that handlers with
 * narrower types fit; generated code declares the exact map and checks against it.
 */
export interface ServiceWiring {
  /** By `HandlerConsumer.handler`. A missing one is an error at start. */
  readonly handlers: Readonly<Record<string, Handler<never, never>>>;
  /** By operation name. A missing one is an error at start. */
  readonly operations: Readonly<Record<string, OperationHandler<never, never, unknown, never>>>;
  /** By projection name, then event name. */
  readonly projections: Readonly<Record<string, Readonly<Record<string, Project<never>>>>>;
  /** By aggregate name. A missing one is an error at start. */
  readonly aggregates?: Readonly<Record<string, AggregateCode>>;
  /** By saga name: what makes the data of its messages. A missing one is an error at start. */
  readonly sagas?: Readonly<Record<string, SagaMessages>>;
  readonly routes?: readonly Route<never>[];
}

/** Structured log lines; `fields` must be JSON. Correlation id and trace are added by the runtime. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
