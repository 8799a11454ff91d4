import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture, ById, DataPath, Direction } from '../model/architecture.ts';
import type { FindMessage } from '../model/document-messages.ts';
import type { ArchitectureIndex } from '../model/query.ts';
import type { Schema } from '../model/schema.ts';
import type { AffectedService, Witness } from './change.ts';
import type { ChangeKind } from './change-kinds.ts';
import type { Bump, Harm } from './harm.ts';
import type { SchemaComparison } from './schema/compare-schemas.ts';
import type { SchemaChangeKind } from './schema/kinds.ts';
import type { Subject } from './subject.ts';

/** One of the two designs, with its indexes. */
export interface Side {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  readonly messageOf: FindMessage;
}

/** What every part of the comparison works with. */
export interface CompareContext {
  readonly old: Side;
  readonly new: Side;
  readonly policy: DataPolicy;
  /** ISO date of the run, for sunsets. */
  readonly today: string;
  /** Data is held to every version that there was. */
  readonly transitive: boolean;
  /** Designs that were released before the old one, newest first. */
  readonly history: readonly Side[];
  readonly comparers: ShapeComparers;
  report(draft: ChangeDraft): void;
}

/** A schema of one of the designs, and where it stands. */
export interface Shape {
  readonly schema: Schema;
  readonly at: Place;
}

/** Data of an event hurts who reads it; data of a command or a request those who still send the old shape. */
export type DataRole = 'event' | 'command';

/** Comparers of a run, few of them: what schemas share is looked at once. */
export type ShapeComparers = {
  readonly role: DataRole;
  readonly old: Side;
  readonly new: Side;
  readonly comparison: SchemaComparison;
}[];

/**
 * How data is compared. `tolerant`: readers pass over fields that they don't know where an object doesn't forbid
 * them; `strict`: as sets of values, which is what schema registries do; `closed-producer`: writers write what they
 * declare and nothing else, and readers pass over all else, whatever an object says of it.
 */
export type DataPolicy = 'tolerant' | 'strict' | 'closed-producer';

/** A difference before it is judged; what is left out comes from the table of kinds. */
export interface ChangeDraft {
  readonly kind: ChangeKind;
  /** What of the data or shape changed. */
  readonly detail?: SchemaChangeKind;
  readonly subject: Subject;
  readonly what: string;
  readonly old?: Place;
  readonly new?: Place;
  readonly path?: DataPath;
  readonly consumers?: Harm;
  readonly producers?: Harm;
  readonly bump?: Bump;
  readonly why?: string;
  readonly safePath?: string;
  readonly witness?: Witness;
  readonly against?: string;
  readonly documentation?: boolean;
  /** Which directions were promised; both where nothing is said. */
  readonly promised?: Direction;
  /** About data: what was not promised does not count. */
  readonly data?: true;
  readonly affected?: readonly AffectedService[];
}

/** Tells of a difference whose subject is known. */
export type ReportOf = (draft: Omit<ChangeDraft, 'subject'>) => void;

/** Members of two maps, side by side. */
export interface Paired<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly (readonly [old: T, now: T])[];
}

/** Puts members of the same name side by side. */
export function pairById<T>(old: ById<T>, now: ById<T>): Paired<T> {
  const added: T[] = [];
  const removed: T[] = [];
  const kept: (readonly [T, T])[] = [];
  for (const name in now) {
    const next = now[name];
    if (next === undefined) continue;
    const before = old[name];
    if (before === undefined) added.push(next);
    else kept.push([before, next]);
  }
  for (const name in old) {
    const before = old[name];
    if (before !== undefined && now[name] === undefined) removed.push(before);
  }
  return { added, removed, kept };
}

/** As `pairById`, over lists. */
export function pairBy<T>(old: readonly T[], now: readonly T[], nameOf: (item: T) => string): Paired<T> {
  const byName = (items: readonly T[]): ById<T> => {
    const map: { [name: string]: T } = Object.create(null);
    for (const item of items) map[nameOf(item)] = item;
    return map;
  };
  return pairById(byName(old), byName(now));
}

/** `old → new`, with a word for nothing. */
export function arrow(old: unknown, now: unknown): string {
  return `${wordFor(old)} → ${wordFor(now)}`;
}

function wordFor(value: unknown): string {
  if (value === undefined || value === '') return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(wordFor).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** A path as the spec writes it: `customer.id`, a dot in a name as `\.`. */
export function showPath(path: DataPath): string {
  return path.map((step) => step.replace(/[.\\]/g, '\\$&')).join('.');
}
