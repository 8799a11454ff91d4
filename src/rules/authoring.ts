/** `eda/rules`: what a module of a team's own rules is made with, and nothing that would have to be loaded beside it. */
export type { Diagnostic, Fix, Path, Place, Related, Severity } from '../diagnostics/diagnostic.ts';
export type * from '../model/architecture.ts';
export type * from '../model/schema.ts';
export type { Finding, Rule, RuleContext, Survey, Visitor } from './rule.ts';
export { defineRule } from './rule.ts';
export { choice, regularExpression, wholeNumber, words } from './rule-option.ts';
