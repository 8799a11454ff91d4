import type { Schema } from '../model/schema.ts';

/** An option of a rule: what stands beside `severity` under `lint.rules.<id>`. */
export interface RuleOption<T = unknown> {
  /** One line without a full stop: "words that may stand there". */
  readonly description: string;
  readonly schema: Schema;
  readonly default: T;
}

/** Options by name, in the order in which pages list them. */
export interface RuleOptions {
  readonly [name: string]: RuleOption;
}

/** What a rule finds in its context: each option's value, given or by default. */
export type OptionValues<Options extends RuleOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends RuleOption<infer T> ? T : never;
};

/** A list of words or names. */
export function words(description: string, initial: readonly string[] = []): RuleOption<readonly string[]> {
  const schema: Schema = { kind: 'array', items: { kind: 'string', minLength: 1 }, unique: true };
  return { description, schema, default: initial };
}

/** One of several values. */
export function choice<const Value extends string>(
  description: string,
  values: readonly Value[],
  initial: NoInfer<Value>,
): RuleOption<Value> {
  return { description, schema: { kind: 'enum', values }, default: initial };
}

/** A whole number from `minimum` on. */
export function wholeNumber(description: string, initial: number, minimum = 1): RuleOption<number> {
  return { description, schema: { kind: 'number', integer: true, minimum }, default: initial };
}

/** A regular expression (ECMAScript with the u flag); empty: none. */
export function regularExpression(description: string): RuleOption<string> {
  return { description, schema: { kind: 'string', format: 'regex' }, default: '' };
}

/** What a value of the option is, for pages: "list of texts", "camelCase or snake_case", "whole number from 1". */
export function kindOfOption({ schema }: RuleOption): string {
  switch (schema.kind) {
    case 'array':
      return 'list of texts';
    case 'enum':
      return schema.values.map((value) => `\`${String(value)}\``).join(', ');
    case 'number':
      return `whole number from ${schema.minimum ?? 0}`;
    case 'boolean':
      return '`true` or `false`';
    default:
      return schema.kind === 'string' && schema.format === 'regex' ? 'regular expression' : 'text';
  }
}
