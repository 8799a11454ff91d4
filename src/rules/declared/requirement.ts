import type { ById, SettingValue } from '../../model/architecture.ts';
import { durationOf } from '../../model/build/values.ts';
import { matchesPattern, patternOf } from '../../model/scalar-faults.ts';
import { globTest } from '../glob.ts';
import { listNames } from '../wording.ts';
import type { PropertyValue } from './element-properties.ts';

/** What has to be true of a property, ready to be asked. */
export interface Requirement {
  holds(value: PropertyValue): boolean;
  /** "it has to match ^sales\\." */
  readonly wanted: string;
}

export type ReadRequirement =
  | { readonly ok: true; readonly requirement: Requirement }
  /** `keyword`: the one at fault; absent: the whole. */
  | { readonly ok: false; readonly message: string; readonly help: string; readonly keyword?: string };

const keywords = ['defined', 'pattern', 'enum', 'contains', 'minLength', 'maxLength', 'minimum', 'maximum'];

/** Reads what stands under `require` beside `path`: one keyword and its value. */
export function readRequirement(written: ById<unknown>): ReadRequirement {
  const said = keywords.filter((keyword) => written[keyword] !== undefined);
  const [keyword, second] = said;
  if (keyword === undefined) {
    return {
      ok: false,
      message: 'nothing is required of the property',
      help: `add one of ${listNames(keywords, 'or')}`,
    };
  }
  if (second !== undefined) {
    return {
      ok: false,
      message: `${listNames(said)} are two requirements`,
      help: 'write a rule for each, so that each has a message of its own',
      keyword: second,
    };
  }
  const requirement = requirementOf(keyword, written[keyword]);
  return 'problem' in requirement
    ? { ok: false, message: requirement.problem, help: requirement.help, keyword }
    : { ok: true, requirement };
}

function requirementOf(
  keyword: string,
  value: unknown,
): Requirement | { readonly problem: string; readonly help: string } {
  switch (keyword) {
    case 'defined':
      return value === true
        ? { holds: isDefined, wanted: 'it has to be there' }
        : { holds: (found) => !isDefined(found), wanted: 'it must not be there' };
    case 'pattern':
      return patternRequirement(String(value));
    case 'enum': {
      const allowed: readonly unknown[] = Array.isArray(value) ? value : [];
      return {
        holds: (found) => isDefined(found) && listOf(found).every((each) => allowed.includes(each)),
        wanted: `${listNames(allowed.map(String), 'or')} is allowed`,
      };
    }
    case 'contains': {
      const fits = conditionTest(value as SettingValue);
      return { holds: (found) => listOf(found).some(fits), wanted: `it has to hold ${String(value)}` };
    }
    case 'minLength':
    case 'maxLength': {
      const limit = Number(value);
      const isLeast = keyword === 'minLength';
      return {
        holds: (found) => isDefined(found) && (isLeast ? lengthOf(found) >= limit : lengthOf(found) <= limit),
        wanted: `its length has to be at ${isLeast ? 'least' : 'most'} ${limit}`,
      };
    }
    default:
      return limitRequirement(keyword === 'minimum', value);
  }
}

function patternRequirement(pattern: string) {
  try {
    patternOf(pattern);
    return {
      holds: (found: PropertyValue) =>
        isDefined(found) &&
        listOf(found).every((each) => typeof each === 'string' && matchesPattern(pattern, each)),
      wanted: `it has to match ${pattern}`,
    };
  } catch (error) {
    return {
      problem: `${pattern} is not a regular expression`,
      help: `${error instanceof Error ? (/: ([^:]*)$/.exec(error.message)?.[1] ?? error.message) : String(error)}; patterns are ECMAScript with the u flag`,
    };
  }
}

function limitRequirement(isLeast: boolean, value: unknown) {
  const limit = quantityOf(value);
  if (limit === undefined) {
    return {
      problem: `'${String(value)}' is neither a number nor a time`,
      help: 'a time is a whole number and its unit: 500ms, 30s, 5m, 12h, 7d',
    };
  }
  return {
    holds: (found: PropertyValue) => {
      const quantity = Array.isArray(found) ? undefined : quantityOf(found);
      return quantity !== undefined && (isLeast ? quantity >= limit : quantity <= limit);
    },
    wanted: `it has to be at ${isLeast ? 'least' : 'most'} ${String(value)}`,
  };
}

/** A number as it is, a time in ms, `forever` as more than any. */
function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value === 'forever' ? Number.POSITIVE_INFINITY : durationOf(value);
}

/** An empty list and an empty text are as good as nothing. */
function isDefined(value: PropertyValue): value is SettingValue | readonly SettingValue[] {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function listOf(value: PropertyValue): readonly SettingValue[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

function lengthOf(value: SettingValue | readonly SettingValue[]): number {
  return typeof value === 'object' ? value.length : [...String(value)].length;
}

/** A test for one wanted value: texts are globs over texts, other values are equal or not. */
function conditionTest(wanted: SettingValue): (value: SettingValue) => boolean {
  if (typeof wanted !== 'string') return (value) => value === wanted;
  const matches = globTest(wanted);
  return (value) => typeof value === 'string' && matches(value);
}

/** A test of a property against the values and globs of a condition, of which one has to fit one of its values. */
export function conditionOf(wanted: readonly SettingValue[]): (value: PropertyValue) => boolean {
  const tests = wanted.map(conditionTest);
  return (value) => listOf(value).some((each) => tests.some((test) => test(each)));
}

/** A value in a message. */
export function showProperty(value: PropertyValue): string {
  if (!isDefined(value)) return 'is not there';
  return `is ${typeof value === 'object' ? value.join(', ') : String(value)}`;
}
