import { diff3Merge } from 'node-diff3';

/** Lines that two people made different things of. Each with its line end, as it stands in the text. */
export interface Conflict {
  /** As both had it. */
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
}

/** A merged text in pieces: what is settled, and what somebody has to decide. */
export type MergedPart =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'conflict' } & Conflict);

export type MergedTexts =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly parts: readonly MergedPart[] };

/**
 * Brings two changes of one text together, line by line. What both changed in the same way is no conflict; what
 * each changed in its own is, and nothing of either is dropped.
 */
export function mergeTexts(base: string, mine: string, theirs: string): MergedTexts {
  if (mine === theirs || theirs === base) return { ok: true, text: mine };
  if (mine === base) return { ok: true, text: theirs };
  const regions = diff3Merge(linesOf(mine), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true });
  const parts = regions.map(
    ({ ok, conflict }): MergedPart =>
      conflict === undefined
        ? { kind: 'text', text: (ok ?? []).join('') }
        : { kind: 'conflict', base: conflict.o, mine: conflict.a, theirs: conflict.b },
  );
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  return texts.length === parts.length ? { ok: true, text: texts.join('') } : { ok: false, parts };
}

/** Lines with their ends, so that nothing is lost where ends differ or the last line has none. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
