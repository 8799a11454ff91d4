import { mindingOf } from '../../diff/affected-services.ts';
import type { Change } from '../../diff/change.ts';
import { compareArchitectures, verdictOrder } from '../../diff/compare-architectures.ts';
import type { Design } from '../../draw/drawing.ts';
import { indexArchitecture } from '../../model/query.ts';
import type { ChangeLine } from '../api.ts';
import { elementsOfChange } from './elements-of-change.ts';
import type { RefusedRevision, RevisionsPort } from './revisions.ts';

/** Two states of a design. */
export interface ComparedDesigns {
  readonly before: Design;
  readonly after: Design;
  /** Elements that are in both, and differ. */
  readonly changed: ReadonlySet<string>;
  readonly changes: readonly ChangeLine[];
  /** Equal for the same two states. */
  readonly key: string;
}

export interface Comparer {
  /** Compares two states; `head` empty: the design as it is on disk. */
  compare(base: string, head: string): ({ readonly ok: true } & ComparedDesigns) | RefusedRevision;
}

/** Comparisons are kept, the newest few: a picture and a list ask for the same one. */
const mostKept = 4;

/** Compares states of a design; `current` is that on disk, as it could be read last. */
export function createComparer(
  revisions: RevisionsPort,
  current: () => { readonly design: Design; readonly revision: string } | undefined,
): Comparer {
  const designs = new Map<string, Design>();
  const compared = new Map<string, ComparedDesigns>();

  const designOf = (
    name: string,
  ): { readonly ok: true; readonly design: Design; readonly id: string } | RefusedRevision => {
    if (name === '') {
      const state = current();
      return state === undefined
        ? { ok: false, message: 'nothing was read yet' }
        : { ok: true, design: state.design, id: `disk ${state.revision}` };
    }
    const found = revisions.open(name);
    if (!found.ok) return found;
    const known = designs.get(found.id);
    if (known !== undefined) return { ok: true, design: known, id: found.id };
    const read = found.read();
    if (!read.ok) return read;
    const design = { architecture: read.architecture, index: indexArchitecture(read.architecture) };
    keep(designs, found.id, design);
    return { ok: true, design, id: found.id };
  };

  return {
    compare: (base, head) => {
      const before = designOf(base);
      if (!before.ok) return before;
      const after = designOf(head);
      if (!after.ok) return after;
      const key = `${before.id} ${after.id}`;
      const known = compared.get(key);
      if (known !== undefined) return { ok: true, ...known };
      const made = compareDesigns(before.design, after.design, key);
      keep(compared, key, made);
      return { ok: true, ...made };
    },
  };
}

function compareDesigns(before: Design, after: Design, key: string): ComparedDesigns {
  const found = compareArchitectures(before.architecture, after.architecture, {
    policy: 'tolerant',
    today: new Date().toISOString().slice(0, 10),
  });
  const lines = found.map((change): ChangeLine => {
    const elements = [before, after].flatMap(({ architecture }) => elementsOfChange(change, architecture));
    const { fingerprint, verdict, subject, what, why } = change;
    return {
      fingerprint,
      verdict,
      kind: subject.kind,
      name: subject.name,
      what,
      mark: markOf(change),
      elements: [...new Set(elements)],
      affected: [...new Set(mindingOf(change).map(({ service }) => service))],
      ...(why === undefined ? {} : { why }),
    };
  });
  const changed = new Set(lines.flatMap(({ elements }) => elements));
  const gravity = (line: ChangeLine): number => verdictOrder.indexOf(line.verdict);
  return { before, after, changed, changes: lines.sort((a, b) => gravity(a) - gravity(b)), key };
}

function markOf({ old, new: now }: Change): ChangeLine['mark'] {
  if (old === undefined) return 'added';
  return now === undefined ? 'removed' : 'changed';
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size > mostKept) map.delete(map.keys().next().value ?? '');
}
