import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LayoutFile } from '../draw/layout/layout-file.ts';
import type { Architecture, ById } from '../model/architecture.ts';
import type { ArchitectureIndex } from '../model/query.ts';

/**
 * A generator: one folder named by its id, one line in `index.ts`. It is pure: from a design and its options to
 * planned files. `plan.ts` checks options, orders files and refuses two owners of one path; `write/` alone writes.
 */
export interface Generator {
  /** Folder name, key under `generate:` and name on the command line. */
  readonly id: string;
  /** One line for `eda generate --help`. */
  readonly title: string;
  /** JSON Schema of its options under `generate.<id>`, an object; absent: it has none. */
  readonly options?: { readonly [keyword: string]: unknown };
  /** Key under `generate`, where it isn't the id: the path of a team's own. */
  readonly configuredAs?: string;
  /**
   * `structure`: neither plan nor contents look at what events carry (`data`, `examples`, `previous`), shared schemas,
   * documents or `lint`, so that a plan holds until something else changes; a function: its options decide; absent: they
   * may look at everything.
   */
  readonly reads?: 'structure' | ((options: ById<unknown>) => 'structure' | undefined);
  plan(input: PlanInput): Plan;
}

export interface PlanInput {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  /** Valid against `Generator.options`. */
  readonly options: ById<unknown>;
  /** Services whose code is wanted; absent: all. */
  readonly services?: ReadonlySet<string>;
  /** Where people put things in pictures; absent: nowhere. */
  readonly places?: LayoutFile;
  /** What this generator recorded in the last run (kept in `eda.lock`), for files that are only appended to. */
  readonly record: ById<unknown>;
  /** Text of a template under `templates/<generator>/`, or of a vendored file under `src/runtime/`. */
  readonly assets: Assets;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly diagnostics?: readonly Diagnostic[];
  /** JSON to be handed to the next run. */
  readonly record?: ById<unknown>;
}

/**
 * A file that should exist. `eda`: rewritten on each run, a hand edit is reported. `once`: written where nothing is,
 * then its reader's. `append`: rewritten never, but new files of the series join (migrations).
 */
export interface PlannedFile {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  readonly owner: 'eda' | 'once' | 'append';
  /** Ends with one line feed. Called only where the file may have to be written; files may share one. */
  readonly content: () => string;
  /**
   * All that `content` depends on, as values of the model and texts: equal inputs, equal content. An incremental run
   * compares their hashes instead of making the content.
   */
  readonly inputs: readonly unknown[];
  /** What generated code needs of a `once` file that is its user's by now: it is added, all else stays as it is. */
  readonly needs?: FileNeeds;
  /** Versions in a `once` file that generated code is tested with: `eda upgrade` raises those that are lower. */
  readonly pins?: readonly Pin[];
}

/** An exact version of a package in a text, and what stands right before it: `"pg": "`. */
export interface Pin {
  readonly name: string;
  readonly before: string;
  readonly version: string;
}

export type FileNeeds =
  /** Exact versions by package, in the `dependencies` of a package.json. */
  | { readonly kind: 'dependencies'; readonly packages: { readonly [name: string]: string } }
  /** Members of the object that a TypeScript file exports under a name, each as source text. */
  | { readonly kind: 'members'; readonly variable: string; readonly members: readonly NeededMember[] };

export interface NeededMember {
  readonly name: string;
  /** `'todos.task.created': () => undefined` */
  readonly text: string;
}

export interface Assets {
  /** Text of an asset by its path below the package (`templates/typescript/main.ts.hbs`). */
  text(path: string): string;
  /** Names of the files of an asset folder, sorted, without tests. */
  list(folder: string): readonly string[];
  /** Text of a template with its view filled in; `view` is a plain object of texts, lists and flags. */
  render(template: string, view: object): string;
  /** Changes whenever any asset does: an input of every planned file that uses one. */
  readonly version: string;
}

/** Gives a generator its type; the identity otherwise. */
export function defineGenerator(generator: Generator): Generator {
  return generator;
}
