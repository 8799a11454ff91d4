import type { Architecture, Service } from '../../model/architecture.ts';
import { callersOf } from '../../model/callers.ts';
import { resolveService } from '../../model/settings.ts';

/** A service that runs in an environment: what its manifests follow from. */
export interface Workload {
  readonly service: Service;
  readonly language: 'typescript' | 'python';
  readonly replicas: number;
  readonly hasDatabase: boolean;
  /** Services that call it, by name. */
  readonly callers: readonly string[];
  /** Services of ours that it calls, by name. */
  readonly callees: readonly string[];
  /** URLs of the external services that it calls. */
  readonly externalUrls: readonly string[];
  /** Somebody outside the system asks it something: an operation, or a projection. */
  readonly fromOutside: boolean;
}

/** Services with code of ours, in the order of the design. */
export function workloadsOf(architecture: Architecture, environment: string): Workload[] {
  return Object.values(architecture.services).flatMap((service) => {
    const { language, database, replicas } = resolveService(architecture, service, environment).values;
    if (service.external || language === 'none') return [];
    const callers = Object.values(service.operations).map((one) => callersOf(architecture, service, one));
    const called = [...new Set(service.calls.map((call) => call.service))].flatMap(
      (name) => architecture.services[name] ?? [],
    );
    return [
      {
        ...{ service, language, replicas, hasDatabase: database === 'postgres' },
        callers: [...new Set(callers.flatMap(({ services }) => services))],
        callees: called.filter(({ external }) => !external).map(({ name }) => name),
        externalUrls: called
          .filter(({ external }) => external)
          .flatMap((callee) => callee.in[environment]?.url ?? callee.url ?? []),
        fromOutside:
          callers.some(({ fromOutside }) => fromOutside) ||
          Object.values(architecture.projections).some((projection) => projection.service === service.name),
      },
    ];
  });
}

/** Port of the service inside of its pod or container; that of its Dockerfile. */
export const appPort = 3000;

/** Who the image runs as, by number: Kubernetes can't tell by a name that it is not root. */
export function userOf({ language }: Workload): number {
  return language === 'python' ? 10_001 : 1000;
}
