import type { Architecture } from '../../model/architecture.ts';
import type { RevisionName } from '../api.ts';

/** Other states of the design than that on disk: of git, and released ones. */
export interface RevisionsPort {
  /** What can be named, the likeliest first; not every commit is. */
  list(): readonly RevisionName[];
  /** Finds what a name means: `release:1.2.0`, a branch, a tag, a commit, `HEAD~2`. */
  open(name: string): FoundRevision;
}

export type FoundRevision =
  | {
      readonly ok: true;
      /** Of what the name means now: equal for the same state, another for each other one. */
      readonly id: string;
      readonly read: () => ReadRevision;
    }
  | RefusedRevision;

export type ReadRevision = { readonly ok: true; readonly architecture: Architecture } | RefusedRevision;

export interface RefusedRevision {
  readonly ok: false;
  readonly message: string;
  readonly help?: string;
}
