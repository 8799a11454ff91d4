import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type LintedDesign, type LoadedDesign, lintDesign, loadDesign } from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { ParseCache } from '../spec/source.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';

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
  /** False: as if nobody had written an ignore into the design. */
  readonly inlineIgnores?: boolean;
}

/** Reads a design and runs the rules over it: ours, and those of the project's own that `lint.custom` names. */
export async function checkDesign(
  project: Project,
  { cache, inlineIgnores = true }: CheckOptions = {},
): Promise<CheckedDesign> {
  const design = loadDesign(project.files, project.entry, cache);
  const { architecture } = design;
  if (architecture === undefined || architecture.lint.custom.length === 0) {
    return { design, ...lintDesign(design, rules, today(), { inlineIgnores }), custom: [] };
  }
  const { loadRules } = await import('./project-modules.ts');
  const own = await loadRules(project, architecture);
  const linted = lintDesign(design, [...rules, ...own.values], today(), { inlineIgnores });
  return {
    design,
    diagnostics: [...linted.diagnostics, ...own.diagnostics],
    ignored: linted.ignored,
    custom: own.values,
  };
}
