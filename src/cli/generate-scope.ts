import { plural } from '../diagnostics/format/located.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture } from '../model/architecture.ts';
import { serviceRoot } from '../model/service-folders.ts';
import type { Lock } from '../write/lock.ts';

/** Which part of the tree a run is about. */
export interface Scope {
  /** What its paths begin with. */
  readonly below: string;
  readonly title: string;
  recordsOf(before: Lock['records'], after: Lock['records']): Lock['records'];
}

/** The whole tree, or what belongs to one service. */
export function scopeOf(
  service: string | undefined,
  architecture: Architecture,
): Scope | { readonly message: string } {
  const services = Object.values(architecture.services);
  if (service === undefined) {
    const environments = Object.keys(architecture.environments).length;
    return {
      below: '',
      title: `${plural(services.length, 'service')}, ${plural(environments, 'environment')}`,
      recordsOf: (_before, after) => after,
    };
  }
  const own = services.filter(({ external }) => !external);
  const found = own.find(({ name }) => name === service);
  if (found === undefined) {
    const external = services.some(({ name }) => name === service);
    return {
      message: external
        ? `${service} is external: nothing is generated for it`
        : `the design has no service ${service}${didYouMean(
            service,
            own.map(({ name }) => name),
          )}`,
    };
  }
  return {
    below: `${serviceRoot(found)}/`,
    title: service,
    // Generators record by service: what is noted of a file that this run doesn't write would be a lie.
    recordsOf: (before, after) =>
      Object.fromEntries(
        Object.entries(after).map(([generator, records]) => {
          const recorded = { ...before[generator] };
          return [
            generator,
            Object.hasOwn(records, service) ? { ...recorded, [service]: records[service] } : recorded,
          ];
        }),
      ),
  };
}
