import { compareDiagnostics, type Diagnostic } from './diagnostics/diagnostic.ts';
import type { Assets, Generator, PlanInput } from './generators/generator.ts';
import { type FullPlan, planFiles } from './generators/plan.ts';
import type { PlanMemory } from './generators/remembered-plan.ts';
import type { Architecture, ById } from './model/architecture.ts';
import { buildArchitecture } from './model/build.ts';
import { findDocumentIgnores, ignoreKey } from './rules/document-ignores.ts';
import { findInlineIgnores, type InlineIgnore } from './rules/inline-ignore.ts';
import type { ReleaseFindings, Rule } from './rules/rule.ts';
import { runRules } from './rules/run.ts';
import { createSchemaMemory, type SchemaMemory } from './rules/schema-memory.ts';
import type { IgnoredFinding } from './rules/silence.ts';
import { findBelow } from './spec/place-tree.ts';
import type { ProjectFiles } from './spec/project-files.ts';
import { type Entry, type ParseCache, readSpec, type SpecSource } from './spec/source.ts';
import { readYaml } from './spec/yaml.ts';

/*
 * files ──read──▶ SpecSource ──build──▶ Architecture ──lint──▶ Diagnostic[]
 *                                            └──plan──▶ PlannedFile[] ──write──▶ disk (src/write/write.ts)
 */

/** Where the words of a design stand. The values that were read from them are let go once the model is built. */
export type DesignTexts = Pick<SpecSource, 'texts' | 'locate' | 'placeOf'>;

/** A design that has been read: the model where there is one, and all that reading it found wrong. */
export interface LoadedDesign {
  readonly source?: DesignTexts;
  readonly architecture?: Architecture;
  readonly diagnostics: readonly Diagnostic[];
  /** True: some file could not be read or parsed, so what seems to be missing may stand there. */
  readonly incomplete: boolean;
}

/** read → build */
export function loadDesign(files: ProjectFiles, entry: Entry, cache?: ParseCache): LoadedDesign {
  const read = readSpec(files, entry, cache);
  if (read.source === undefined) return { diagnostics: read.diagnostics, incomplete: true };
  const { texts, locate, placeOf } = read.source;
  const built = buildArchitecture(read.source);
  return {
    source: { texts, locate, placeOf },
    architecture: built.architecture,
    diagnostics: told(
      [...read.diagnostics, ...built.diagnostics].map((diagnostic) => inFiles(diagnostic, placeOf)),
    ),
    incomplete: read.incomplete(),
  };
}

/** What there is to say about a design. */
export interface LintedDesign {
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
  /** What ignores beside it silence. */
  readonly ignored: readonly IgnoredFinding[];
}

export interface LintOptions {
  readonly inlineIgnores?: boolean;
  /** What changed since the last release. */
  readonly release?: ReleaseFindings;
  /** What earlier passes of the process found out. */
  readonly memory?: LintMemory;
}

/** What holds from one pass to the next, where a process lints again and again. */
export interface LintMemory {
  readonly schemas: SchemaMemory;
  /** Ignores by file, with the text that they were found in. */
  readonly ignores: Map<string, { readonly text: string; readonly ignores: readonly InlineIgnore[] }>;
}

/** Makes a memory that knows nothing yet, for the passes of one process. */
export function createLintMemory(): LintMemory {
  return { schemas: createSchemaMemory(), ignores: new Map() };
}

/**
 * lint: what reading found, and what the rules say; nothing twice, nothing that only follows from an unread file. With
 * `inlineIgnores: false` as if nobody had written an ignore.
 */
export function lintDesign(
  design: LoadedDesign,
  rules: readonly Rule[],
  today: string,
  { inlineIgnores = true, release, memory }: LintOptions = {},
): LintedDesign {
  const { source, architecture, diagnostics } = design;
  if (source === undefined || architecture === undefined || design.incomplete) {
    return { diagnostics: sorted(diagnostics), ignored: [] };
  }
  const { findings, ignored } = runRules({
    architecture,
    rules,
    today,
    reported: diagnostics,
    ignores: inlineIgnores
      ? [...source.texts].flatMap(([file, text]) => ignoresIn(file, text, memory?.ignores))
      : [],
    locate: (place) => source.locate(place).line,
    placeOf: source.placeOf,
    ...(release === undefined ? {} : { release }),
    ...(memory === undefined ? {} : { memory: memory.schemas }),
  });
  const shown = findings.map((finding) => inFiles(finding, source.placeOf));
  const silenced = ignored.map((one) => ({ ...one, diagnostic: inFiles(one.diagnostic, source.placeOf) }));
  const faulty = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').map(({ at }) => at);
  const isFaulty = findBelow(faulty);
  const follows = ({ at }: Diagnostic): boolean => isFaulty(at);
  return {
    diagnostics: sorted([...diagnostics, ...shown.filter((finding) => !follows(finding))]),
    ignored: silenced.filter(({ diagnostic }) => !follows(diagnostic)),
  };
}

/** What a file says to ignore: in comments, and in documents, which may have none, by a key. */
function ignoresIn(file: string, text: string, memory?: LintMemory['ignores']): readonly InlineIgnore[] {
  const known = memory?.get(file);
  if (known?.text === text) return known.ignores;
  const ignores = findIgnores(file, text);
  memory?.set(file, { text, ignores });
  return ignores;
}

function findIgnores(file: string, text: string): readonly InlineIgnore[] {
  const inComments = findInlineIgnores(text, file);
  if (!text.includes(ignoreKey)) return inComments;
  return [...inComments, ...findDocumentIgnores(readYaml(text, file, 'shared').value, file)];
}

/** plan: the files that should exist for a design. */
export function planDesign(
  architecture: Architecture,
  generators: readonly Generator[],
  assets: Assets,
  records: ById<ById<unknown>>,
  only?: readonly string[],
  services?: ReadonlySet<string>,
  memory?: PlanMemory,
  places?: PlanInput['places'],
): Promise<FullPlan> {
  return planFiles({
    architecture,
    generators,
    assets,
    records,
    ...(only === undefined ? {} : { only }),
    ...(services === undefined ? {} : { services }),
    ...(memory === undefined ? {} : { memory }),
    ...(places === undefined ? {} : { places }),
  });
}

/** A document is read for what it says and for itself: what both find at one place is told once. */
function told(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, at }) => {
    const id = [code, at.file, ...at.path, at.on, at.range?.offset].join('\0');
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}

/** A finding with places of files, where the model's are those of what a document says in the language. */
function inFiles(diagnostic: Diagnostic, placeOf: DesignTexts['placeOf']): Diagnostic {
  const at = placeOf(diagnostic.at);
  const related = diagnostic.related?.map((other) => ({ ...other, at: placeOf(other.at) }));
  const { fix, ...said } = diagnostic;
  // An edit speaks of the language of designs: in a document it would write where that means something else.
  const isOurs = fix?.edits.every((edit) => placeOf(edit.at) === edit.at) ?? false;
  return {
    ...said,
    at,
    ...(related === undefined ? {} : { related }),
    ...(fix !== undefined && isOurs ? { fix } : {}),
  };
}

function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(compareDiagnostics);
}
