import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** What a step of starting gives: its value, or why it can't. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What a step that went well gives. */
export function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Why a step can't be done. Without a diagnostic: it was given up on request. */
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
