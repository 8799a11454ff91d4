import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Postgres } from './postgres.ts';
import type { RunnerEvent } from './service-runner.ts';
import type { SidecarEvent, SidecarLog } from './sidecar/sidecar-event.ts';
import type { ServiceState } from './supervisor.ts';

/** A service of a running system. */
export interface RunningService {
  readonly name: string;
  /** Where it answers; undefined where the template gives it no port. */
  readonly url?: string;
  readonly appPort?: number;
  readonly daprPort: number;
  /** Absent where the service has no database. */
  readonly databaseUrl?: string;
  state(): ServiceState;
  pid(): number | undefined;
}

/** What happens in a system, for the screen and for tests. */
export type SystemEvent =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'warning'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'ports-moved'; readonly offset: number }
  | { readonly kind: 'sidecars'; readonly program: string; readonly ports: readonly number[] }
  | { readonly kind: 'postgres'; readonly postgres: Postgres; readonly databases: number }
  /** A file that is read only when a system starts has changed. */
  | { readonly kind: 'outdated'; readonly file: string }
  /** What is about to be started. */
  | { readonly kind: 'services'; readonly services: readonly RunningService[] }
  | { readonly kind: 'sidecar-log'; readonly entry: SidecarLog }
  /** What happened to an event at a sidecar. */
  | { readonly kind: 'message'; readonly message: SidecarEvent }
  | { readonly kind: 'service'; readonly name: string; readonly event: RunnerEvent };
