import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** What a step of starting gives: its value, or why it can't. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function fail(...diagnostics: readonly Diagnostic[]): Outcome<never> {
  return { ok: false, diagnostics };
}

/** An error about a file, or about a thing in it. */
export function problem(
  code: string,
  message: string,
  help: string,
  file: string,
  path: readonly (string | number)[] = [],
): Diagnostic {
  return { code, severity: 'error', message, help, at: { file, path } };
}
