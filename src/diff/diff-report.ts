import type { Acceptance, AcceptedChange } from './accepted-changes.ts';
import { mindingOf } from './affected-services.ts';
import type { Change, VersionDemand } from './change.ts';
import type { Bump } from './harm.ts';

/** What a comparison has to say: the same for every format. */
export interface DiffReport {
  /** What people call the two sides: `main`, `release 1.2.0`. */
  readonly oldName: string;
  readonly newName: string;
  /** Sides with errors, which hide parts of them from the comparison. */
  readonly faulty: readonly FaultySide[];
  /** False: what errors hide may break somebody, so there is no verdict. */
  readonly isJudged: boolean;
  readonly changes: readonly JudgedChange[];
  readonly versions: readonly VersionDemand[];
  readonly expired: readonly AcceptedChange[];
  readonly unused: readonly AcceptedChange[];
  readonly counts: ChangeCounts;
  /** What the version of the design has to go up by. */
  readonly bump: Bump;
}

export interface FaultySide {
  readonly design: 'old' | 'new';
  /** How many errors it has. */
  readonly errors: number;
}

export interface JudgedChange {
  readonly change: Change;
  /** Why it does not count. */
  readonly accepted?: AcceptedChange;
}

export interface ChangeCounts {
  readonly breaking: number;
  readonly risky: number;
  readonly compatible: number;
  readonly documentation: number;
  readonly accepted: number;
  /** Services that a breaking change reaches, but those that are known not to mind. */
  readonly services: number;
  /** Events with a breaking change. */
  readonly events: number;
}

/** Puts changes, acceptances and versions together: text, reports and exit code all follow from this one value. */
export function makeDiffReport(input: {
  readonly oldName: string;
  readonly newName: string;
  readonly faulty: readonly FaultySide[];
  /** Whether what can be compared is judged where a side has errors. */
  readonly allowErrors: boolean;
  readonly changes: readonly Change[];
  readonly versions: readonly VersionDemand[];
  readonly acceptance: Acceptance;
}): DiffReport {
  const { oldName, newName, faulty, versions, acceptance } = input;
  const changes = input.changes.map((change): JudgedChange => {
    const accepted = hurts(change) ? acceptance.entryOf(change) : undefined;
    return accepted === undefined ? { change } : { change, accepted };
  });
  const open = changes.filter(({ accepted }) => accepted === undefined).map(({ change }) => change);
  const number = (verdict: Change['verdict']): number =>
    open.filter((change) => change.verdict === verdict).length;
  const breaking = open.filter(({ verdict }) => verdict === 'breaking');
  const minding = breaking.flatMap(mindingOf);
  const events = breaking.filter(({ subject }) => subject.kind === 'event');
  return {
    oldName,
    newName,
    faulty,
    isJudged: faulty.length === 0 || input.allowErrors,
    changes,
    versions,
    expired: acceptance.expired,
    unused: acceptance.unused,
    counts: {
      breaking: breaking.length,
      risky: number('risky'),
      compatible: number('compatible'),
      documentation: number('documentation'),
      accepted: changes.length - open.length,
      services: new Set(minding.map(({ service }) => service)).size,
      events: new Set(events.map(({ subject }) => subject.name)).size,
    },
    bump: versions.find(({ subject }) => subject.kind === 'system')?.needs ?? 'none',
  };
}

/** Whether a change is one that can be accepted. */
function hurts({ verdict }: Change): boolean {
  return verdict === 'breaking' || verdict === 'risky';
}

/**
 * Whether a version is worth a line of its own: a major version of an event is an event of its own, which the breaking
 * change says already.
 */
export function isTooSmall({ subject, enough, needs, given }: VersionDemand): boolean {
  return subject.kind === 'event' && !enough && (needs !== 'major' || given === 'lowered');
}
