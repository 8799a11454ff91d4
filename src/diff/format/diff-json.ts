import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Texts } from '../../diagnostics/format/located.ts';
import type { Verdict } from '../../diagnostics/verdict.ts';
import type { Change } from '../change.ts';
import type { DiffReport } from '../diff-report.ts';

/** A comparison for programs; its schema is `specs/schema/diff.schema.json`. Lines and columns begin at 1. */
export function diffToJson(
  report: DiffReport,
  {
    oldTexts,
    newTexts,
    outcome,
  }: { readonly oldTexts: Texts; readonly newTexts: Texts; readonly outcome: Verdict['outcome'] },
): object {
  const spot = (place: Place | undefined, texts: Texts): object | undefined => {
    if (place === undefined) return undefined;
    const { line, column } = texts.locate(place);
    return { file: place.file, line, column };
  };
  return {
    version: 1,
    old: report.oldName,
    new: report.newName,
    changes: report.changes.map(({ change, accepted }) => ({
      fingerprint: change.fingerprint,
      kind: change.kind,
      ...defined({ detail: change.detail }),
      subject: change.subject,
      what: change.what,
      verdict: change.verdict,
      broken: change.broken,
      consumers: change.consumers,
      producers: change.producers,
      ...defined({
        path: change.path,
        against: change.against,
        old: spot(change.old, oldTexts),
        new: spot(change.new, newTexts),
        why: change.why,
        safePath: change.safePath,
        witness: change.witness,
      }),
      affected: change.affected.map((service) => affectedToJson(service, oldTexts)),
      bump: change.bump,
      ...(accepted === undefined
        ? {}
        : { accepted: defined({ reason: accepted.reason, until: accepted.until }) }),
    })),
    versions: report.versions.map(({ at, ...demand }) => ({ ...demand, ...spot(at, newTexts) })),
    expired: report.expired,
    unused: report.unused,
    counts: report.counts,
    bump: report.bump,
    faulty: report.faulty,
    outcome,
    failed: outcome === 'failed',
  };
}

function affectedToJson({ at, ...service }: Change['affected'][number], texts: Texts): object {
  return { ...service, file: at.file, line: texts.locate(at).line };
}

function defined(members: { readonly [name: string]: unknown }): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
