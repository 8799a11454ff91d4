import type { CallOperation } from './client.ts';
import type { Logger, ServiceDefinition, ServiceWiring } from './contract.ts';
import type { Database } from './database.ts';
import { createMetrics } from './metrics.ts';
import { createRecentMap } from './recent-map.ts';
import { createSemaphore } from './semaphore.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { Sidecar } from './sidecar.ts';

/** What left the service without an outbox. */
export interface SentEvent {
  readonly topic: string;
  readonly key: string | null;
  readonly body: string;
}

/** A running service without a server, a relay and a sidecar. */
export function createTestRuntime(
  definition: ServiceDefinition,
  wiring: ServiceWiring,
  parts: {
    readonly database: Database | undefined;
    readonly logger: Logger;
    /** Takes what is published without an outbox; default: nobody. */
    readonly sent?: SentEvent[];
    /** Stand in for other services; a call without one fails. */
    readonly calls?: object | undefined;
  },
): ServiceRuntime {
  const sidecar: Sidecar = {
    async publish({ topic }, body, metadata) {
      parts.sent?.push({ topic, key: metadata.partitionKey ?? null, body });
    },
    publishBulk: () => Promise.reject(new Error('A test has no broker')),
    invoke: () => Promise.reject(new Error('A test has no sidecar')),
    isReady: async () => true,
  };
  return {
    definition,
    wiring,
    database: parts.database,
    sidecar,
    logger: parts.logger,
    metrics: createMetrics(),
    calls: createTestCalls(definition, parts.calls ?? {}),
    instance: 'test',
    takesEvents: () => true,
    aborted: new AbortController().signal,
    places: (_consumer, size) => createSemaphore(size),
    handlers: createSemaphore(8),
    appended: () => {},
    failures: createRecentMap(1000),
    handled: createRecentMap(1000),
  };
}

function createTestCalls(definition: ServiceDefinition, given: object): object {
  const doubles = given as Readonly<Record<string, Readonly<Record<string, CallOperation>> | undefined>>;
  return Object.fromEntries(
    Object.entries(definition.calls).map(([service, operations]) => [
      service,
      Object.fromEntries(
        Object.keys(operations).map((name) => [
          name,
          doubles[service]?.[name] ??
            (() =>
              Promise.reject(
                new Error(
                  `${service}.${name} is called, and the test gave no answer: createTestKit({ calls })`,
                ),
              )),
        ]),
      ),
    ]),
  );
}
