import type { Path } from '../../../diagnostics/diagnostic.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import { explainPattern } from './explain-pattern.ts';
import type { Explanation } from './explanation.ts';
import { shapeAt, tagsOf, valueAt } from './shape-schema.ts';
import { valueMeant } from './value-synonyms.ts';
import { alternatives, expectation, labelOf, showValue } from './wording.ts';

type Params = Readonly<Record<string, unknown>>;

/** Puts into words that a value of the right type is not one of those that may stand there. */
export function explainValue(path: Path, keyword: string, params: Params, root: unknown): Explanation {
  const value = valueAt(root, path);
  const base = { code: 'value', path } as const;
  const label = labelOf(path);
  switch (keyword) {
    case 'const':
      return explainVersion(path, value);
    case 'enum':
      return explainEnum(path, value, root);
    case 'pattern':
      return explainPattern(path, String(value), root);
    case 'minLength':
      return { ...base, message: `${label} is an empty text` };
    case 'minimum':
    case 'maximum':
      return {
        ...base,
        message: `${label} is ${showValue(value)}; at ${keyword === 'minimum' ? 'least' : 'most'} ${params.limit} is expected`,
      };
    case 'minItems':
      return { ...base, ...explainShortList(path, value) };
    case 'minProperties':
      return { ...base, message: `${label} is empty; at least one is expected` };
    case 'uniqueItems':
      return explainDouble(path, value, params);
    case 'not':
      return {
        ...base,
        message: `${label} is true; ${expectation(shapeAt(root, path))} is expected`,
        help:
          path.at(-1) === 'bulk'
            ? 'write `bulk: { max: 100, wait: 1s }`'
            : 'leave it out, or write its options; generators run unless they are `false`',
      };
    default:
      return { ...base, message: `${label} is ${showValue(value)}, which cannot stand here` };
  }
}

function explainVersion(path: Path, value: unknown): Explanation {
  const base = { code: 'eda-version', path } as const;
  if (typeof value === 'number' && value !== 1) {
    const message = `eda: ${value} is a version of the format that this eda does not know`;
    return { ...base, message, help: 'it reads `eda: 1`; a newer format needs a newer eda' };
  }
  const message = `\`eda\` is ${showValue(value)}; the number 1 is expected`;
  return { ...base, message, help: 'write `eda: 1`', mend: { safe: value === '1', text: '1' } };
}

function explainEnum(path: Path, value: unknown, root: unknown): Explanation {
  const allowed = allowedValues(path, root);
  const key = String(path.at(-1));
  const meant =
    typeof value === 'string'
      ? (valueMeant(key, value, allowed) ?? suggest(value, allowed))
      : scalarMeant(value, allowed);
  const what =
    key === 'type' && path.at(-3) === 'brokers'
      ? `${showValue(value)} is not a type of broker`
      : `${labelOf(path)} is ${showValue(value)}`;
  const expected = `${alternatives(allowed)} is expected`;
  if (meant === undefined) {
    if (allowed.length <= 4) return { code: 'value', path, message: `${what}; ${expected}` };
    return { code: 'value', path, message: what, help: expected };
  }
  return {
    code: 'value',
    path,
    message: `${what}; did you mean ${meant}?`,
    help: expected,
    mend: { safe: false, text: meant },
  };
}

/** `off` that an older YAML turned into false, or a number in a list of numbers. */
function scalarMeant(value: unknown, allowed: readonly string[]): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined;
  const word = value === false ? 'off' : value === null ? 'none' : String(value);
  return allowed.includes(word) ? word : allowed.find((each) => value === false && each === 'none');
}

function allowedValues(path: Path, root: unknown): readonly string[] {
  const { node } = shapeAt(root, path);
  if (node.enum !== undefined) return node.enum.map(String);
  return tagsOf(shapeAt(root, path.slice(0, -1)).node);
}

function explainShortList(path: Path, value: unknown): Pick<Explanation, 'message' | 'help'> {
  const [only] = Array.isArray(value) ? value : [];
  if (typeof only === 'string')
    return {
      message: `${labelOf(path)} is a list of one`,
      help: `write the one: \`${String(path.at(-1))}: ${only}\``,
    };
  return { message: `${labelOf(path)} is an empty list; at least one is expected` };
}

function explainDouble(path: Path, value: unknown, params: Params): Explanation {
  const index = Math.max(Number(params.i), Number(params.j));
  const item = Array.isArray(value) ? value[index] : undefined;
  return {
    code: 'value',
    path: [...path, index],
    message: `${labelOf(path)} names ${showValue(item)} twice`,
    help: 'leave one out',
    doubled: true,
  };
}
