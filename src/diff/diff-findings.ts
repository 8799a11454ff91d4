import type { Diagnostic, Place, Severity } from '../diagnostics/diagnostic.ts';
import type { CodeDescription, Suppressed } from '../diagnostics/format/report.ts';
import { mindingOf } from './affected-services.ts';
import type { AffectedService, Change, Verdict, VersionDemand } from './change.ts';
import { type DiffReport, isTooSmall } from './diff-report.ts';
import type { SubjectKind } from './subject.ts';

/** A comparison as findings on lines of the new design, for formats that know nothing else. */
export interface DiffFindings {
  readonly findings: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

const severityOf: { readonly [verdict in Verdict]: Severity } = {
  breaking: 'error',
  risky: 'warning',
  compatible: 'info',
  documentation: 'info',
};

/** Where things of a kind are declared, for those that are gone. */
const sectionOf: { readonly [kind in SubjectKind]: string } = {
  system: 'system',
  team: 'teams',
  domain: 'domains',
  event: 'events',
  topic: 'topics',
  service: 'services',
  subscription: 'services',
  publication: 'services',
  operation: 'services',
  call: 'services',
  aggregate: 'aggregates',
  projection: 'projections',
  saga: 'sagas',
  environment: 'environments',
  broker: 'environments',
  server: 'servers',
};

/** Breaking changes are errors, risky ones warnings, compatible ones hints; what only people notice is left out. */
export function toFindings(report: DiffReport, root: string): DiffFindings {
  const findings: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const { change, accepted } of report.changes) {
    if (change.verdict === 'documentation') continue;
    const diagnostic = changeToFinding(change, root);
    if (accepted === undefined) findings.push(diagnostic);
    else suppressed.push({ diagnostic, by: 'ignore', reason: accepted.reason });
  }
  findings.push(...report.versions.filter(isTooSmall).map(demandToFinding));
  return { findings, suppressed };
}

/** One change at its line. */
export function changeToFinding(change: Change, root: string): Diagnostic {
  const at: Place = change.new ?? { file: root, path: [sectionOf[change.subject.kind]], on: 'key' };
  const minding = mindingOf(change);
  const hit = minding.length === 0 ? '' : `; ${describeHit(minding)}`;
  const against = change.against === undefined ? '' : ` (against ${change.against})`;
  const help = [
    change.safePath === undefined ? undefined : `safe way: ${change.safePath}`,
    change.verdict === 'breaking' || change.verdict === 'risky'
      ? `to accept it: eda diff --accept ${change.fingerprint} --reason …`
      : undefined,
  ].filter((part) => part !== undefined);
  return {
    code: `${change.verdict}-change`,
    severity: severityOf[change.verdict],
    message: `${change.subject.name}: ${change.what}${against}${hit}`,
    ...(help.length === 0 ? {} : { help: help.join('; ') }),
    at,
  };
}

function describeHit(services: readonly AffectedService[]): string {
  const names = services
    .slice(0, 5)
    .map(({ service, owner }) => (owner === undefined ? service : `${service} (${owner})`));
  const more = services.length > names.length ? ` and ${services.length - names.length} more` : '';
  return `hits ${names.join(', ')}${more}`;
}

/** A version that is too small, at its line. */
export function demandToFinding({
  subject,
  old,
  new: now,
  needs,
  given,
  suggestion,
  at,
}: VersionDemand): Diagnostic {
  return {
    code: 'version-bump',
    severity: 'warning',
    message:
      given === 'lowered'
        ? `the version of ${subject.name} goes down from ${old} to ${now}`
        : `the version of ${subject.name} is ${now}, and its changes since ${old} need a ${needs} one`,
    help: `version: ${suggestion}`,
    at,
  };
}

const descriptions: { readonly [code: string]: CodeDescription } = {
  'breaking-change': {
    title: 'A change breaks a promise',
    text: 'Those who run by the old design cannot read, or cannot send, what the new one says. Take the safe way that the finding names, or accept the change with a reason.',
  },
  'risky-change': {
    title: 'A change may break somebody',
    text: 'It cannot be decided from the design, or it breaks what was not promised to anybody in particular.',
  },
  'compatible-change': { title: 'A change that everybody can go on with' },
  'version-bump': { title: 'A version is too small for its changes' },
};

/** What the codes of a comparison are about. */
export function describeDiffCode(code: string): CodeDescription | undefined {
  return Object.hasOwn(descriptions, code) ? descriptions[code] : undefined;
}
