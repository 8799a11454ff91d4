import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { InlineIgnore } from './inline-ignore.ts';

export interface Silenced {
  readonly kept: readonly Diagnostic[];
  /** Rules that an ignore names and that found nothing on its line. */
  readonly unused: readonly { readonly ignore: InlineIgnore; readonly ruleId: string }[];
}

/** Leaves out what comments silence. Lines are asked for only in files that have ignores. */
export function silence(
  diagnostics: readonly Diagnostic[],
  ignores: readonly InlineIgnore[],
  locate: ((place: Place) => number) | undefined,
): Silenced {
  if (ignores.length === 0) return { kept: [...diagnostics], unused: [] };
  if (locate === undefined) throw new Error('ignores need a way to find lines');
  const byFile = new Map<string, InlineIgnore[]>();
  for (const ignore of ignores) byFile.set(ignore.at.file, [...(byFile.get(ignore.at.file) ?? []), ignore]);
  const used = new Map<InlineIgnore, Set<string>>();
  const isSilenced = (diagnostic: Diagnostic): boolean => {
    const candidates = byFile
      .get(diagnostic.at.file)
      ?.filter((ignore) => ignore.ruleIds.includes(diagnostic.code));
    if (candidates === undefined || candidates.length === 0) return false;
    const line = locate(diagnostic.at);
    const matching = candidates.filter((ignore) => ignore.line === line);
    for (const ignore of matching) used.set(ignore, (used.get(ignore) ?? new Set()).add(diagnostic.code));
    return matching.length > 0;
  };
  return {
    kept: diagnostics.filter((diagnostic) => !isSilenced(diagnostic)),
    unused: ignores.flatMap((ignore) =>
      ignore.ruleIds.filter((ruleId) => !used.get(ignore)?.has(ruleId)).map((ruleId) => ({ ignore, ruleId })),
    ),
  };
}
