/**
 * The domain on one page: what a design says once it is read. Plain readonly values with ids instead of links, so
 * that it can be sent, compared and stored. After `build`, nothing reads the spec any more.
 */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { ApiDocument } from './document.ts';
import type { NamedSchema, Schema } from './schema.ts';

/** Maps are objects without a prototype, in the order of the spec; a name such as `constructor` is just a name. */
export interface ById<T> {
  readonly [id: string]: T;
}

export interface Architecture {
  readonly system: System;
  readonly defaults: SettingsLayer;
  readonly topicPer: TopicPer;
  readonly envelopes: EnvelopeDefaults;
  readonly teams: ById<Team>;
  readonly domains: ById<Domain>;
  /** Every schema that something refers to, by id. */
  readonly schemas: ById<NamedSchema>;
  readonly events: ById<EventContract>;
  /** Every topic in use, written under `topics` or not. */
  readonly topics: ById<Topic>;
  readonly services: ById<Service>;
  readonly aggregates: ById<Aggregate>;
  readonly projections: ById<Projection>;
  readonly sagas: ById<Saga>;
  readonly environments: ById<Environment>;
  /** AsyncAPI documents: a design by themselves, or contracts of services and sources of events. */
  readonly documents: readonly ApiDocument[];
  readonly lint: LintConfig;
  readonly generate: ById<GeneratorConfig>;
  /** Absent: the site holds the design alone. */
  readonly docs?: DocsConfig;
  /** Names that lead nowhere; what refers to them is left out of the model. */
  readonly unresolved: readonly UnresolvedName[];
}

export interface System {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly at: Place;
}

/** What holds for the envelopes of events that say nothing else; `type` and `source` are templates. */
export interface EnvelopeDefaults {
  readonly type: string;
  readonly source: string;
  /** Extension attributes of every event; they stand in each `EventContract.attributes` as well. */
  readonly attributes: ById<Schema>;
}

/** Parts of an imported AsyncAPI object that the language has no key for: never read, exported again. */
export type Passthrough = ById<unknown>;

export interface Team {
  readonly name: string;
  readonly description?: string;
  readonly contact?: string;
  readonly at: Place;
}

export interface Domain {
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
  readonly defaults: SettingsLayer;
  readonly at: Place;
}

export type TopicPer = 'event' | 'entity' | 'domain';
export type EventKind = 'notification' | 'document' | 'command';
export type Envelope = 'cloudevents' | 'raw';
export type Direction = 'backward' | 'forward' | 'full' | 'none';

/** A path into data: `customer.id` is `['customer', 'id']`; `*` stands for each item or member. */
export type DataPath = readonly string[];

/** An event or command: a contract of data, key and version. */
export interface EventContract {
  readonly name: string;
  /** The segments of `<domain>.<entity>.<action>[.vN]`; of foreign names as far as they go. */
  readonly domain: string;
  readonly entity: string;
  readonly action: string;
  /** N of `.vN`, else 1. */
  readonly major: number;
  readonly kind: EventKind;
  readonly version: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Empty = no key. */
  readonly key: readonly DataPath[];
  readonly data: Schema;
  readonly dataFormat: 'json-schema' | 'avro' | 'other';
  readonly examples: readonly unknown[];
  readonly topic: string;
  /** CloudEvents `type`, templates filled in. */
  readonly type: string;
  readonly envelope: Envelope;
  /** Path of the id in a raw message. */
  readonly id?: DataPath;
  readonly internal: boolean;
  readonly compatibility: Compatibility;
  /** Oldest first. */
  readonly previous: readonly PreviousVersion[];
  readonly deprecated?: Deprecation;
  /** Extension attributes of the envelope (raw: headers). */
  readonly attributes: ById<Schema>;
  readonly foreign?: { readonly file: string; readonly pointer: string };
  readonly asyncapi?: Passthrough;
  readonly at: Place;
  /** Where `data` is written: in the event or at its `$ref`. */
  readonly dataAt: Place;
}

export interface Compatibility {
  readonly direction: Direction;
  readonly transitive: boolean;
  /** False: it follows from kind and use. */
  readonly written: boolean;
}

export interface PreviousVersion {
  readonly version: string;
  readonly data: Schema;
  /** To the next newer version: edits in the order drop, rename, set; or code of each subscriber. */
  readonly upcast: Upcast;
  readonly at: Place;
}

export type Upcast =
  | { readonly by: 'code' }
  | {
      readonly by: 'edits';
      readonly drop: readonly DataPath[];
      readonly rename: readonly { readonly from: DataPath; readonly to: DataPath }[];
      readonly set: readonly { readonly path: DataPath; readonly value: unknown }[];
    };

export interface Deprecation {
  readonly since: string;
  readonly sunset?: string;
  readonly replacedBy?: string;
}

export interface Topic {
  readonly name: string;
  readonly description?: string;
  /** Events it carries, by name. */
  readonly events: readonly string[];
  /** Whose `defaults` hold: the domain of its events. */
  readonly domain: string;
  readonly parameters: ById<TopicParameter>;
  readonly settings: SettingsLayer;
  readonly in: ById<SettingsLayer>;
  readonly asyncapi?: Passthrough;
  /** Under `topics`, or at the first event that uses it. */
  readonly at: Place;
  readonly written: boolean;
}

export interface TopicParameter {
  readonly from?: DataPath;
  readonly enum: readonly string[];
  readonly description?: string;
}

export interface Service {
  readonly name: string;
  readonly domain: string;
  /** Its own, else the domain's. */
  readonly owner?: string;
  readonly description?: string;
  readonly external: boolean;
  readonly contract?: string;
  readonly url?: string;
  /** Where its code lies, where it says so; `serviceFolders` has the whole. */
  readonly paths?: ServicePaths;
  /** CloudEvents `source` of what it publishes, templates filled in. */
  readonly source: string;
  /** What it may publish, and why. */
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  /** `serves` */
  readonly operations: ById<Operation>;
  readonly calls: readonly Call[];
  readonly settings: SettingsLayer;
  /** Of its subscriptions. */
  readonly defaults: SettingsLayer;
  readonly in: ById<ServiceDifference>;
  readonly asyncapi?: Passthrough;
  readonly at: Place;
}

/** Folders as they are written: `root` relative to the project, all others to it. */
export interface ServicePaths {
  readonly root?: string;
  readonly source?: string;
  /** The module that starts it: a file. */
  readonly main?: string;
  readonly generated?: string;
  readonly handlers?: string;
  readonly operations?: string;
  readonly projections?: string;
  readonly aggregates?: string;
  readonly sagas?: string;
  readonly upcasters?: string;
  readonly migrations?: string;
  readonly tests?: string;
}

/** What differs in an environment. */
export interface ServiceDifference {
  readonly settings: SettingsLayer;
  readonly defaults: SettingsLayer;
  readonly url?: string;
}

/** Why something stands in the model: somebody wrote it, or it follows from a saga, aggregate or projection. */
export type Origin =
  | { readonly kind: 'written' }
  | { readonly kind: 'projection'; readonly name: string }
  | { readonly kind: 'saga'; readonly name: string; readonly step?: string };

export interface Publication {
  readonly event: string;
  /** The subscribed event whose handler publishes it; absent: of the service's own accord. */
  readonly on?: string;
  readonly origin: Origin;
  readonly at: Place;
}

export interface Subscription {
  readonly event: string;
  readonly description?: string;
  /** Fields that it depends on; absent: not said. */
  readonly uses?: readonly DataPath[];
  /** CEL over `event`. */
  readonly when?: string;
  readonly versionPath?: DataPath;
  readonly origin: Origin;
  readonly settings: SettingsLayer;
  readonly in: ById<SettingsLayer>;
  readonly at: Place;
}

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Operation {
  readonly name: string;
  readonly method: HttpMethod;
  /** With parameters as `{name}`. */
  readonly path: string;
  readonly description?: string;
  /** Path and query parameters; the path's come first. */
  readonly params: readonly OperationParam[];
  readonly request?: Schema;
  readonly response?: Schema;
  readonly at: Place;
}

export interface OperationParam {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly schema: Schema;
}

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly description?: string;
  readonly timeout: number;
  readonly retry: RetrySettings;
  readonly circuitBreaker: { readonly failures: number; readonly open: number };
  /** Absent: a failed call throws. */
  readonly fallback?: { readonly value: unknown };
  readonly at: Place;
}

export interface Aggregate {
  readonly name: string;
  readonly description?: string;
  readonly service: string;
  readonly key: DataPath;
  /** What is stored; published only where the service's `publishes` says so. */
  readonly events: readonly string[];
  readonly snapshotEvery?: number;
  readonly at: Place;
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

export interface Column {
  readonly name: string;
  /** A schema is kept as JSON. */
  readonly type: ColumnType | { readonly schema: Schema };
}

export interface Projection {
  readonly name: string;
  readonly description?: string;
  readonly service: string;
  readonly from: readonly string[];
  readonly key: readonly DataPath[];
  /** Where the key lies in events that call it otherwise. */
  readonly keys: ById<readonly DataPath[]>;
  readonly consistency: 'eventual' | 'immediate';
  readonly keep: boolean;
  readonly columns: readonly Column[];
  readonly at: Place;
}

export type Saga = Orchestration | Choreography;

interface SagaBase {
  readonly name: string;
  readonly description?: string;
  readonly key: DataPath;
  readonly keys: ById<DataPath>;
  readonly starts: string;
  readonly completes: string;
  readonly aborts: string;
  readonly at: Place;
}

export interface Orchestration extends SagaBase {
  readonly style: 'orchestration';
  readonly coordinator: string;
  readonly steps: readonly OrchestrationStep[];
}

export interface OrchestrationStep {
  readonly name: string;
  readonly description?: string;
  readonly command: string;
  readonly succeeds: string;
  readonly fails?: string;
  /** Absent: there is nothing to undo. */
  readonly compensation?: { readonly command: string; readonly done: string };
  readonly timeout?: number;
  readonly at: Place;
}

export interface Choreography extends SagaBase {
  readonly style: 'choreography';
  readonly timeout?: number;
  readonly steps: readonly ChoreographyStep[];
}

export interface ChoreographyStep {
  readonly name: string;
  readonly description?: string;
  readonly service: string;
  readonly succeeds: string;
  readonly fails?: string;
  /** Absent: there is nothing to undo. */
  readonly compensated?: string;
  readonly at: Place;
}

export interface Environment {
  readonly name: string;
  readonly description?: string;
  readonly brokers: ById<Broker>;
  readonly secrets: SecretStore;
  readonly database?: { readonly server: string; readonly auth?: Auth };
  readonly registry?: Registry;
  readonly tracing?: { readonly endpoint?: string; readonly sample?: number };
  readonly defaults: SettingsLayer;
  readonly at: Place;
}

export interface Registry {
  readonly url: string;
  readonly auth?: Auth;
  /** What subjects are named after. */
  readonly strategy: 'topic' | 'record';
}

export type BrokerType =
  | 'in-memory'
  | 'redis'
  | 'kafka'
  | 'rabbitmq'
  | 'nats'
  | 'pulsar'
  | 'mqtt'
  | 'aws-sns-sqs'
  | 'gcp-pubsub'
  | 'azure-service-bus'
  | 'azure-event-hubs';

export interface Broker {
  readonly name: string;
  readonly type: BrokerType;
  /** `host:port`, where the type has servers. */
  readonly servers: readonly string[];
  readonly auth: Auth;
  readonly tls: boolean;
  /** The type's own keys as written: replication, vhost, region, … */
  readonly own: ById<unknown>;
  readonly at: Place;
}

export type AuthType =
  | 'none'
  | 'password'
  | 'token'
  | 'mtls'
  | 'oidc'
  | 'aws-iam'
  | 'gcp'
  | 'azure'
  | 'connection-string';

export interface Auth {
  readonly type: AuthType;
  /** Name of a secret in the environment's store; a template over `{service}`. */
  readonly secret?: string;
  /** Of Kafka's password login; absent: SHA-512, by SCRAM as SHA-256 is. */
  readonly mechanism?: SaslMechanism;
  /** Of Kafka's oidc login; absent: `openid`. */
  readonly scopes?: readonly string[];
}

export type SaslMechanism = 'PLAIN' | 'SHA-256' | 'SHA-512';

export interface SecretStore {
  readonly type: 'env' | 'file' | 'kubernetes';
  readonly path?: string;
  readonly prefix?: string;
}

/** Values written at one place, leaf by leaf: `retry.attempts` → 5. Durations are milliseconds. */
export interface SettingsLayer {
  readonly at: Place;
  readonly values: ById<SettingValue>;
}

export type SettingValue = string | number | boolean;

export interface RetrySettings {
  /** Deliveries in all, the first included. */
  readonly attempts: number;
  readonly backoff: 'exponential' | 'constant';
  /** Longest wait in ms (exponential, which starts at 500 ms), or the wait itself (constant). */
  readonly wait: number;
}

/** How a broker carries a topic in one environment. */
export interface TopicSettings {
  readonly broker: string;
  readonly address: string;
  readonly partitions: number;
  /** Milliseconds. */
  readonly retention: number | 'forever';
  readonly compact: boolean;
  /** Milliseconds; absent = messages do not expire. */
  readonly ttl?: number;
  readonly ordered: boolean;
  readonly encoding: 'json' | 'avro';
}

/** How one service takes one event in one environment. Times in milliseconds. */
export interface SubscriptionSettings {
  readonly retry: RetrySettings;
  readonly timeout: number;
  readonly concurrency: number;
  /** A topic, or `none`: given up means lost. */
  readonly deadLetter: string;
  readonly idempotent: boolean;
  readonly bulk: false | { readonly max: number; readonly wait: number };
  readonly startAt: 'latest' | 'earliest';
  readonly everyReplica: boolean;
  readonly maxLag: number;
}

export interface ServiceSettings {
  readonly language: 'typescript' | 'python' | 'none';
  readonly database: 'postgres' | 'none';
  readonly outbox: 'relay' | 'connect';
  readonly replicas: number;
  readonly group: string;
  /** How long sent events are kept for replay, in ms; absent = not at all. */
  readonly history?: number;
  readonly inboxRetention: number;
}

export type RuleSeverity = 'off' | 'info' | 'warning' | 'error';

export interface LintConfig {
  readonly extends: 'minimal' | 'recommended' | 'strict' | 'asyncapi-import';
  readonly rules: ById<RuleSeverity>;
  /** What the config says of rules beside their severity, as it is written. */
  readonly options: ById<ById<unknown>>;
  readonly overrides: readonly LintOverride[];
  /** Modules of the project that hold rules. */
  readonly custom: readonly CustomModule[];
  /** Rules that are written in the config. */
  readonly declared: readonly DeclaredRule[];
  /** Preset for what stands in AsyncAPI documents. */
  readonly documentsExtend: LintConfig['extends'];
  readonly at: Place;
}

/** What the site of `eda docs` holds beside the design. */
export interface DocsConfig {
  /** Globs of Markdown pages, relative to the file that names them. */
  readonly pages: readonly string[];
  /** Where the files of the folder can be read. */
  readonly sourceUrl?: string;
  readonly at: Place;
}

export interface CustomModule {
  /** Relative to the file that names it. */
  readonly path: string;
  readonly at: Place;
}

/** A rule that is written down: elements of a kind, which of them, and what has to be true of those. */
export interface DeclaredRule {
  readonly id: string;
  readonly on: DeclaredRuleKind;
  readonly where: ById<readonly SettingValue[]>;
  readonly unless: ById<readonly SettingValue[]>;
  readonly path: string;
  /** As written: the one thing that has to hold, by its keyword. */
  readonly require: ById<unknown>;
  readonly message: string;
  readonly severity: RuleSeverity;
  readonly at: Place;
}

export type DeclaredRuleKind =
  | 'domain'
  | 'event'
  | 'field'
  | 'topic'
  | 'service'
  | 'subscription'
  | 'operation'
  | 'call'
  | 'aggregate'
  | 'projection'
  | 'saga'
  | 'environment';

export interface LintOverride {
  /** Globs over names (`search.*`) and files (`vendor/*`). */
  readonly patterns: readonly string[];
  readonly rules: ById<RuleSeverity>;
  readonly reason: string;
  /** ISO date after which it no longer holds. */
  readonly until?: string;
  readonly at: Place;
}

export interface GeneratorConfig {
  readonly enabled: boolean;
  readonly options: ById<unknown>;
  readonly at: Place;
}

/** What kind of thing a name should have been. */
export type NameKind =
  | 'event'
  | 'service'
  | 'domain'
  | 'team'
  | 'topic'
  | 'operation'
  | 'broker'
  | 'environment';

export interface UnresolvedName {
  readonly kind: NameKind;
  readonly name: string;
  readonly at: Place;
}
