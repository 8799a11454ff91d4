import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import { isBelow } from '../spec/place-tree.ts';
import type { InlineIgnore } from './inline-ignore.ts';

export interface Silenced {
  readonly kept: readonly Diagnostic[];
  readonly ignored: readonly IgnoredFinding[];
  /** Rules that an ignore names and that found nothing where it stands. */
  readonly unused: readonly { readonly ignore: InlineIgnore; readonly ruleId: string }[];
}

/** What a rule found and an ignore silences. */
export interface IgnoredFinding {
  readonly diagnostic: Diagnostic;
  readonly ignore: InlineIgnore;
}

/** How places of the model are found in files. */
export interface FindPlace {
  /** Line of a place, from 1; called only for findings in files that have ignores of lines. */
  readonly locate?: (place: Place) => number;
  /** Where a place of what a document says stands in it; other places stay. */
  readonly placeOf?: (place: Place) => Place;
}

/** Parts what ignores silence from what they don't. */
export function silence(
  diagnostics: readonly Diagnostic[],
  ignores: readonly InlineIgnore[],
  { locate, placeOf = (place) => place }: FindPlace,
): Silenced {
  if (ignores.length === 0) return { kept: [...diagnostics], ignored: [], unused: [] };
  if (locate === undefined) throw new Error('ignores need a way to find lines');
  const named = ignores.flatMap((ignore) =>
    [...new Set(ignore.ruleIds)].map((ruleId) => ({ ignore, ruleId })),
  );
  const byRule = groupBy(named, ({ ignore, ruleId }) => `${ruleId}\0${ignore.at.file}`);
  const used = new Map<InlineIgnore, Set<string>>();
  const kept: Diagnostic[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const diagnostic of diagnostics) {
    const at = placeOf(diagnostic.at);
    const candidates = byRule.get(`${diagnostic.code}\0${at.file}`) ?? [];
    const line = candidates.some(({ ignore }) => ignore.scope.kind === 'line') ? locate(at) : 0;
    const matching = candidates.flatMap(({ ignore }) => (isIn(at, line, ignore) ? [ignore] : []));
    for (const ignore of matching) used.set(ignore, (used.get(ignore) ?? new Set()).add(diagnostic.code));
    const [ignore] = matching;
    if (ignore === undefined) kept.push(diagnostic);
    else ignored.push({ diagnostic, ignore });
  }
  return {
    kept,
    ignored,
    unused: ignores.flatMap((ignore) =>
      ignore.ruleIds.filter((ruleId) => !used.get(ignore)?.has(ruleId)).map((ruleId) => ({ ignore, ruleId })),
    ),
  };
}

function isIn(at: Place, line: number, { scope }: InlineIgnore): boolean {
  switch (scope.kind) {
    case 'file':
      return true;
    case 'line':
      return line === scope.line;
    case 'value':
      return isBelow(at, { file: at.file, path: scope.path });
  }
}
