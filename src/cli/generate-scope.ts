import { plural } from '../diagnostics/format/located.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture, Service } from '../model/architecture.ts';
import { serviceRoot } from '../model/service-folders.ts';
import type { Lock } from '../write/lock.ts';

/** Which part of the tree a run is about. */
export interface Scope {
  readonly title: string;
  /** Whether a path belongs to it. */
  covers(path: string): boolean;
  /** Generators that write what belongs to services; absent: all of them. */
  readonly generators?: readonly string[];
  /** Services whose code the project holds; absent: all of them. */
  readonly services?: ReadonlySet<string>;
  recordsOf(before: Lock['records'], after: Lock['records']): Lock['records'];
}

type FoundScope = Scope | { readonly message: string };

/** What of a service lies in its folder: its code, and its migrations. */
const ofServices = ['typescript', 'python', 'postgres'];

/**
 * The whole tree, or what belongs to one service.
 * @param pinned of a design that is kept elsewhere: the services whose code lies here; empty: all
 */
export function scopeOf(
  service: string | undefined,
  architecture: Architecture,
  pinned: readonly string[] = [],
): FoundScope {
  const faulty = pinned.map((name) => findOwn(name, architecture)).find((found) => 'message' in found);
  if (faulty !== undefined && 'message' in faulty)
    return { message: `eda.config.yaml says whose code lies here, and ${faulty.message}` };
  if (service !== undefined) {
    const found = findOwn(service, architecture);
    if ('message' in found) return found;
    if (pinned.length > 0 && !pinned.includes(service))
      return {
        message: `the code of ${service} does not lie here: eda.config.yaml names ${pinned.join(', ')}`,
      };
    return scopeOfService(found, architecture);
  }
  if (pinned.length > 0) return scopeOfPinned(pinned);
  const environments = Object.keys(architecture.environments).length;
  const services = Object.keys(architecture.services).length;
  return {
    title: `${plural(services, 'service')}, ${plural(environments, 'environment')}`,
    covers: () => true,
    recordsOf: (_before, after) => after,
  };
}

function findOwn(name: string, { services }: Architecture): Service | { readonly message: string } {
  const own = Object.values(services).filter(({ external }) => !external);
  const found = own.find((service) => service.name === name);
  if (found !== undefined) return found;
  return {
    message: Object.hasOwn(services, name)
      ? `${name} is external: nothing is generated for it`
      : `the design has no service ${name}${didYouMean(
          name,
          own.map((service) => service.name),
        )}`,
  };
}

/** A repository of some services: no file is anybody else's, and nothing else of the system belongs here. */
function scopeOfPinned(services: readonly string[]): Scope {
  return {
    title: services.join(', '),
    covers: () => true,
    generators: ofServices,
    services: new Set(services),
    recordsOf: (_before, after) => after,
  };
}

function scopeOfService(service: Service, { services }: Architecture): Scope {
  const root = serviceRoot(service);
  // Where a service lies in the project's own folder, others may lie below.
  const others = Object.values(services)
    .map(serviceRoot)
    .filter((other) => other !== root);
  return {
    title: service.name,
    covers: (path) =>
      root === '.' ? !others.some((other) => path.startsWith(`${other}/`)) : path.startsWith(`${root}/`),
    generators: ofServices,
    // Generators record by service: what is noted of a file that this run doesn't write would be a lie.
    recordsOf: (before, after) =>
      Object.fromEntries(
        Object.entries(after).map(([generator, records]) => {
          const recorded = { ...before[generator] };
          return [
            generator,
            Object.hasOwn(records, service.name)
              ? { ...recorded, [service.name]: records[service.name] }
              : recorded,
          ];
        }),
      ),
  };
}
