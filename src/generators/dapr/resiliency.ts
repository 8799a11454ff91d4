import { type Judge, pumpRetry } from '../../delivery/retry-time.ts';
import type { Call, RetrySettings, Service } from '../../model/architecture.ts';
import type { DaprPlan } from './dapr-plan.ts';
import type { DaprResource } from './dapr-resource.ts';
import { goDuration } from './go-duration.ts';

/**
 * How the sidecar of one service treats failures: redelivery to it, and its calls. `undefined` where it neither
 * takes nor calls anything. Policies are a service's own, so that each keeps its retries on a shared component.
 */
export function resiliencyResource(plan: DaprPlan, service: Service): DaprResource | undefined {
  const policies = { timeouts: {}, retries: {}, circuitBreakers: {} } as Policies;
  const components: { [name: string]: unknown } = {};
  const judge = plan.judges.get(service.name) ?? 'service';
  for (const component of plan.components) {
    const pump = component.policies.get(service.name);
    if (pump === undefined) continue;
    const name = `inbound-${component.name}`;
    policies.timeouts[name] = goDuration(pump.timeout);
    policies.retries[name] = printRetry(pumpRetry(pump.retry, judge));
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
    comment: commentOf({
      inbound: Object.keys(components).length > 0 ? judge : undefined,
      endless: Object.values(policies.retries).some(isEndless),
      calls: Object.keys(apps).length > 0,
    }),
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
  readonly retries: { [name: string]: PrintedRetry };
  readonly circuitBreakers: { [name: string]: unknown };
}

/** Dapr's form of a retry, which counts what comes behind the first attempt. */
interface PrintedRetry {
  readonly policy: RetrySettings['backoff'];
  readonly duration?: string;
  readonly maxInterval?: string;
  readonly maxRetries: number;
}

/** `maxRetries` of what is tried without end. */
const endless = -1;

function printRetry({ attempts, backoff, wait }: RetrySettings): PrintedRetry {
  const maxRetries = Number.isFinite(attempts) ? attempts - 1 : endless;
  return backoff === 'constant'
    ? { policy: 'constant', duration: goDuration(wait), maxRetries }
    : { policy: 'exponential', maxInterval: goDuration(wait), maxRetries };
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

function isEndless({ maxRetries }: PrintedRetry): boolean {
  return maxRetries === endless;
}

function commentOf({
  inbound,
  endless: someEndless,
  calls,
}: {
  readonly inbound: Judge | undefined;
  readonly endless: boolean;
  readonly calls: boolean;
}): string {
  const byJudge = {
    service:
      'Inbound: the sidecar only pumps. The service counts attempts, cuts the time of each, and decides what becomes a ' +
      'dead letter; so there are two retries more than attempts, and no circuit breaker, which would dead-letter at once.',
    sidecar:
      'Inbound: eda generates no code of the service, so the sidecar counts its attempts. There is no circuit breaker, ' +
      'which would dead-letter at once.',
  };
  const outbound =
    'Calls: the outer bounds. The service retries each operation itself, since it knows which may be repeated.';
  const deadLetters =
    'Dead letters are tried until the service has stored them: what is given up of them, the broker forgets.';
  return [
    ...(inbound === undefined ? [] : [byJudge[inbound]]),
    ...(someEndless ? [deadLetters] : []),
    ...(calls ? [outbound] : []),
  ].join('\n');
}
