import { compileTrip } from '../dev/sidecar/compile-cel.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { meant } from './fixes.ts';
import { type Fields, fieldsOf, type Report, type Resource, textOf, type World } from './resource.ts';

const policyKinds = { timeout: 'timeouts', retry: 'retries', circuitBreaker: 'circuitBreakers' } as const;

type PolicyKind = keyof typeof policyKinds;

/** Names that daprd uses without a target: its defaults, and policies of its own that may be set. */
const usedByDapr = /^(Default[A-Za-z]*Policy|DaprBuiltIn[A-Za-z]+)$/;

/** Finds policies that are not there or not used, targets that are not there, and times that are none. */
export function checkResiliency(
  resource: Resource,
  { resources, apps, isPartial }: World,
  report: Report,
): void {
  const spec = fieldsOf(resource.value.spec);
  const policies = fieldsOf(spec.policies);
  const targets = fieldsOf(spec.targets);
  checkPolicies(resource, policies, report);
  const used = new Set<string>();
  const check = (names: unknown, path: Path): void =>
    checkNames(resource, policies, names, path, used, report);
  for (const [app, names] of Object.entries(fieldsOf(targets.apps))) {
    const path = ['spec', 'targets', 'apps', app];
    check(names, path);
    if (apps !== undefined && !apps.has(app)) {
      report(
        'dapr-reference',
        'warning',
        resource.at(path, 'key'),
        `no app is called ${app}${didYouMean(app, apps)}`,
        undefined,
        meant(resource, path, suggest(app, apps), 'key'),
      );
    }
  }
  const components = resources.filter(({ kind }) => kind === 'Component').map(({ name }) => name);
  for (const [name, directions] of Object.entries(fieldsOf(targets.components))) {
    const path = ['spec', 'targets', 'components', name];
    // What stands a level too high is told by its key, not as a policy that nobody uses as well.
    check(directions, path);
    for (const direction of ['inbound', 'outbound'])
      check(fieldsOf(directions)[direction], [...path, direction]);
    if (!isPartial && components.length > 0 && !components.includes(name)) {
      report(
        'dapr-reference',
        'error',
        resource.at(path, 'key'),
        `there is no component ${name}${didYouMean(name, components)}`,
        'its policies hold for nothing',
        meant(resource, path, suggest(name, components), 'key'),
      );
    }
  }
  for (const [actor, names] of Object.entries(fieldsOf(targets.actors))) {
    const path = ['spec', 'targets', 'actors', actor];
    check(names, path);
    const { circuitBreaker, circuitBreakerScope } = fieldsOf(names);
    if (circuitBreaker !== undefined && circuitBreakerScope === undefined)
      report(
        'dapr-missing-key',
        'error',
        resource.at(path, 'key'),
        'a circuit breaker of actors needs circuitBreakerScope: type, id or both',
      );
  }
  if (spec.targets === undefined) return;
  for (const plural of Object.values(policyKinds)) {
    for (const name of Object.keys(fieldsOf(policies[plural]))) {
      if (used.has(`${plural} ${name}`) || usedByDapr.test(name)) continue;
      report(
        'dapr-unused',
        'info',
        resource.at(['spec', 'policies', plural, name], 'key'),
        `no target uses ${name}`,
      );
    }
  }
}

function checkNames(
  resource: Resource,
  policies: Fields,
  names: unknown,
  path: Path,
  used: Set<string>,
  report: Report,
): void {
  for (const [kind, plural] of Object.entries(policyKinds) as [PolicyKind, string][]) {
    const name = textOf(fieldsOf(names)[kind]);
    if (name === undefined || name === '') continue;
    used.add(`${plural} ${name}`);
    const defined = Object.keys(fieldsOf(policies[plural]));
    if (defined.includes(name)) continue;
    report(
      'dapr-reference',
      'error',
      resource.at([...path, kind]),
      `there is no policy ${name} under ${plural}${didYouMean(name, defined)}`,
      'daprd goes on without it, and says nothing',
      meant(resource, [...path, kind], suggest(name, defined)),
    );
  }
}

const goDuration = /^(0|-?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+)$/;

function checkPolicies(resource: Resource, policies: Fields, report: Report): void {
  const checkTime = (value: unknown, path: Path): void => {
    if (typeof value !== 'string' || goDuration.test(value)) return;
    report(
      'dapr-type',
      'error',
      resource.at(path),
      `'${value}' is no time such as 30s`,
      'daprd passes over the policy',
    );
  };
  const base = ['spec', 'policies'];
  for (const [name, value] of Object.entries(fieldsOf(policies.timeouts)))
    checkTime(value, [...base, 'timeouts', name]);
  for (const [name, value] of Object.entries(fieldsOf(policies.retries))) {
    const retry = fieldsOf(value);
    const path = [...base, 'retries', name];
    checkTime(retry.duration, [...path, 'duration']);
    checkTime(retry.maxInterval, [...path, 'maxInterval']);
    const kind = textOf(retry.policy);
    if (kind !== undefined && !['constant', 'exponential'].includes(kind.toLowerCase()))
      report(
        'dapr-type',
        'error',
        resource.at([...path, 'policy']),
        `policy is '${kind}'; it may be constant, exponential`,
      );
    const stray = kind === 'exponential' ? 'duration' : 'maxInterval';
    if (kind !== undefined && retry[stray] !== undefined)
      report(
        'dapr-resiliency',
        'warning',
        resource.at([...path, stray], 'key'),
        `${stray} has no effect on a retry whose policy is ${kind}`,
      );
  }
  for (const [name, value] of Object.entries(fieldsOf(policies.circuitBreakers))) {
    const breaker = fieldsOf(value);
    const path = [...base, 'circuitBreakers', name];
    checkTime(breaker.interval, [...path, 'interval']);
    checkTime(breaker.timeout, [...path, 'timeout']);
    const trip = textOf(breaker.trip);
    if (trip === undefined || trip.trim() === '') continue;
    const compiled = compileTrip(trip);
    if ('error' in compiled)
      report(
        'dapr-cel',
        'error',
        resource.at([...path, 'trip']),
        `trip is no CEL over the counts: ${compiled.error}`,
      );
  }
}
