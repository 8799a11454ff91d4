import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { isEqual } from '../model/json-value.ts';
import type { Resolved } from '../model/settings.ts';
import type { CompareContext } from './compare-context.ts';

/** A setting that holds otherwise than before, in some environments. */
export interface SettingDifference {
  readonly leaf: string;
  readonly old: unknown;
  readonly now: unknown;
  /** ` in production`; empty where it is so in all of them. */
  readonly where: string;
  /** What decided it; absent: built-in. */
  readonly oldAt?: Place;
  readonly newAt?: Place;
}

/** Compares the settings of one thing, leaf by leaf; environments that agree stand together. */
export function compareSettings<T extends object>(
  { old, new: now }: CompareContext,
  resolve: (architecture: Architecture, environment: string) => Resolved<T>,
): SettingDifference[] {
  const shared = Object.keys(old.architecture.environments).filter(
    (name) => now.architecture.environments[name] !== undefined,
  );
  const found = new Map<string, { difference: Omit<SettingDifference, 'where'>; environments: string[] }>();
  for (const environment of shared) {
    const before = resolve(old.architecture, environment);
    const after = resolve(now.architecture, environment);
    const left = leavesOf(before.values);
    const right = leavesOf(after.values);
    for (const leaf of new Set([...left.keys(), ...right.keys()])) {
      const [a, b] = [left.get(leaf), right.get(leaf)];
      if (isEqual(a, b)) continue;
      const key = `${leaf}\0${JSON.stringify(a)}\0${JSON.stringify(b)}`;
      const known = found.get(key);
      if (known !== undefined) known.environments.push(environment);
      else {
        const [oldAt, newAt] = [before.decidedBy[leaf], after.decidedBy[leaf]];
        found.set(key, {
          environments: [environment],
          difference: {
            leaf,
            old: a,
            now: b,
            ...(typeof oldAt === 'object' ? { oldAt } : {}),
            ...(typeof newAt === 'object' ? { newAt } : {}),
          },
        });
      }
    }
  }
  return [...found.values()].map(({ difference, environments }) => ({
    ...difference,
    where: environments.length === shared.length ? '' : ` in ${environments.join(', ')}`,
  }));
}

/** `retry.attempts` → 5 */
function leavesOf(values: object): Map<string, unknown> {
  return new Map(
    Object.entries(values).flatMap(([key, value]): [string, unknown][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([leaf, inner]) => [`${key}.${leaf}`, inner])
        : [[key, value]],
    ),
  );
}

/** Whether all that is said for many things at once is the same: then only what a thing says of itself can differ. */
export function sameDefaults(old: Architecture, now: Architecture): boolean {
  const layers = ({ system, defaults, domains, environments }: Architecture): unknown => ({
    system: system.name,
    defaults: defaults.values,
    domains: Object.fromEntries(
      Object.values(domains).map((domain) => [domain.name, domain.defaults.values]),
    ),
    environments: Object.fromEntries(
      Object.values(environments).map((environment) => [
        environment.name,
        [environment.defaults.values, Object.keys(environment.brokers)],
      ]),
    ),
  });
  return isEqual(layers(old), layers(now));
}
