import { type Diagnostic, type Path, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { compileMatch, compileTrip } from './compile-cel.ts';
import type {
  AccessControl,
  AccessPolicy,
  CircuitBreakerPolicy,
  CodeRange,
  DaprResource,
  PolicyNames,
  RetryPolicy,
  RouteRule,
} from './dapr-resource.ts';
import { parseGoDuration } from './go-duration.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one Dapr resource from a plain YAML value. Kinds that the embedded sidecar has no use for give no resource
 * and no problem. Problems are what would stop daprd or silently disarm a policy there.
 */
export function decodeDaprResource(
  value: unknown,
  at: Place,
): { readonly resource?: DaprResource; readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const reader = createReader(at, problems);
  const root = fields(value);
  const api = text(root.apiVersion);
  if (!api?.startsWith('dapr.io/')) return { problems };
  const name = text(fields(root.metadata).name) ?? '';
  if (name === '') reader.fail(['metadata', 'name'], 'a Dapr resource needs metadata.name');
  const named = { name, scopes: texts(root.scopes), at };
  const spec = fields(root.spec);
  switch (root.kind) {
    case 'Component':
      return { resource: { kind: 'Component', ...named, ...readComponent(spec, reader) }, problems };
    case 'Subscription':
      return { resource: { kind: 'Subscription', ...named, ...readSubscription(spec, reader) }, problems };
    case 'Resiliency':
      return { resource: { kind: 'Resiliency', ...named, ...readResiliency(spec, reader) }, problems };
    case 'Configuration':
      return { resource: { kind: 'Configuration', ...named, ...readConfiguration(spec, reader) }, problems };
    default:
      return { problems };
  }
}

interface Reader {
  fail(path: Path, message: string, help?: string): void;
  warn(path: Path, message: string, help?: string): void;
}

function createReader(at: Place, problems: Diagnostic[]): Reader {
  const add = (severity: 'error' | 'warning', path: Path, message: string, help?: string) => {
    const place = placeAt(at, ...path);
    problems.push({
      code: 'dapr-resource',
      severity,
      message,
      ...(help === undefined ? {} : { help }),
      at: place,
    });
  };
  return {
    fail: (path, message, help) => add('error', path, message, help),
    warn: (path, message, help) => add('warning', path, message, help),
  };
}

function readComponent(spec: Fields, reader: Reader) {
  const type = text(spec.type) ?? '';
  if (type === '') reader.fail(['spec', 'type'], 'a component needs spec.type');
  const metadata = new Map<string, string>();
  for (const entry of list(spec.metadata)) {
    const { name, value, secretKeyRef, envRef } = fields(entry);
    const key = text(name)?.toLowerCase();
    if (key === undefined) continue;
    // A reference still tells two brokers apart, so its name stands in for the value.
    if (value !== undefined && value !== null) metadata.set(key, scalar(value));
    else if (secretKeyRef !== undefined) metadata.set(key, `secret:${JSON.stringify(secretKeyRef)}`);
    else if (envRef !== undefined) metadata.set(key, `env:${scalar(envRef)}`);
  }
  return { type, version: text(spec.version) ?? '', metadata };
}

function readSubscription(spec: Fields, reader: Reader) {
  const pubsubname = text(spec.pubsubname) ?? '';
  const topic = text(spec.topic) ?? '';
  if (pubsubname === '') reader.fail(['spec', 'pubsubname'], 'a subscription needs spec.pubsubname');
  if (topic === '') reader.fail(['spec', 'topic'], 'a subscription needs spec.topic');
  const rules: RouteRule[] = [];
  const routes = fields(spec.routes);
  list(routes.rules).forEach((entry, index) => {
    const match = text(fields(entry).match)?.trim() ?? '';
    const path = text(fields(entry).path) ?? '';
    if (match === '') {
      rules.push({ path });
      return;
    }
    const compiled = compileMatch(match);
    if ('error' in compiled) {
      reader.fail(
        ['spec', 'routes', 'rules', index, 'match'],
        `invalid CEL \`${match}\`: ${compiled.error}`,
        'daprd does not start with this subscription',
      );
    }
    rules.push({ match, path });
  });
  const last = text(routes.default) || text(spec.route);
  if (last) rules.push({ path: last });
  if (rules.length === 0) reader.warn(['spec'], 'the subscription has no route, so it delivers nothing');
  const deadLetterTopic = text(spec.deadLetterTopic);
  const bulk = fields(spec.bulkSubscribe);
  return {
    pubsubname,
    topic,
    rules,
    ...(deadLetterTopic ? { deadLetterTopic } : {}),
    ...(bulk.enabled === true ? { bulkSubscribe: readBulk(bulk) } : {}),
    metadata: strings(spec.metadata),
  };
}

/** The limits of a bulk subscription; Dapr counts zero as unset. */
export function readBulk(bulk: Fields): { maxMessagesCount?: number; maxAwaitDurationMs?: number } {
  const count = positive(bulk.maxMessagesCount);
  const wait = positive(bulk.maxAwaitDurationMs);
  return {
    ...(count === undefined ? {} : { maxMessagesCount: count }),
    ...(wait === undefined ? {} : { maxAwaitDurationMs: wait }),
  };
}

function readResiliency(spec: Fields, reader: Reader) {
  const policies = fields(spec.policies);
  const timeouts = new Map<string, number>();
  for (const [name, value] of Object.entries(fields(policies.timeouts))) {
    const ms = duration(value, ['spec', 'policies', 'timeouts', name], reader);
    if (ms !== undefined) timeouts.set(name, ms);
  }
  const retries = new Map<string, RetryPolicy>();
  for (const [name, value] of Object.entries(fields(policies.retries))) {
    retries.set(name, readRetry(fields(value), ['spec', 'policies', 'retries', name], reader));
  }
  const circuitBreakers = new Map<string, CircuitBreakerPolicy>();
  for (const [name, value] of Object.entries(fields(policies.circuitBreakers))) {
    circuitBreakers.set(
      name,
      readBreaker(fields(value), ['spec', 'policies', 'circuitBreakers', name], reader),
    );
  }
  const known = { timeout: timeouts, retry: retries, circuitBreaker: circuitBreakers };
  const names = (value: unknown, path: Path): PolicyNames => {
    const result: Record<string, string> = {};
    for (const kind of ['timeout', 'retry', 'circuitBreaker'] as const) {
      const name = text(fields(value)[kind]);
      if (!name) continue;
      if (known[kind].has(name)) result[kind] = name;
      else reader.warn([...path, kind], `no ${kind} policy is called ${name}, so Dapr applies none`);
    }
    return result;
  };
  const targets = fields(spec.targets);
  const apps = new Map<string, PolicyNames>();
  for (const [app, value] of Object.entries(fields(targets.apps))) {
    apps.set(app, names(value, ['spec', 'targets', 'apps', app]));
  }
  const components = new Map<string, { inbound?: PolicyNames; outbound?: PolicyNames }>();
  for (const [component, value] of Object.entries(fields(targets.components))) {
    const { inbound, outbound } = fields(value);
    const path = ['spec', 'targets', 'components', component];
    components.set(component, {
      ...(inbound === undefined ? {} : { inbound: names(inbound, [...path, 'inbound']) }),
      ...(outbound === undefined ? {} : { outbound: names(outbound, [...path, 'outbound']) }),
    });
  }
  return { timeouts, retries, circuitBreakers, apps, components };
}

function readRetry(retry: Fields, path: Path, reader: Reader): RetryPolicy {
  const policy = text(retry.policy) ?? 'constant';
  if (policy !== 'constant' && policy !== 'exponential') {
    reader.fail([...path, 'policy'], `a retry is constant or exponential, not ${policy}`);
  }
  const codes = text(fields(retry.matching).httpStatusCodes);
  const ranges =
    codes === undefined ? undefined : readCodes(codes, [...path, 'matching', 'httpStatusCodes'], reader);
  const maxRetries = retry.maxRetries;
  return {
    policy: policy === 'exponential' ? 'exponential' : 'constant',
    durationMs: duration(retry.duration, [...path, 'duration'], reader) ?? 5000,
    maxIntervalMs: duration(retry.maxInterval, [...path, 'maxInterval'], reader) ?? 60_000,
    maxRetries: typeof maxRetries === 'number' ? maxRetries : -1,
    ...(ranges === undefined ? {} : { httpStatusCodes: ranges }),
  };
}

function readCodes(codes: string, path: Path, reader: Reader): readonly CodeRange[] | undefined {
  const ranges: CodeRange[] = [];
  for (const part of codes.split(',').filter((piece) => piece !== '')) {
    const [from, to = from, ...rest] = part
      .split('-')
      .map((piece) => (/^\d+$/.test(piece) ? Number(piece) : Number.NaN));
    if (
      from === undefined ||
      to === undefined ||
      rest.length > 0 ||
      !(from >= 100 && from <= to && to <= 599)
    ) {
      reader.fail(path, `${part} is no HTTP status code or range such as 500-599`);
      continue;
    }
    ranges.push({ from, to });
  }
  return ranges.length === 0 ? undefined : ranges;
}

function readBreaker(breaker: Fields, path: Path, reader: Reader): CircuitBreakerPolicy {
  const trip = text(breaker.trip) ?? 'consecutiveFailures > 5';
  const compiled = compileTrip(trip);
  if ('error' in compiled) reader.fail([...path, 'trip'], `invalid CEL \`${trip}\`: ${compiled.error}`);
  return {
    maxRequests: positive(breaker.maxRequests) ?? 1,
    intervalMs: duration(breaker.interval, [...path, 'interval'], reader) ?? 0,
    timeoutMs: duration(breaker.timeout, [...path, 'timeout'], reader) ?? 60_000,
    trip,
  };
}

function readConfiguration(spec: Fields, reader: Reader) {
  const rate = Number(fields(spec.tracing).samplingRate ?? 0);
  if (!(rate >= 0 && rate <= 1))
    reader.fail(['spec', 'tracing', 'samplingRate'], 'a sampling rate lies between 0 and 1');
  const control = spec.accessControl;
  return {
    samplingRate: rate >= 0 && rate <= 1 ? rate : 0,
    ...(control === undefined ? {} : { accessControl: readAccessControl(fields(control)) }),
  };
}

function readAccessControl(control: Fields): AccessControl {
  const defaultAllow = text(control.defaultAction) !== 'deny';
  const policies = list(control.policies).map((entry): AccessPolicy => {
    const policy = fields(entry);
    return {
      appId: text(policy.appId) ?? '',
      defaultAllow: text(policy.defaultAction) !== 'deny',
      operations: list(policy.operations).map((operation) => ({
        name: text(fields(operation).name) ?? '',
        verbs: texts(fields(operation).httpVerb).map((verb) => verb.toUpperCase()),
        allow: text(fields(operation).action) !== 'deny',
      })),
    };
  });
  return { defaultAllow, policies };
}

function duration(value: unknown, path: Path, reader: Reader): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = parseGoDuration(scalar(value));
  if (ms === undefined) reader.fail(path, `${scalar(value)} is no duration such as 500ms or 1m30s`);
  return ms;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}

function strings(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, item]) => [key, scalar(item)]));
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
