import type { Place } from '../../diagnostics/diagnostic.ts';
import type { NameKind, UnresolvedName } from '../architecture.ts';
import type { Definitions } from './merge.ts';
import type { Json } from './values.ts';

/** Checks names against what is defined. Each returns the name where it leads somewhere, and notes it where not. */
export interface NamesInUse {
  event(name: string, at: Place): string | undefined;
  service(name: string, at: Place): string | undefined;
  domain(name: string, at: Place): string | undefined;
  /** Any text is an owner as long as no team is declared. */
  team(name: string, at: Place): string | undefined;
  environment(name: string, at: Place): string | undefined;
  operation(service: string, operation: string, at: Place): string | undefined;
  readonly unresolved: readonly UnresolvedName[];
}

/** Starts the record of what a design's names lead to. `environments` as written: `local` is always there. */
export function createNames(definitions: Definitions, environments: Json): NamesInUse {
  const unresolved: UnresolvedName[] = [];
  const resolve = (kind: NameKind, known: boolean, name: string, at: Place): string | undefined => {
    if (known) return name;
    unresolved.push({ kind, name, at });
    return undefined;
  };
  return {
    unresolved,
    event: (name, at) => resolve('event', definitions.events.has(name), name, at),
    service: (name, at) => resolve('service', definitions.services.has(name), name, at),
    domain: (name, at) => resolve('domain', definitions.domains.has(name), name, at),
    team: (name, at) =>
      resolve('team', definitions.teams.size === 0 || definitions.teams.has(name), name, at),
    environment: (name, at) =>
      resolve('environment', name === 'local' || Object.hasOwn(environments, name), name, at),
    operation: (service, operation, at) => {
      const serves = definitions.services.get(service)?.value.serves;
      const known = typeof serves === 'object' && serves !== null && Object.hasOwn(serves, operation);
      return resolve('operation', known, `${service}.${operation}`, at);
    },
  };
}
