import type { Backoff } from './backoff.ts';
import type { Logger, PublishProbe } from './contract.ts';
import type { RelayRow } from './relay-row.ts';
import type { Sidecar } from './sidecar.ts';

/** What a relay works with, and how patient it is. */
export interface RelayOptions {
  readonly databaseUrl: string;
  readonly sidecar: Pick<Sidecar, 'publishBulk'>;
  readonly logger: Logger;
  /** Moves sent rows to `eda.outbox_sent`, whose partitions must exist. */
  readonly history: boolean;
  /** Dapr components whose word is not enough, and how to ask behind what was published. */
  readonly probes?: Readonly<Record<string, PublishProbe>>;
  /** Failures of its own after which a row is parked. */
  readonly attempts?: number;
  /** Pauses of one key. */
  readonly keyBackoff?: Backoff;
  /** Pauses of a topic that can't be published to. */
  readonly topicBackoff?: Backoff;
  readonly pollMs?: number;
  /** Rows inserted behind the cursors by foreign SQL are found within this time. */
  readonly sweepMs?: number;
  readonly onPublished?: (row: RelayRow) => void;
  readonly onParked?: (row: RelayRow, reason: string) => void;
}
