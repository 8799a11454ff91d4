import { createHash } from 'node:crypto';
import type { AffectedService, Change, Promised, Verdict } from './change.ts';
import { type ChangeKindInfo, changeKinds } from './change-kinds.ts';
import type { ChangeDraft } from './compare-context.ts';
import type { Bump, Harm } from './harm.ts';

/** Judges a difference by what was promised. Pure: the table of kinds and the draft say it all. */
export function judgeChange(draft: ChangeDraft): Change {
  const info: ChangeKindInfo = changeKinds[draft.kind];
  const consumers = draft.consumers ?? info.consumers;
  const producers = draft.producers ?? info.producers;
  const promised = draft.promised ?? 'full';
  const forward = promised === 'forward' || promised === 'full';
  const backward = promised === 'backward' || promised === 'full';
  // What breaks both sides cannot be deployed in any order: it breaks whichever was promised.
  const broken: Promised[] = [
    ...(consumers === 'break' && forward ? (['forward'] as const) : []),
    ...(producers === 'break' && backward ? (['backward'] as const) : []),
  ];
  const documentation = draft.documentation ?? info.documentation === true;
  const harms: readonly Harm[] =
    draft.data === true
      ? [forward ? consumers : 'none', backward ? producers : 'none']
      : [consumers, producers];
  const verdict: Verdict = documentation
    ? 'documentation'
    : broken.length > 0
      ? 'breaking'
      : harms.some((harm) => harm !== 'none')
        ? 'risky'
        : 'compatible';
  const why = draft.why ?? info.why;
  const safePath = draft.safePath ?? info.safe;
  const affected: readonly AffectedService[] =
    verdict === 'breaking' || verdict === 'risky' ? (draft.affected ?? []) : [];
  return {
    kind: draft.kind,
    ...(draft.detail === undefined ? {} : { detail: draft.detail }),
    subject: draft.subject,
    what: draft.what,
    verdict,
    broken,
    consumers,
    producers,
    ...(draft.old === undefined ? {} : { old: draft.old }),
    ...(draft.new === undefined ? {} : { new: draft.new }),
    ...(draft.path === undefined ? {} : { path: draft.path }),
    ...(why === undefined || verdict === 'compatible' ? {} : { why }),
    affected,
    ...(safePath === undefined || verdict !== 'breaking' ? {} : { safePath }),
    ...(draft.witness === undefined ? {} : { witness: draft.witness }),
    bump: bumpOf(draft.bump ?? info.bump, verdict),
    ...(draft.against === undefined ? {} : { against: draft.against }),
    fingerprint: fingerprintOf(draft),
  };
}

/** What breaks takes a major version; what was not promised to anybody takes none that large. */
function bumpOf(bump: Bump, verdict: Verdict): Bump {
  if (verdict === 'breaking') return 'major';
  return bump === 'major' ? 'minor' : bump;
}

/** Of what the change is, not of where it stands: files, lines and order may change. */
function fingerprintOf({ kind, subject, what, path, against }: ChangeDraft): string {
  const text = [kind, subject.kind, subject.name, path?.join('\u0001') ?? '', what, against ?? ''].join('\0');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
