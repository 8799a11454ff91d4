import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Position } from '../spec/locate.ts';
import type { PlacedFinding } from './program.ts';
import { rangeOf } from './text-range.ts';

/** Findings with the stretches of the texts that they speak of. */
export function placeFindings(
  findings: readonly Diagnostic[],
  {
    textOf,
    locate,
  }: { readonly textOf: (file: string) => string; readonly locate: (place: Place) => Position },
): readonly PlacedFinding[] {
  const range = (place: Place) => rangeOf(textOf(place.file), locate(place));
  return findings.map((diagnostic) => ({
    diagnostic,
    range: range(diagnostic.at),
    related: (diagnostic.related ?? []).map(({ at, message }) => ({
      file: at.file,
      range: range(at),
      message,
    })),
  }));
}
