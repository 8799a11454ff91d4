import { type Diagnostic, type Path, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { parseGoDuration } from './go-duration.ts';

/** A YAML mapping of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** Notes what is wrong with a resource, at a path within it. */
export interface Reader {
  fail(path: Path, message: string, help?: string): void;
  warn(path: Path, message: string, help?: string): void;
}

/** A reader that adds what is wrong to `problems`, each at a place inside `at`. */
export function createReader(at: Place, problems: Diagnostic[]): Reader {
  const add = (severity: 'error' | 'warning', path: Path, message: string, help?: string) => {
    const place = placeAt(at, ...path);
    problems.push({
      code: 'dapr-resource',
      severity,
      message,
      ...(help === undefined ? {} : { help }),
      at: place,
    });
  };
  return {
    fail: (path, message, help) => add('error', path, message, help),
    warn: (path, message, help) => add('warning', path, message, help),
  };
}

/** Milliseconds of a Go duration; undefined, with a complaint, where it is none. */
export function readDuration(value: unknown, path: Path, reader: Reader): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = parseGoDuration(scalar(value));
  if (ms === undefined) reader.fail(path, `${scalar(value)} is no duration such as 500ms or 1m30s`);
  return ms;
}

/** A whole number above zero. Dapr counts zero as unset. */
export function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined;
}

/** The mapping, or an empty one for anything else: what is missing is told where it is needed. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The list, or an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, else undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list, passing over what is none. */
export function texts(value: unknown): readonly string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}

/** The members of a mapping, their values as texts. */
export function strings(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, item]) => [key, scalar(item)]));
}

/** A text as it is, anything else as JSON. */
export function scalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
