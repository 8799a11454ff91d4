import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Paint } from '../diagnostics/format/paint.ts';
import type { Suppressed } from '../diagnostics/format/report.ts';
import { summarise } from '../diagnostics/format/terminal.ts';

/** What a check found and what of it does not count, in words of its last line. */
export function describeFindings(
  findings: readonly Diagnostic[],
  suppressed: readonly Suppressed[],
  paint: Paint,
): string[] {
  const ignored = suppressed.filter(({ by }) => by === 'ignore').length;
  const known = suppressed.length - ignored;
  return [
    findings.length === 0 && known > 0 ? paint.green('no new problems') : summarise(findings, paint),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(known > 0 ? [`${known} in the baseline`] : []),
  ];
}
