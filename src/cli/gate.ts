import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import type { Suppressed } from '../diagnostics/format/report.ts';
import type { CheckedDesign } from './check-design.ts';
import { designBaseline, findKnown } from './known-findings.ts';
import type { Project } from './project.ts';

/** What of a check counts. */
export interface Gated {
  readonly findings: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  /** What a person should know besides. */
  readonly notes: readonly string[];
}

export type GateResult =
  | ({ readonly ok: true } & Gated)
  | { readonly ok: false; readonly message: string; readonly help?: string };

export interface GateOptions {
  /** False: as if there were no baseline. */
  readonly baseline?: boolean;
  /** A git revision: only what has to do with changes since then counts. */
  readonly since?: string;
}

/**
 * Decides what of a check counts: not what the baseline knows, and with `since` nothing but what changed. Errors in
 * reading a design always count.
 */
export async function gateFindings(
  checked: CheckedDesign,
  project: Project,
  { baseline = true, since }: GateOptions = {},
): Promise<GateResult> {
  let findings = checked.diagnostics;
  const suppressed: Suppressed[] = checked.ignored.map(({ diagnostic, ignore: { reason } }) => ({
    diagnostic,
    by: 'ignore',
    ...(reason === undefined ? {} : { reason }),
  }));
  const notes: string[] = [];
  if (baseline) {
    const compared = await findKnown(project.files, designBaseline, mayBeKnown(checked));
    if (!compared.ok) return compared;
    const { known, mended } = compared;
    findings = findings.filter((finding) => !known.has(finding));
    suppressed.push(...[...known].map((diagnostic) => ({ diagnostic, by: 'baseline' as const })));
    if (mended !== undefined && !checked.design.incomplete) notes.push(mended);
  }
  if (since !== undefined) {
    const { findChanges } = await import('./find-changes.ts');
    const changes = await findChanges(project, checked.design, since);
    if (!changes.ok) return { ok: false, ...changes.problem };
    const errors = errorsInReading(checked);
    const near = findings.filter((finding) => errors.has(finding) || changes.value.concerns(finding));
    if (near.length < findings.length) {
      const elsewhere = plural(findings.length - near.length, 'finding');
      notes.push(`not counted: ${elsewhere} in what has not changed since ${changes.value.base}`);
    }
    findings = near;
  }
  return { ok: true, findings, suppressed, notes };
}

/** Findings that a baseline may hold: no errors in reading, behind which other findings hide. */
export function mayBeKnown(checked: CheckedDesign): Diagnostic[] {
  const errors = errorsInReading(checked);
  return checked.diagnostics.filter((finding) => !errors.has(finding));
}

/** What makes a design uncertain, whoever wants to know what. */
export function errorsInReading({ design }: CheckedDesign): ReadonlySet<Diagnostic> {
  return new Set(design.diagnostics.filter(({ severity }) => severity === 'error'));
}
