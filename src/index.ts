/** The library: what the command line, the studio and a team's own scripts call. */
export { type RunningSystem, type SystemOptions, startSystem } from './dev/system.ts';
export type { SystemEvent } from './dev/system-event.ts';
export type { Diagnostic, Fix, Path, Place, Related, Severity } from './diagnostics/diagnostic.ts';
export { toJsonReport } from './diagnostics/format/json.ts';
export { formatTerminal } from './diagnostics/format/terminal.ts';
export { openAssets } from './generators/assets.ts';
export type { Assets, Generator, Plan, PlanInput, PlannedFile } from './generators/generator.ts';
export { defineGenerator } from './generators/generator.ts';
export { generators } from './generators/index.ts';
export type * from './model/architecture.ts';
export { checkValue } from './model/check-value.ts';
export { type ArchitectureIndex, indexArchitecture } from './model/query.ts';
export type * from './model/schema.ts';
export { resolveService, resolveSubscription, resolveTopic } from './model/settings.ts';
export { type LintedDesign, type LoadedDesign, lintDesign, loadDesign, planDesign } from './pipeline.ts';
export { type DesignValue, designValue } from './print/eda/design-value.ts';
export { printEdaYaml } from './print/eda-yaml.ts';
export { rules } from './rules/index.ts';
export type { Finding, Rule, RuleContext, Visitor } from './rules/rule.ts';
export { defineRule } from './rules/rule.ts';
export {
  changedPaths,
  findMergeBase,
  openRepository,
  type Repository,
  resolveCommit,
} from './spec/git/repository.ts';
export { createRevisionFiles } from './spec/git/revision-files.ts';
export type { Git, GitProblem } from './spec/git/run-git.ts';
export { createDiskFiles, createMemoryFiles, type ProjectFiles } from './spec/project-files.ts';
export { readLock, writeFiles } from './write/write.ts';
