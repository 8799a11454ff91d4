import type { PumpPolicy } from '../../delivery/delivery-settings.ts';
import { exponentialRetryCap, longestDelivery } from '../../delivery/retry-time.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Call, RetrySettings, Service } from '../../model/architecture.ts';
import type { DaprPlan } from './dapr-plan.ts';
import type { DaprResource } from './dapr-resource.ts';
import { goDuration } from './go-duration.ts';

/**
 * How the sidecar of one service treats failures: redelivery to it, and its calls. `undefined` where it neither
 * takes nor calls anything. Policies are a service's own, so that each keeps its retries on a shared component.
 */
export function resiliencyResource(
  plan: DaprPlan,
  service: Service,
  report: (diagnostic: Diagnostic) => void,
): DaprResource | undefined {
  const policies = { timeouts: {}, retries: {}, circuitBreakers: {} } as Policies;
  const components: { [name: string]: unknown } = {};
  for (const component of plan.components) {
    const pump = component.policies.get(service.name);
    if (pump === undefined) continue;
    checkTime(service, pump, report);
    const name = `inbound-${component.name}`;
    policies.timeouts[name] = goDuration(pump.timeout);
    policies.retries[name] = pumpRetry(pump.retry);
    components[component.name] = { inbound: { timeout: name, retry: name } };
  }
  const apps: { [name: string]: unknown } = {};
  for (const [callee, calls] of callsByService(plan, service)) {
    const name = `call-${callee}`;
    policies.timeouts[name] = goDuration(Math.max(...calls.map(({ timeout }) => timeout)));
    policies.circuitBreakers[name] = breakerOf(calls);
    apps[callee] = { timeout: name, circuitBreaker: name };
  }
  const targets = {
    ...(Object.keys(apps).length === 0 ? {} : { apps }),
    ...(Object.keys(components).length === 0 ? {} : { components }),
  };
  if (Object.keys(targets).length === 0) return undefined;
  return {
    comment: commentOf(Object.keys(components).length > 0, Object.keys(apps).length > 0),
    body: {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Resiliency',
      metadata: { name: service.name },
      scopes: [service.name],
      spec: {
        policies: Object.fromEntries(
          Object.entries(policies).filter(([, named]) => Object.keys(named).length > 0),
        ),
        targets,
      },
    },
  };
}

interface Policies {
  readonly timeouts: { [name: string]: string };
  readonly retries: { [name: string]: unknown };
  readonly circuitBreakers: { [name: string]: unknown };
}

/** Two more than the design's attempts: the service counts them itself and has given its verdict by then. */
function pumpRetry(retry: RetrySettings): { readonly [key: string]: unknown } {
  const maxRetries = retry.attempts + 2;
  return retry.backoff === 'constant'
    ? { policy: 'constant', duration: goDuration(retry.wait), maxRetries }
    : { policy: 'exponential', maxInterval: goDuration(retry.wait), maxRetries };
}

/**
 * A sidecar has one breaker for an app and not one for an operation, so it opens as late as the most patient
 * operation's. The service has the exact ones.
 */
function breakerOf(calls: readonly Call[]): { readonly [key: string]: unknown } {
  const failures = Math.max(...calls.map(({ circuitBreaker }) => circuitBreaker.failures));
  const open = Math.min(...calls.map(({ circuitBreaker }) => circuitBreaker.open));
  return { maxRequests: 1, timeout: goDuration(open), trip: `consecutiveFailures >= ${failures}` };
}

function callsByService(plan: DaprPlan, service: Service): Map<string, Call[]> {
  const sidecars = new Set(plan.services.map(({ name }) => name));
  const calls = new Map<string, Call[]>();
  for (const call of service.calls) {
    if (!sidecars.has(call.service)) continue;
    calls.set(call.service, [...(calls.get(call.service) ?? []), call]);
  }
  return calls;
}

function checkTime(
  service: Service,
  { retry, timeout }: PumpPolicy,
  report: (diagnostic: Diagnostic) => void,
): void {
  const longest = longestDelivery(retry, timeout);
  if (retry.backoff !== 'exponential' || longest <= exponentialRetryCap) return;
  report({
    code: 'retry-too-long',
    severity: 'warning',
    message: `${service.name} may need ${goDuration(Math.ceil(longest / 1000) * 1000)} for ${retry.attempts} attempts; Dapr ends an exponential retry after ${goDuration(exponentialRetryCap)}`,
    help: 'lower `retry.attempts`, `retry.max` or `timeout`, or use `backoff: constant`',
    at: service.at,
  });
}

function commentOf(takes: boolean, calls: boolean): string {
  const inbound =
    'Inbound: the sidecar only pumps. The service counts attempts, cuts the time of each, and decides what becomes a ' +
    'dead letter; so there are two retries more than attempts, and no circuit breaker, which would dead-letter at once.';
  const outbound =
    'Calls: the outer bounds. The service retries each operation itself, since it knows which may be repeated.';
  return [...(takes ? [inbound] : []), ...(calls ? [outbound] : [])].join('\n');
}
