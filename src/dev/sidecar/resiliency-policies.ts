import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import type { PolicyNames, ResiliencyResource } from './dapr-resource.ts';
import type { Policy } from './run-policy.ts';

export interface ResiliencyPolicies {
  /** For what the sidecar hands to its app from this pub/sub component. */
  inbound(component: string): Policy;
  /** For what the sidecar publishes to this pub/sub component. */
  outbound(component: string): Policy;
  /** For an invocation of an app; breakers are kept for each method. */
  invocation(appId: string, method: string): Policy;
}

const kinds = ['Retry', 'Timeout', 'CircuitBreaker'] as const;

/**
 * Finds policies as daprd does: those of the target's own entry, else the defaults by their reserved names, the
 * nearest first. Later resources win over earlier ones of the same name.
 */
export function createResiliencyPolicies(resources: readonly ResiliencyResource[]): ResiliencyPolicies {
  const merge = <V>(pick: (resource: ResiliencyResource) => ReadonlyMap<string, V>) =>
    new Map(resources.flatMap((resource) => [...pick(resource)]));
  const timeouts = merge((resource) => resource.timeouts);
  const retries = merge((resource) => resource.retries);
  const breakers = merge((resource) => resource.circuitBreakers);
  const apps = merge((resource) => resource.apps);
  const components = merge((resource) => resource.components);
  const instances = new Map<string, CircuitBreaker>();

  const policy = (names: PolicyNames, target: string): Policy => {
    const timeoutMs = names.timeout === undefined ? undefined : timeouts.get(names.timeout);
    const retry = names.retry === undefined ? undefined : retries.get(names.retry);
    const breaker = breakerFor(names.circuitBreaker, target);
    return {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retry === undefined ? {} : { retry }),
      ...(breaker === undefined ? {} : { breaker }),
    };
  };
  const breakerFor = (name: string | undefined, target: string): CircuitBreaker | undefined => {
    const settings = name === undefined ? undefined : breakers.get(name);
    if (settings === undefined) return undefined;
    const key = `${name} ${target}`;
    const known = instances.get(key) ?? createCircuitBreaker(settings);
    instances.set(key, known);
    return known;
  };
  const defaults = (levels: readonly string[]): PolicyNames => {
    const defined = { Retry: retries, Timeout: timeouts, CircuitBreaker: breakers };
    const found: Record<string, string> = {};
    for (const kind of kinds) {
      const name = levels
        .map((level) => `Default${level}${kind}Policy`)
        .find((candidate) => defined[kind].has(candidate));
      if (name !== undefined) found[`${kind[0]?.toLowerCase()}${kind.slice(1)}`] = name;
    }
    return found;
  };
  const component = (name: string, direction: 'inbound' | 'outbound'): Policy => {
    const title = direction === 'inbound' ? 'Inbound' : 'Outbound';
    const entry = components.get(name);
    const names =
      entry === undefined
        ? defaults([`PubsubComponent${title}`, `Component${title}`, 'Component', ''])
        : (entry[direction] ?? {});
    return policy(names, `${direction} ${name}`);
  };
  return {
    inbound: (name) => component(name, 'inbound'),
    outbound: (name) => component(name, 'outbound'),
    invocation: (appId, method) => policy(apps.get(appId) ?? defaults(['App', '']), `app ${appId} ${method}`),
  };
}
