import type { Diagnostic, Place } from '../diagnostic.ts';

/** A position in a text: one-based line and column, zero-based offset, length in UTF-16 units. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly length: number;
}

/** How formats get at the texts that diagnostics speak of. */
export interface Texts {
  locate(place: Place): FilePosition;
  textOf(file: string): string | undefined;
}

/** A diagnostic with its position, computed now that it is going to be printed. */
export interface Located {
  readonly diagnostic: Diagnostic;
  readonly position: FilePosition;
}

/** Diagnostics by file and position. */
export function locateAll(diagnostics: readonly Diagnostic[], texts: Texts): Located[] {
  return diagnostics
    .map((diagnostic) => ({ diagnostic, position: texts.locate(diagnostic.at) }))
    .sort(
      (a, b) =>
        compare(a.diagnostic.at.file, b.diagnostic.at.file) ||
        a.position.offset - b.position.offset ||
        compare(a.diagnostic.code, b.diagnostic.code) ||
        compare(a.diagnostic.message, b.diagnostic.message) ||
        compare(a.diagnostic.severity, b.diagnostic.severity),
    );
}

/** `1 error`, `2 errors` */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
