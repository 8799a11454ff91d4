import type { Place } from '../diagnostics/diagnostic.ts';
import type { DataPath } from '../model/architecture.ts';
import type { Witness } from './change.ts';
import type { CompareContext, DataRole, Shape, Side } from './compare-context.ts';
import type { Bump, Harm } from './harm.ts';
import type { SchemaChange } from './schema/change.ts';
import { type SchemaComparison, schemaComparison } from './schema/compare-schemas.ts';
import type { SchemaWitness } from './schema/find-witness.ts';
import { type SchemaChangeKind, type SchemaChangeKindInfo, schemaChangeKinds } from './schema/kinds.ts';
import type { Verdict, Verdicts } from './schema/verdict.ts';

/** What differs between two schemas, in the words of a change. */
export interface ShapeChange {
  readonly kind: SchemaChangeKind;
  readonly what: string;
  readonly path: DataPath;
  readonly old: Place;
  readonly new: Place;
  readonly consumers: Harm;
  readonly producers: Harm;
  readonly bump: Bump;
  readonly documentation: boolean;
  readonly data: true;
  readonly why: string;
  readonly safePath?: string;
  readonly witness?: Witness;
}

/**
 * Compares two shapes, by the policy of the run.
 * @param sides whose references the two have; those of the old and the new design otherwise
 */
export function compareShapes(
  context: CompareContext,
  old: Shape,
  now: Shape,
  role: DataRole,
  sides: { readonly old?: Side; readonly new?: Side } = {},
): ShapeChange[] {
  const comparison = comparisonOf(context, role, sides.old ?? context.old, sides.new ?? context.new);
  return comparison.compare(old, now).map((change) => {
    const verdicts = change[context.policy];
    const breaks = verdicts.forward === 'breaking' || verdicts.backward === 'breaking';
    // Making an example costs more than comparing: only what breaks has one.
    const witness = breaks ? comparison.findWitness(change, old, now) : undefined;
    return toShapeChange(change, verdicts, witness);
  });
}

function comparisonOf({ comparers }: CompareContext, role: DataRole, old: Side, now: Side): SchemaComparison {
  const known = comparers.find((entry) => entry.role === role && entry.old === old && entry.new === now);
  if (known !== undefined) return known.comparison;
  const comparison = schemaComparison(old.architecture.schemas, now.architecture.schemas, { role });
  comparers.push({ role, old, new: now, comparison });
  return comparison;
}

function toShapeChange(
  change: SchemaChange,
  { forward, backward }: Verdicts,
  witness: SchemaWitness | undefined,
): ShapeChange {
  const info: SchemaChangeKindInfo = schemaChangeKinds[change.kind];
  const documentation = forward === 'documentation' && backward === 'documentation';
  return {
    kind: change.kind,
    what: change.message,
    path: change.path,
    old: change.before,
    new: change.after,
    consumers: harmOf(forward),
    producers: harmOf(backward),
    bump: documentation ? 'none' : info.effect === 'keeps' ? 'patch' : 'minor',
    documentation,
    data: true,
    why: info.why,
    ...(info.safe === undefined ? {} : { safePath: info.safe }),
    ...(witness === undefined
      ? {}
      : { witness: { data: witness.value, now: witness.validUnder === 'new' ? 'accepted' : 'refused' } }),
  };
}

function harmOf(verdict: Verdict): Harm {
  return verdict === 'breaking' ? 'break' : verdict === 'risky' ? 'risk' : 'none';
}
