/**
 * What `eda` found wrong, as a value. Expected failure is never thrown: functions return diagnostics beside
 * their result, and `throw` is for bugs.
 */
export interface Diagnostic {
  /** Rule id or reader code, one kebab-case word group: the same in reports, config and `eda explain`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, with the value. One line, no full stop at the end. */
  readonly message: string;
  /** What to do about it. One line. */
  readonly help?: string;
  readonly at: Place;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

export type Severity = 'error' | 'warning' | 'info';

/**
 * Where something stands. `path` leads from the root of the file's value to the thing; line and column are
 * computed from it only when something is printed, so that a clean run never pays for positions.
 */
export interface Place {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly path: Path;
  /** The key of the last step rather than its value. */
  readonly on?: 'key';
  /** For text that has no path because it could not be read: offset and length in UTF-16 units. */
  readonly range?: { readonly offset: number; readonly length: number };
}

/** Steps into a value: property names and array indexes. */
export type Path = readonly (string | number)[];

/** Another place that a person has to look at to understand. */
export interface Related {
  readonly message: string;
  readonly at: Place;
}

/** A change of the text that mends the fault. `safe` fixes never change what the design means. */
export interface Fix {
  readonly safe: boolean;
  /** What it does, in the imperative: "rename to todos.task.created". */
  readonly title: string;
  readonly edits: readonly FixEdit[];
}

/** One change of a text; `src/spec/splice-edits.ts` makes it. */
export type FixEdit =
  /** Replaces the scalar (or the key, with `at.on`) at a place by another text. */
  | { readonly at: Place; readonly text: string }
  /** Adds a key to the map at a place, behind another key where that is there. */
  | {
      readonly at: Place;
      readonly insert: {
        readonly key: string;
        readonly value: string | number | boolean;
        readonly after?: string;
      };
    }
  /** Takes the entry of a map, or the item of a list, at a place away. */
  | { readonly at: Place; readonly remove: true };

/** An order that is the same on every run: by file, code and message. Formats sort by position, which costs more. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at.file, b.at.file) || compareText(a.code, b.code) || compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The place of what lies inside: `placeAt(at, 'data', 'key')`. */
export function placeAt(at: Place, ...steps: Path): Place {
  return { file: at.file, path: at.path.concat(steps) };
}

/** The same place, on the key instead of the value. */
export function onKey(at: Place): Place {
  return { file: at.file, path: at.path, on: 'key' };
}
