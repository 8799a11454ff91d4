/** `eda/generators`: what a module of a team's own generators is made with. */
export type { Diagnostic, Place, Severity } from '../diagnostics/diagnostic.ts';
export type * from '../model/architecture.ts';
export type * from '../model/schema.ts';
export { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
export { printJson } from '../print/json.ts';
export { printYaml } from '../print/yaml.ts';
export type { Assets, Generator, Plan, PlanInput, PlannedFile } from './generator.ts';
export { defineGenerator } from './generator.ts';
