import type { Found, Here } from './comparison.ts';
import {
  type SchemaChangeKind,
  type SchemaChangeKindInfo,
  schemaChangeKinds,
  verdictsOfEffect,
} from './kinds.ts';
import { isHarmless, type Verdicts } from './verdict.ts';

/** What a difference says, beyond its kind. */
export interface FindingDetails {
  readonly text: string;
  readonly path?: readonly string[];
  readonly joint?: ' ' | ': ';
  readonly old?: string | undefined;
  readonly new?: string | undefined;
  /** Where the case says more than the kind. */
  readonly strict?: Verdicts;
}

/** Makes a difference; its verdicts are those of its kind unless the case says otherwise. */
export function finding(kind: SchemaChangeKind, { before, after }: Here, details: FindingDetails): Found {
  const info: SchemaChangeKindInfo = schemaChangeKinds[kind];
  return {
    kind,
    path: details.path ?? [],
    before,
    after,
    ...(details.old === undefined ? {} : { old: details.old }),
    ...(details.new === undefined ? {} : { new: details.new }),
    text: details.text,
    joint: details.joint ?? ': ',
    strict: details.strict ?? verdictsOfEffect(info.effect),
  };
}

/** Which of three kinds verdicts ask for; undefined: nothing changed. */
export function kindOf<K>(
  { backward, forward }: Verdicts,
  narrowed: K,
  widened: K,
  changed: K,
): K | undefined {
  if (isHarmless(backward) && isHarmless(forward)) return undefined;
  if (isHarmless(backward)) return widened;
  return isHarmless(forward) ? narrowed : changed;
}
