import type { Path } from '../../diagnostics/diagnostic.ts';
import { compileTrip } from './compile-cel.ts';
import type {
  CircuitBreakerPolicy,
  CodeRange,
  PolicyNames,
  ResiliencyResource,
  RetryPolicy,
} from './dapr-resource.ts';
import { type Fields, fields, positive, type Reader, readDuration, text } from './yaml-fields.ts';

/** Reads the `spec` of a Resiliency. A policy that a target names and nobody defines is a warning. */
export function decodeResiliency(
  spec: Fields,
  reader: Reader,
): Omit<ResiliencyResource, 'kind' | 'name' | 'scopes' | 'at'> {
  const policies = fields(spec.policies);
  const timeouts = new Map<string, number>();
  for (const [name, value] of Object.entries(fields(policies.timeouts))) {
    const ms = readDuration(value, ['spec', 'policies', 'timeouts', name], reader);
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
    durationMs: readDuration(retry.duration, [...path, 'duration'], reader) ?? 5000,
    maxIntervalMs: readDuration(retry.maxInterval, [...path, 'maxInterval'], reader) ?? 60_000,
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
    intervalMs: readDuration(breaker.interval, [...path, 'interval'], reader) ?? 0,
    timeoutMs: readDuration(breaker.timeout, [...path, 'timeout'], reader) ?? 60_000,
    trip,
  };
}
