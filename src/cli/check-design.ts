import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type LoadedDesign, lintDesign, loadDesign } from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import type { ParseCache } from '../spec/source.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';

export interface CheckedDesign {
  readonly design: LoadedDesign;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a design and runs the rules over it: ours, and those of the project's own that `lint.custom` names. */
export async function checkDesign(project: Project, cache?: ParseCache): Promise<CheckedDesign> {
  const design = loadDesign(project.files, project.root, cache);
  const { architecture } = design;
  if (architecture === undefined || architecture.lint.custom.length === 0) {
    return { design, diagnostics: lintDesign(design, rules, today()) };
  }
  const { loadRules } = await import('./project-modules.ts');
  const own = await loadRules(project, architecture);
  const diagnostics = lintDesign(design, [...rules, ...own.values], today());
  return { design, diagnostics: [...diagnostics, ...own.diagnostics] };
}
