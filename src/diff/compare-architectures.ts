import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { messageFinder } from '../model/document-messages.ts';
import { indexArchitecture } from '../model/query.ts';
import type { Change, Verdict } from './change.ts';
import { compareBehaviour } from './compare-behaviour.ts';
import type { ChangeDraft, CompareContext, DataPolicy, Side } from './compare-context.ts';
import { compareDocuments } from './compare-documents.ts';
import { compareEvents } from './compare-events.ts';
import { compareServices } from './compare-services.ts';
import { compareSurroundings } from './compare-surroundings.ts';
import { compareTopics } from './compare-topics.ts';
import { judgeChange } from './judge-change.ts';
import type { SubjectKind } from './subject.ts';

export interface CompareOptions {
  readonly policy: DataPolicy;
  /** ISO date of the run. */
  readonly today: string;
  /** Data is held to every version that there was, not only to the last one. */
  readonly transitive?: boolean;
  /** Designs that were released before the old one, newest first. */
  readonly history?: readonly Architecture[];
}

/**
 * Finds and judges all that differs between two designs. Pure; two designs that say the same, whatever their files
 * look like, give nothing. What nobody generates, publishes or stores does not count: lint and generator settings,
 * schemas that nothing refers to.
 */
export function compareArchitectures(
  old: Architecture,
  now: Architecture,
  { policy, today, transitive = false, history = [] }: CompareOptions,
): readonly Change[] {
  const drafts: ChangeDraft[] = [];
  const context: CompareContext = {
    old: sideOf(old),
    new: sideOf(now),
    policy,
    today,
    transitive,
    history: history.map(sideOf),
    comparers: [],
    report: (draft) => void drafts.push(draft),
  };
  compareSurroundings(context);
  compareEvents(context);
  compareTopics(context);
  compareServices(context);
  compareBehaviour(context);
  compareDocuments(context);
  return joinSameCause(drafts).map(judgeChange).sort(compareChanges);
}

function sideOf(architecture: Architecture): Side {
  return {
    architecture,
    index: indexArchitecture(architecture),
    messageOf: messageFinder(architecture),
  };
}

/**
 * One line under `defaults` may change a setting of a hundred things: that is one change of all of them. Two drafts
 * have the same cause where they say the same and stand at the same line of the new design.
 */
function joinSameCause(drafts: readonly ChangeDraft[]): ChangeDraft[] {
  const groups = new Map<string, ChangeDraft[]>();
  for (const draft of drafts) {
    const at = draft.new ?? draft.old;
    const key = isSetting(draft) && at !== undefined ? causeOf(draft, at) : `#${groups.size}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group;
    const names = group.map(({ subject }) => subject.name).sort();
    const seen = new Set<string>();
    const affected = group
      .flatMap((draft) => draft.affected ?? [])
      .filter(({ service }) => !seen.has(service) && seen.add(service));
    return [{ ...first, subject: { ...first.subject, name: names.join(', ') }, affected }];
  });
}

const settingKinds: ReadonlySet<SubjectKind> = new Set(['topic', 'subscription', 'service']);

function isSetting({ subject, kind }: ChangeDraft): boolean {
  return settingKinds.has(subject.kind) && !/-(added|removed|documented)$/.test(kind);
}

function causeOf({ kind, what }: ChangeDraft, at: Place): string {
  return [kind, what, at.file, ...at.path].join('\0');
}

const subjectOrder: readonly SubjectKind[] = [
  'event',
  'topic',
  'publication',
  'subscription',
  'operation',
  'call',
  'service',
  'aggregate',
  'projection',
  'saga',
  'broker',
  'server',
  'environment',
  'domain',
  'team',
  'system',
];

/** The gravest first. */
export const verdictOrder: readonly Verdict[] = ['breaking', 'risky', 'compatible', 'documentation'];

function compareChanges(a: Change, b: Change): number {
  return (
    subjectOrder.indexOf(a.subject.kind) - subjectOrder.indexOf(b.subject.kind) ||
    compareText(a.subject.name, b.subject.name) ||
    verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict) ||
    compareText(a.what, b.what)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
