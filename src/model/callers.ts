import type { Architecture, Operation, Service } from './architecture.ts';

/** Who calls an operation. */
export interface Callers {
  /** Names of our services that do, in the order of the design. */
  readonly services: readonly string[];
  /** It is for those outside the system: no service of ours calls it, or an external one does. */
  readonly fromOutside: boolean;
}

/** Who calls an operation that a service serves, by the `calls` of the design. */
export function callersOf(
  architecture: Architecture,
  service: Pick<Service, 'name'>,
  operation: Pick<Operation, 'name'>,
): Callers {
  let known = memory.get(architecture);
  if (known === undefined) {
    known = findCallers(architecture);
    memory.set(architecture, known);
  }
  return known.get(keyOf(service.name, operation.name)) ?? nobody;
}

const nobody: Callers = { services: [], fromOutside: true };
const memory = new WeakMap<Architecture, ReadonlyMap<string, Callers>>();

function findCallers({ services }: Architecture): ReadonlyMap<string, Callers> {
  const found = new Map<string, { readonly services: string[]; external: boolean }>();
  for (const caller of Object.values(services)) {
    for (const { service, operation } of caller.calls) {
      const key = keyOf(service, operation);
      const callers = found.get(key) ?? { services: [], external: false };
      found.set(key, callers);
      if (caller.external) callers.external = true;
      else callers.services.push(caller.name);
    }
  }
  return new Map(
    [...found].map(([key, { services: names, external }]) => [
      key,
      { services: names, fromOutside: external || names.length === 0 },
    ]),
  );
}

function keyOf(service: string, operation: string): string {
  return `${service}\0${operation}`;
}
