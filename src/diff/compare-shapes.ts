import type { Place } from '../diagnostics/diagnostic.ts';
import type { DataPath } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import type { Bump, Harm, Witness } from './change.ts';
import type { CompareContext, Side } from './compare-context.ts';

/** A schema of one of the designs, and where it stands. */
export interface Shape {
  readonly schema: Schema;
  readonly at: Place;
}

/** What differs between two schemas, in the words of a change. */
export interface ShapeChange {
  readonly what: string;
  readonly path: DataPath;
  readonly old: Place;
  readonly new: Place;
  readonly consumers: Harm;
  readonly producers: Harm;
  readonly bump: Bump;
  readonly documentation: boolean;
  readonly data: true;
  readonly why?: string;
  readonly safePath?: string;
  readonly witness?: Witness;
}

export type DataRole = 'event' | 'command';

export function compareShapes(
  _context: CompareContext,
  _old: Shape,
  _now: Shape,
  _role: DataRole,
  _oldSide?: Side,
): ShapeChange[] {
  return [];
}
