import type { Logger, ServiceDefinition, ServiceWiring } from './contract.ts';
import type { Database } from './database.ts';
import type { Metrics } from './metrics.ts';
import type { RecentMap } from './recent-map.ts';
import type { Semaphore } from './semaphore.ts';
import type { Sidecar } from './sidecar.ts';

/** What the parts of a running service share. */
export interface ServiceRuntime {
  readonly definition: ServiceDefinition;
  readonly wiring: ServiceWiring;
  /** undefined with `database: none`. */
  readonly database: Database | undefined;
  readonly sidecar: Sidecar;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Clients of the called services, by service and operation. */
  readonly calls: unknown;
  /** Of this process: tells replicas apart. */
  readonly instance: string;
  /** false before the migrations are applied, and while the service stops: events are to come again later. */
  readonly takesEvents: () => boolean;
  /** Aborted when the time to finish what is in work is over. */
  readonly aborted: AbortSignal;
  /** By consumer: its `concurrency`. */
  readonly places: (consumer: string, size: number) => Semaphore;
  /** Handlers at once, so that the pool has connections left for what settles them. */
  readonly handlers: Semaphore;
  /** Told of the last position that a commit stored: projections of the store look there. */
  readonly appended: (position: number) => void;
  /** Failures of events while the database can't count them, and always with `database: none`. */
  readonly failures: RecentMap<number>;
  /** Handled ids with `database: none`. */
  readonly handled: RecentMap<true>;
}
