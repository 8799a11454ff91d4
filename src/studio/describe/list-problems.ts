import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { createNumbering, fingerprint } from '../../diagnostics/fingerprint.ts';
import type { StudioProblem } from '../api.ts';

export interface ProblemPlaces {
  readonly locate: (place: Place) => { readonly line: number; readonly column: number };
  readonly elementOf: (place: Place) => string | undefined;
}

const ranks = { error: 0, warning: 1, info: 2 } as const;

/** Findings as the page shows them: errors first, then in the order of the files. */
export function listProblems(
  diagnostics: readonly Diagnostic[],
  { locate, elementOf }: ProblemPlaces,
): readonly StudioProblem[] {
  return numberDiagnostics(diagnostics)
    .map(({ diagnostic, fingerprint: print }): StudioProblem => {
      const { code, severity, message, help, at, fix } = diagnostic;
      const element = elementOf(at);
      return {
        code,
        severity,
        message,
        ...(help === undefined ? {} : { help }),
        file: at.file,
        ...pick(locate(at)),
        ...(element === undefined ? {} : { element }),
        ...(fix === undefined ? {} : { fix: { title: fix.title, safe: fix.safe } }),
        fingerprint: print,
      };
    })
    .sort((a, b) => ranks[a.severity] - ranks[b.severity] || compare(a.file, b.file) || a.line - b.line);
}

/** Findings with what they are known again by. */
export function numberDiagnostics(
  diagnostics: readonly Diagnostic[],
): readonly { readonly diagnostic: Diagnostic; readonly fingerprint: string }[] {
  const number = createNumbering();
  return diagnostics.map((diagnostic) => ({ diagnostic, fingerprint: number(fingerprint(diagnostic)) }));
}

function pick({ line, column }: { readonly line: number; readonly column: number }) {
  return { line, column };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
