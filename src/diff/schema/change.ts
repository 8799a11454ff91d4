import type { Place } from '../../diagnostics/diagnostic.ts';
import type { DataPath } from '../../model/architecture.ts';
import type { SchemaChangeKind } from './kinds.ts';
import type { Verdicts } from './verdict.ts';

/** One difference between two schemas of the same data. */
export interface SchemaChange {
  readonly kind: SchemaChangeKind;
  /** Where in the data, from its root: `['lines', '*', 'sku']`; empty: the data itself. */
  readonly path: DataPath;
  /** Where it stands in the old schema; of what is new, where it would stand. */
  readonly before: Place;
  /** Where it stands in the new schema; of what is gone, where it stood. */
  readonly after: Place;
  /** What stood there, as a short text; absent where nothing did. */
  readonly old?: string;
  readonly new?: string;
  /** With the path: `dueAt: type string → integer`. One line, no full stop. */
  readonly message: string;
  /** As sets of values: what the schemas accept and refuse. */
  readonly strict: Verdicts;
  /** As readers do that pass over what they don't know. */
  readonly tolerant: Verdicts;
  /** As between writers that write what they declare and no more, and readers that pass over the rest. */
  readonly 'closed-producer': Verdicts;
}

/** How the data is used, as far as verdicts depend on it. */
export interface ComparisonOptions {
  /**
   * What the data is: of an event, a narrower schema hurts only who reads old data again; of a command, everybody
   * who still sends the old shape. Default: event.
   */
  readonly role?: 'event' | 'command';
  /** Readers fill in the `default` of a missing property, so that it may be required. Default: they don't. */
  readonly applyDefaults?: boolean;
}
