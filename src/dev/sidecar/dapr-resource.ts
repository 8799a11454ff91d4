import type { Place } from '../../diagnostics/diagnostic.ts';

/**
 * Dapr's own resources as far as the embedded sidecar obeys them. Field names are Dapr's; durations are in
 * milliseconds. `decodeDaprResource` makes them from a YAML document.
 */
export type DaprResource =
  | ComponentResource
  | SubscriptionResource
  | ResiliencyResource
  | ConfigurationResource;

interface Named {
  /** `metadata.name`. */
  readonly name: string;
  /** App ids that see the resource; empty means every app. */
  readonly scopes: readonly string[];
  readonly at: Place;
}

export interface ComponentResource extends Named {
  readonly kind: 'Component';
  /** `pubsub.kafka` and the like. */
  readonly type: string;
  readonly version: string;
  /** Values by lower-case name: Dapr reads metadata names without regard to case. References stay unresolved. */
  readonly metadata: ReadonlyMap<string, string>;
}

export interface SubscriptionResource extends Named, SubscriptionSpec {
  readonly kind: 'Subscription';
}

/** What a subscription says, wherever it comes from. */
export interface SubscriptionSpec {
  readonly pubsubname: string;
  readonly topic: string;
  /** In order; a rule without `match` is the default and stands last. */
  readonly rules: readonly RouteRule[];
  readonly deadLetterTopic?: string;
  readonly bulkSubscribe?: BulkSubscribe;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RouteRule {
  /** CEL over `event`. */
  readonly match?: string;
  /** Path in the app, with its leading slash as written. */
  readonly path: string;
}

export interface BulkSubscribe {
  readonly maxMessagesCount?: number;
  readonly maxAwaitDurationMs?: number;
}

export interface ResiliencyResource extends Named {
  readonly kind: 'Resiliency';
  readonly timeouts: ReadonlyMap<string, number>;
  readonly retries: ReadonlyMap<string, RetryPolicy>;
  readonly circuitBreakers: ReadonlyMap<string, CircuitBreakerPolicy>;
  readonly apps: ReadonlyMap<string, PolicyNames>;
  readonly components: ReadonlyMap<
    string,
    { readonly inbound?: PolicyNames; readonly outbound?: PolicyNames }
  >;
}

export interface PolicyNames {
  readonly timeout?: string;
  readonly retry?: string;
  readonly circuitBreaker?: string;
}

export interface RetryPolicy {
  readonly policy: 'constant' | 'exponential';
  /** Pause of a constant policy; Dapr's default is 5 s. */
  readonly durationMs: number;
  /** Ceiling of an exponential policy; Dapr's default is 60 s. */
  readonly maxIntervalMs: number;
  /** Retries after the first attempt; -1 is without end. */
  readonly maxRetries: number;
  /** HTTP codes worth a retry; absent means every code. */
  readonly httpStatusCodes?: readonly CodeRange[];
}

/** Both ends included. */
export interface CodeRange {
  readonly from: number;
  readonly to: number;
}

export interface CircuitBreakerPolicy {
  readonly maxRequests: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** CEL over the counts; Dapr's default is `consecutiveFailures > 5`. */
  readonly trip: string;
}

export interface ConfigurationResource extends Named {
  readonly kind: 'Configuration';
  /** 0 to 1; 0 turns tracing off. */
  readonly samplingRate: number;
  readonly accessControl?: AccessControl;
}

/** Who may invoke the app that runs with this configuration. */
export interface AccessControl {
  readonly defaultAllow: boolean;
  readonly policies: readonly AccessPolicy[];
}

export interface AccessPolicy {
  readonly appId: string;
  readonly defaultAllow: boolean;
  readonly operations: readonly AccessOperation[];
}

export interface AccessOperation {
  /** Path, where `*` stands for one segment and `**` for any rest. */
  readonly name: string;
  /** Upper case; `*` for every verb. */
  readonly verbs: readonly string[];
  readonly allow: boolean;
}

/** Whether the app with this id sees the resource. */
export function inScope(resource: DaprResource, appId: string): boolean {
  return resource.scopes.length === 0 || resource.scopes.includes(appId);
}
