import { isObject, own } from './checks.ts';
import type { ValidationIssue } from './contract.ts';
import { type At, attempt, fail, inside, start, type Validator } from './validator.ts';

/** A validator that is declared further down, or that this one is a part of. */
export function ref(validator: () => Validator): Validator {
  return (value, at = start()) => validator()(value, at);
}

/** What all of several validators take. */
export function all(validators: readonly Validator[]): Validator {
  return (value, at = start()) => {
    for (const validate of validators) validate(value, at);
    return at.issues;
  };
}

/** Null, or what a validator takes. */
export function nullable(validate: Validator): Validator {
  return (value, at = start()) => (value === null ? at.issues : validate(value, at));
}

/** What at least one of several validators takes. */
export function anyOf(validators: readonly Validator[]): Validator {
  return (value, at = start()) => {
    const attempts: ValidationIssue[][] = [];
    for (const validate of validators) {
      const issues = attempt(validate, value, at);
      if (issues.length === 0) return at.issues;
      attempts.push(issues);
    }
    return failAll(at, attempts);
  };
}

/** What exactly one of several validators takes. */
export function exactlyOneOf(validators: readonly Validator[]): Validator {
  return (value, at = start()) => {
    const attempts = validators.map((validate) => attempt(validate, value, at));
    const fitting = attempts.filter((issues) => issues.length === 0).length;
    if (fitting === 0) return failAll(at, attempts);
    if (fitting === 1) return at.issues;
    return fail(at, `must fit one of ${attempts.length} alternatives only, fits ${fitting}`);
  };
}

/** Notes that none of several alternatives fits, and what speaks against the one that is closest. */
function failAll(at: At, attempts: readonly ValidationIssue[][]): ValidationIssue[] {
  const closest = attempts.reduce((best, issues) => (distance(issues) < distance(best) ? issues : best));
  const [issue] = closest;
  const here = at.path.join('.');
  const further =
    issue === undefined || issue.path === here
      ? ''
      : `${issue.path.slice(here === '' ? 0 : here.length + 1)} `;
  return fail(
    at,
    `must fit one of ${attempts.length} alternatives; closest: ${further}${issue?.message ?? ''}`,
  );
}

/** An alternative that fails further inside, or with fewer issues, is closer to what was meant. */
function distance(issues: readonly ValidationIssue[]): number {
  const depth = Math.max(...issues.map(({ path }) => (path === '' ? 0 : path.split('.').length)));
  return issues.length - depth * 100;
}

const typeWords = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

type JsonType = keyof typeof typeWords;

/** Alternatives of a JSON type each: the value's own tells which was meant. */
export function byType(alternatives: { readonly [type in JsonType]?: Validator }): Validator {
  const words = Object.keys(alternatives).map((type) => typeWords[type as JsonType]);
  const message = `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return (value, at = start()) => {
    const validate = alternatives[typeOf(value)];
    return validate === undefined ? fail(at, message) : validate(value, at);
  };
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Objects of several kinds: a property with a text of its own in each tells which was meant. */
export function byValue({
  property,
  alternatives,
}: {
  readonly property: string;
  readonly alternatives: readonly (readonly [value: string, validator: Validator])[];
}): Validator {
  const byText = new Map<unknown, Validator>(alternatives);
  const texts = alternatives.map(([value]) => JSON.stringify(value)).join(', ');
  const unknown: Validator = (_value, at = start()) => fail(at, `must be one of ${texts}`);
  return (value, at = start()) => {
    if (!isObject(value)) return fail(at, 'must be an object');
    const chosen = own(value, property);
    const validate = byText.get(chosen);
    if (validate !== undefined) return validate(value, at);
    inside(unknown, chosen, property, at);
    return at.issues;
  };
}

/** What a validator does not take. */
export function not({
  schema,
  message,
}: {
  readonly schema: Validator;
  readonly message: string;
}): Validator {
  return (value, at = start()) => (attempt(schema, value, at).length === 0 ? fail(at, message) : at.issues);
}

/** One validator for what a condition takes, another for all else. */
export function conditional(rules: {
  readonly if: Validator;
  readonly then?: Validator;
  readonly else?: Validator;
}): Validator {
  return (value, at = start()) => {
    const next = attempt(rules.if, value, at).length === 0 ? rules.then : rules.else;
    return next === undefined ? at.issues : next(value, at);
  };
}
