import type { ValidationIssue } from './contract.ts';

/**
 * Tells what is wrong with a value; an empty list means that it fits. Generated validators are built from the
 * functions of `scalar-validators.ts`, `object-validator.ts`, `list-validator.ts` and `combined-validators.ts`, whose
 * options are the keywords of JSON Schema 2020-12.
 * @param at where the value stands, for validators inside others; callers leave it out.
 */
export type Validator = (value: unknown, at?: At) => ValidationIssue[];

/** The way to a value, and what was found so far. One object goes through a whole document. */
export interface At {
  readonly path: (string | number)[];
  readonly issues: ValidationIssue[];
}

/** Where a document starts. */
export function start(): At {
  return { path: [], issues: [] };
}

/** Notes an issue at the place, once. */
export function fail({ path, issues }: At, message: string): ValidationIssue[] {
  const shown = path.join('.');
  for (const issue of issues) if (issue.path === shown && issue.message === message) return issues;
  issues.push({ path: shown, message });
  return issues;
}

/** Validates a value one step further in. */
export function inside(validate: Validator, value: unknown, step: string | number, at: At): void {
  at.path.push(step);
  validate(value, at);
  at.path.pop();
}

/** Notes an issue one step further in. */
export function failInside(at: At, step: string | number, message: string): void {
  at.path.push(step);
  fail(at, message);
  at.path.pop();
}

/** What a validator finds at the place, kept apart from what was found before. */
export function attempt(validate: Validator, value: unknown, at: At): ValidationIssue[] {
  return validate(value, { path: at.path, issues: [] });
}

/** `1 item`, `2 items` */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
