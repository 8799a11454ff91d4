import type { Acceptance, AcceptedChange } from './accepted-changes.ts';
import type { Bump, Change, VersionDemand } from './change.ts';

/** From which verdict on a change fails the run. */
export type FailOnChange = 'breaking' | 'risky' | 'any' | 'never';

/** What a comparison has to say: the same for every format. */
export interface DiffReport {
  /** What people call the two sides: `main`, `release 1.2.0`. */
  readonly oldName: string;
  readonly newName: string;
  readonly changes: readonly JudgedChange[];
  readonly versions: readonly VersionDemand[];
  readonly expired: readonly AcceptedChange[];
  readonly unused: readonly AcceptedChange[];
  readonly counts: ChangeCounts;
  /** What the design has to go up by. */
  readonly bump: Bump;
  readonly failed: boolean;
}

export interface JudgedChange {
  readonly change: Change;
  /** Why it does not count. */
  readonly accepted?: AcceptedChange;
  readonly counts: boolean;
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
export function makeReport(input: {
  readonly oldName: string;
  readonly newName: string;
  readonly changes: readonly Change[];
  readonly versions: readonly VersionDemand[];
  readonly acceptance: Acceptance;
  readonly failOn: FailOnChange;
}): DiffReport {
  const { acceptance, failOn } = input;
  const changes = input.changes.map((change): JudgedChange => {
    const accepted =
      change.verdict === 'breaking' || change.verdict === 'risky' ? acceptance.entryOf(change) : undefined;
    return {
      change,
      ...(accepted === undefined ? {} : { accepted }),
      counts: accepted === undefined && countsFor(change, failOn),
    };
  });
  const open = changes.filter(({ accepted }) => accepted === undefined).map(({ change }) => change);
  const breaking = open.filter(({ verdict }) => verdict === 'breaking');
  const number = (verdict: Change['verdict']): number =>
    open.filter((change) => change.verdict === verdict).length;
  const tooSmall = input.versions.some(({ subject, enough }) => subject.kind === 'event' && !enough);
  return {
    oldName: input.oldName,
    newName: input.newName,
    changes,
    versions: input.versions,
    expired: acceptance.expired,
    unused: acceptance.unused,
    counts: {
      breaking: breaking.length,
      risky: number('risky'),
      compatible: number('compatible'),
      documentation: number('documentation'),
      accepted: changes.length - open.length,
      services: new Set(
        breaking.flatMap(({ affected }) =>
          affected.filter(({ reads }) => reads !== 'no').map(({ service }) => service),
        ),
      ).size,
      events: new Set(
        breaking.filter(({ subject }) => subject.kind === 'event').map(({ subject }) => subject.name),
      ).size,
    },
    bump: input.versions.find(({ subject }) => subject.kind === 'system')?.needs ?? 'none',
    failed: changes.some(({ counts }) => counts) || (tooSmall && (failOn === 'risky' || failOn === 'any')),
  };
}

function countsFor({ verdict }: Change, failOn: FailOnChange): boolean {
  switch (failOn) {
    case 'breaking':
      return verdict === 'breaking';
    case 'risky':
      return verdict === 'breaking' || verdict === 'risky';
    case 'any':
      return true;
    case 'never':
      return false;
  }
}
