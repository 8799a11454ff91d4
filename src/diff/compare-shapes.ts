import type { Place } from '../diagnostics/diagnostic.ts';
import type { DataPath } from '../model/architecture.ts';
import type { Bump, Harm, Witness } from './change.ts';
import type { CompareContext, DataRole, Shape, Side } from './compare-context.ts';
import type { SchemaChange } from './schema/change.ts';
import { schemaComparison } from './schema/compare-schemas.ts';
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
 * @param oldSide whose references the first one has; that of the old design otherwise
 */
export function compareShapes(
  context: CompareContext,
  old: Shape,
  now: Shape,
  role: DataRole,
  oldSide: Side = context.old,
): ShapeChange[] {
  return comparerOf(
    context,
    oldSide,
    role,
  )(old, now).map((change) => toShapeChange(change, change[context.policy]));
}

function comparerOf(
  { comparers, new: now }: CompareContext,
  side: Side,
  role: DataRole,
): (old: Shape, now: Shape) => SchemaChange[] {
  let byRole = comparers.get(side);
  if (byRole === undefined) {
    byRole = new Map();
    comparers.set(side, byRole);
  }
  let compare = byRole.get(role);
  if (compare === undefined) {
    compare = schemaComparison(side.architecture.schemas, now.architecture.schemas, { role });
    byRole.set(role, compare);
  }
  return compare;
}

function toShapeChange(change: SchemaChange, { forward, backward }: Verdicts): ShapeChange {
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
  };
}

function harmOf(verdict: Verdict): Harm {
  return verdict === 'breaking' ? 'break' : verdict === 'risky' ? 'risk' : 'none';
}
