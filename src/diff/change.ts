import type { Place } from '../diagnostics/diagnostic.ts';
import type { DataPath } from '../model/architecture.ts';
import type { ChangeKind } from './change-kinds.ts';
import type { Bump, Harm } from './harm.ts';
import type { SchemaChangeKind } from './schema/kinds.ts';
import type { Subject } from './subject.ts';

/**
 * `breaking`: it breaks a promise of the old design; `risky`: it may, or breaks what was not promised to anybody in
 * particular; `compatible`: everybody goes on; `documentation`: only people notice.
 */
export type Verdict = 'breaking' | 'risky' | 'compatible' | 'documentation';

/** Data that the two designs disagree about. */
export interface Witness {
  readonly data: unknown;
  /** `accepted`: valid now and was not before; `refused`: was valid and is not any more. */
  readonly now: 'accepted' | 'refused';
}

/** Why a service minds a change. */
export type AffectedRole = 'subscriber' | 'publisher' | 'caller' | 'server';

export interface AffectedService {
  readonly service: string;
  readonly owner?: string;
  readonly role: AffectedRole;
  readonly external: boolean;
  /** Where it says that it has to do with the thing. */
  readonly at: Place;
  /** Whether it reads the field that changed; `unknown` where neither `uses` nor its code says so. */
  readonly reads: 'yes' | 'no' | 'unknown';
  /** Lines of its handler that read the field. */
  readonly lines?: readonly CodeLine[];
}

export interface CodeLine {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
}

/** One difference between two designs, judged. */
export interface Change {
  readonly kind: ChangeKind;
  /** What of the data or shape changed: `type-changed`. */
  readonly detail?: SchemaChangeKind;
  readonly subject: Subject;
  /** One line, without the subject: `dueAt: type string → integer`. */
  readonly what: string;
  readonly verdict: Verdict;
  /** Promised directions that it breaks. */
  readonly broken: readonly Promised[];
  /** What it does to those who read what is written from now on, … */
  readonly consumers: Harm;
  /** … and to those who go on writing, or to what was written before. */
  readonly producers: Harm;
  /** In the old design; absent where the thing is new. */
  readonly old?: Place;
  /** In the new design; absent where the thing is gone. */
  readonly new?: Place;
  /** Into the data, where it is about a field. */
  readonly path?: DataPath;
  /** Why it does that, one sentence without a full stop. */
  readonly why?: string;
  readonly affected: readonly AffectedService[];
  /** What to do instead. */
  readonly safePath?: string;
  readonly witness?: Witness;
  readonly bump: Bump;
  /** The version it was compared with, where that is not the last one. */
  readonly against?: string;
  /** 12 hexadecimal digits: the same for the same change, whatever the files look like. */
  readonly fingerprint: string;
}

export type Promised = 'forward' | 'backward';

/** A version that has to go up, and by how much it did. */
export interface VersionDemand {
  readonly subject: Subject;
  readonly old: string;
  readonly new: string;
  readonly needs: Bump;
  /** `lowered`: the new version is below the old one. */
  readonly given: Bump | 'lowered';
  readonly enough: boolean;
  /** A version that would do. */
  readonly suggestion: string;
  readonly at: Place;
}
