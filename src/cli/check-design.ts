import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { rememberAnswers } from '../model/remember.ts';
import {
  type LintedDesign,
  type LintMemory,
  type LoadedDesign,
  lintDesign,
  loadDesign,
} from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { releasesFolder } from '../spec/project-files.ts';
import type { ParseCache } from '../spec/source.ts';
import { findUnreadConfigs } from './config-file.ts';
import type { OfficialParser } from './official-parser.ts';
import { findMissingGenerators } from './own-module.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';
import type { SinceRelease } from './since-release.ts';

export interface CheckedDesign {
  readonly design: LoadedDesign;
  readonly diagnostics: readonly Diagnostic[];
  /** What ignores beside it silence. */
  readonly ignored: LintedDesign['ignored'];
  /** Rules of the project's own. */
  readonly custom: readonly Rule[];
}

export interface CheckOptions {
  readonly cache?: ParseCache;
  readonly memory?: LintMemory;
  /** False: as if nobody had written an ignore into the design. */
  readonly inlineIgnores?: boolean;
  /** True: compares with the newest release, where there is one. */
  readonly sinceRelease?: boolean;
  /** False: modules of the project's own rules are not loaded. */
  readonly ownRules?: boolean;
  /** Judges the AsyncAPI documents of the design as well. */
  readonly official?: OfficialParser;
}

/** Reads a design and runs the rules over it: ours, and those of the project's own that `lint.custom` names. */
export async function checkDesign(
  project: Project,
  { cache, memory, inlineIgnores = true, sinceRelease = false, ownRules = true, official }: CheckOptions = {},
): Promise<CheckedDesign> {
  const design = loadDesign(project.files, project.entry, cache);
  const { architecture } = design;
  const contradictions =
    architecture === undefined || typeof project.entry === 'string' || hasErrors(design)
      ? []
      : await findDocumentFaults(project, architecture);
  // A process that keeps values keeps optimised code as well: asking twice costs it more than remembering.
  if (cache !== undefined && architecture !== undefined) rememberAnswers(architecture);
  const compared = sinceRelease ? await compareWithRelease(project, design) : undefined;
  const options = {
    inlineIgnores,
    ...(memory === undefined ? {} : { memory }),
    ...(compared?.findings === undefined ? {} : { release: compared.findings }),
  };
  const judged = official === undefined ? undefined : await judgeDocuments(project, design, official);
  const all = judged === undefined ? rules : [...rules, ...judged.rules];
  const withNotes = (linted: LintedDesign): LintedDesign => ({
    ...linted,
    diagnostics: (judged?.withoutSaid ?? same)([
      ...linted.diagnostics,
      ...(compared?.diagnostics ?? []),
      ...contradictions,
      ...(architecture === undefined ? [] : findMissingGenerators(project, architecture)),
      ...findUnreadConfigs(project),
    ]),
  });
  if (architecture === undefined || architecture.lint.custom.length === 0 || !ownRules) {
    return { design, ...withNotes(lintDesign(design, all, today(), options)), custom: [] };
  }
  const { loadRules } = await import('./project-modules.ts');
  const own = await loadRules(project, architecture);
  const linted = withNotes(lintDesign(design, [...all, ...own.values], today(), options));
  return {
    design,
    diagnostics: [...linted.diagnostics, ...own.diagnostics],
    ignored: linted.ignored,
    custom: own.values,
  };
}

/** Two documents that contradict each other are told once. */
function hasErrors({ diagnostics }: LoadedDesign): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** Documents are looked at once more; most projects have none by themselves. */
async function findDocumentFaults(
  project: Project,
  architecture: Architecture,
): Promise<readonly Diagnostic[]> {
  const { checkDocuments } = await import('./check-documents.ts');
  return checkDocuments(project, architecture);
}

function same(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics;
}

/** What the official parser finds in the documents of a design, as rules. */
async function judgeDocuments(
  { entry }: Project,
  { architecture, incomplete }: LoadedDesign,
  official: OfficialParser,
) {
  // What cannot be read is told once, by us.
  if (architecture === undefined || incomplete) return undefined;
  const named = architecture.documents.map(({ file }) => file);
  const documents = new Set([...(typeof entry === 'string' ? [] : entry.documents), ...named]);
  const { officialRules, withoutSaid } = await import('./official-rules.ts');
  return { rules: officialRules(await official([...documents])), withoutSaid };
}

/** What changed since the newest release; nothing is loaded for a project that has none. */
async function compareWithRelease(
  project: Project,
  { architecture, incomplete }: LoadedDesign,
): Promise<SinceRelease | undefined> {
  if (architecture === undefined || incomplete || !existsSync(join(project.folder, releasesFolder)))
    return undefined;
  const { findSinceNewest } = await import('./since-release.ts');
  return findSinceNewest(project, architecture);
}
