import { hasTwice } from './checks.ts';
import { type At, attempt, counted, fail, inside, start, type Validator } from './validator.ts';

export interface ListRules {
  readonly loose?: true;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly prefixItems?: readonly Validator[];
  /** Items behind the prefix; `false`: none. */
  readonly items?: Validator | false;
  readonly contains?: Validator;
  readonly minContains?: number;
  readonly maxContains?: number;
}

/** A list. */
export function list(rules: ListRules = {}): Validator {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, prefixItems = [], items } = rules;
  return (value, at = start()) => {
    if (!Array.isArray(value)) return rules.loose === true ? at.issues : fail(at, 'must be a list');
    if (value.length < minItems) fail(at, `must have at least ${counted(minItems, 'item')}`);
    if (value.length > maxItems) fail(at, `must have at most ${counted(maxItems, 'item')}`);
    if (rules.uniqueItems === true && hasTwice(value)) fail(at, 'must not hold the same item twice');
    for (const [index, validate] of prefixItems.entries()) {
      if (index < value.length) inside(validate, value[index], index, at);
    }
    if (items === false) {
      const most = prefixItems.length;
      if (value.length > most)
        fail(at, most === 0 ? 'must be empty' : `must have at most ${counted(most, 'item')}`);
    } else if (items !== undefined) {
      for (let index = prefixItems.length; index < value.length; index++)
        inside(items, value[index], index, at);
    }
    if (rules.contains !== undefined) checkContained(rules.contains, rules, value, at);
    return at.issues;
  };
}

function checkContained(
  contains: Validator,
  { minContains = 1, maxContains = Number.POSITIVE_INFINITY }: ListRules,
  value: readonly unknown[],
  at: At,
): void {
  const fitting = value.filter((item) => attempt(contains, item, at).length === 0).length;
  const most = (count: number): string => `${counted(count, 'item')} of the kind demanded`;
  if (fitting < minContains) fail(at, `must have at least ${most(minContains)}`);
  if (fitting > maxContains) fail(at, `must have at most ${most(maxContains)}`);
}
