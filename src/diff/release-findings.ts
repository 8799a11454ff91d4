import type { Fix, Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { type AcceptedChange, matchAccepted } from './accepted-changes.ts';
import type { VersionDemand } from './change.ts';
import { compareArchitectures } from './compare-architectures.ts';
import { changeToFinding, demandToFinding } from './diff-findings.ts';
import { isTooSmall } from './diff-report.ts';
import { demandVersions } from './version-demands.ts';

/** What rules say about a design and the last release of it. */
export interface ReleaseFinding {
  readonly message: string;
  readonly help?: string;
  readonly at: Place;
  readonly fix?: Fix;
}

export interface ReleaseFindings {
  /** Changes that break what was released, and that nobody accepted. */
  readonly breaking: readonly ReleaseFinding[];
  /** Versions of events that are too small for what changed. */
  readonly versions: readonly ReleaseFinding[];
}

/** Compares a design with its last release, for `eda validate`. `root`: the root file of the design. */
export function findSinceRelease(
  released: Architecture,
  now: Architecture,
  {
    accepted,
    today,
    root,
    history = [],
  }: {
    readonly accepted: readonly AcceptedChange[];
    readonly today: string;
    readonly root: string;
    readonly history?: readonly Architecture[];
  },
): ReleaseFindings {
  const changes = compareArchitectures(released, now, { policy: 'tolerant', today, history });
  const acceptance = matchAccepted(changes, accepted, today);
  const isAccepted = (change: (typeof changes)[number]): boolean => acceptance.entryOf(change) !== undefined;
  return {
    breaking: changes
      .filter((change) => change.verdict === 'breaking' && !isAccepted(change))
      .map((change) => withoutSeverity(changeToFinding(change, root))),
    versions: demandVersions(released, now, changes, isAccepted)
      .filter(isTooSmall)
      .map((demand) => ({ ...withoutSeverity(demandToFinding(demand)), ...fixOf(demand, now) })),
  };
}

function withoutSeverity({ message, help, at }: ReleaseFinding): ReleaseFinding {
  return { message, ...(help === undefined ? {} : { help }), at };
}

/** A version that somebody wrote can be written anew; one that goes without saying has no place in the text. */
function fixOf(
  { subject, new: now, suggestion, at }: VersionDemand,
  { events }: Architecture,
): Pick<ReleaseFinding, 'fix'> {
  const event = events[subject.name];
  if (event === undefined || now === `${event.major}.0.0`) return {};
  return { fix: { safe: false, title: `raise it to ${suggestion}`, edits: [{ at, text: suggestion }] } };
}
