import type { Path } from '../../../diagnostics/diagnostic.ts';
import { booleanMeant } from './boolean-meant.ts';
import { explainNoMap } from './explain-no-map.ts';
import { explainValue } from './explain-value.ts';
import type { Explanation, Mend } from './explanation.ts';
import { mendDuration, mendSemver } from './mend-names.ts';
import { type Shape, shapeAt, valueAt } from './shape-schema.ts';
import { expectation, labelOf, listKeys, showValue, thingOf, yamlFlow, yamlText } from './wording.ts';

/** Puts into words that a value has the wrong type. */
export function explainType(path: Path, expected: readonly string[], root: unknown): Explanation {
  const value = valueAt(root, path);
  const shape = shapeAt(root, path);
  const base = { code: 'type', path, message: messageFor(path, value, shape) } as const;
  if (path.length === 0) return explainFile(value);
  // `off` that an older YAML turned into false.
  if (shape.node.enum !== undefined && typeof value !== 'object') return explainValue(path, 'enum', {}, root);
  if (shape.kind === 'ruleOptions') {
    return {
      ...base,
      help: `write \`${String(path.at(-1))}: { severity: warning }\`, with its options beside`,
    };
  }
  if (path.at(-2) === 'custom' && path.at(-3) === 'lint' && typeof value !== 'object') {
    return {
      ...base,
      help: 'write the path of a module, or `{ rule: …, on: …, require: { … }, message: … }`',
    };
  }
  if (value === null) return { ...base, ...explainNothing(path, shape, expected) };
  if (expected.includes('string') && typeof value === 'object')
    return explainBraces(path, value, shape, base);
  if (expected.includes('string')) return { ...base, ...explainScalarAsText(path, value, shape) };
  // `bulk: off`: where a map may stand, `false` may as well.
  const isFalse = expected.includes('boolean') && typeof value === 'string' && booleanMeant(value) === false;
  if (isFalse) return { ...base, ...explainScalar(value, expected) };
  if (expected.includes('object')) return { ...base, ...explainNoMap(path, value, shape, root) };
  if (expected.includes('array')) return { ...base, ...explainNoList(path, value, shape) };
  return { ...base, ...explainScalar(value, expected) };
}

type Words = Partial<Explanation>;

function messageFor(path: Path, value: unknown, shape: Shape): string {
  if (value === null) return `${labelOf(path)} has no value; ${expectation(shape)} is expected`;
  return `${labelOf(path)} is ${showValue(value)}; ${expectation(shape)} is expected`;
}

function explainFile(value: unknown): Explanation {
  const message =
    value === null || value === undefined
      ? 'the file is empty'
      : `the file is ${showValue(value)}; a map is expected`;
  return { code: 'type', path: [], message, help: 'begin it with `eda: 1`' };
}

function explainNothing(path: Path, shape: Shape, expected: readonly string[]): Words {
  const key = path.at(-1);
  const name = typeof key === 'string' ? key : '…';
  if (!expected.includes('object') || shape.kind === 'any')
    return { onKey: typeof key === 'string', help: 'write a value, or leave the key out' };
  const nothingNeeded = ['subscription', 'call', 'domain', 'team', 'topic', 'generatorOptions'].includes(
    shape.kind,
  );
  if (nothingNeeded) return { onKey: true, help: `write \`${yamlText(name)}: {}\` to take every default` };
  return {
    onKey: typeof key === 'string',
    help: `write what ${thingOf(shape.kind)} needs below it, or leave it out`,
  };
}

/** A text is expected and a map or list stands there: YAML read braces, or a colon, as structure. */
function explainBraces(path: Path, value: object, shape: Shape, base: Explanation): Explanation {
  const entries = Array.isArray(value) ? [] : Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[1] === null) {
    const key = path.at(-1);
    return {
      ...base,
      code: 'placeholder',
      message: 'braces open a map in YAML',
      help: `quote the text: \`${typeof key === 'string' ? `${key}: ` : ''}'{${only[0]}}'\``,
    };
  }
  if (entries.length === 1 && typeof only?.[1] === 'number') {
    return {
      ...base,
      help: `a colon and a space open a map in YAML; write \`${only[0]}:${only[1]}\` without the space`,
    };
  }
  if (shape.kind === 'eventRef' && entries.length > 0) {
    return { ...base, help: `write the name alone: \`${yamlText(only?.[0] ?? '')}\`` };
  }
  const [first] = Array.isArray(value) ? value : [];
  if (typeof first === 'string' && Array.isArray(value) && value.length === 1) {
    return { ...base, help: `write it without brackets: \`${yamlFlow(first)}\`` };
  }
  return shape.kind === 'column' ? { ...base, help: 'a list of values is kept as `json`' } : base;
}

function explainScalarAsText(path: Path, value: unknown, shape: Shape): Words {
  if (shape.kind === 'semver' && typeof value === 'number') {
    const version = mendSemver(String(value)) ?? '1.0.0';
    return { help: `write all three parts: \`'${version}'\``, mend: { safe: true, text: `'${version}'` } };
  }
  if ((shape.kind === 'duration' || shape.kind === 'retention') && typeof value === 'number') {
    return sayUnit(path, value);
  }
  if (path.at(-1) === 'deadLetter' && value === false) {
    return { help: 'write `none`: what is given up is then lost', mend: { safe: true, text: 'none' } };
  }
  return { help: `quote it: \`'${String(value)}'\``, mend: { safe: true, text: `'${String(value)}'` } };
}

/** Long times are meant in days, small numbers in seconds, large ones in milliseconds. */
function sayUnit(path: Path, value: number): Words {
  const inDays = ['retention', 'history', 'inboxRetention'].includes(String(path.at(-1)));
  const mended = mendDuration(`${value}${inDays ? 'd' : value >= 100 ? 'ms' : 's'}`);
  if (mended === undefined) return { help: 'write a whole number and its unit: ms, s, m, h or d' };
  return { help: `say the unit: \`${mended}\``, mend: { safe: false, text: mended } };
}

function explainNoList(path: Path, value: unknown, shape: Shape): Words {
  if (typeof value === 'string') {
    const parts = value.split(/\s*,\s*/).filter((part) => part !== '');
    return { help: `write \`[${parts.map(yamlText).join(', ')}]\`` };
  }
  if (typeof value !== 'object' || value === null) return {};
  if (path.at(-1) === 'steps') return { help: 'write `- name: …` for each step: their order matters' };
  const names = Object.keys(value).slice(0, 3).map(yamlText);
  if (shape.kind === 'eventList' || path.at(-1) === 'include')
    return { help: `write \`[${names.join(', ')}]\`` };
  return { help: `write each with a leading hyphen, or in ${listKeys(['[ ]'])}` };
}

function explainScalar(value: unknown, expected: readonly string[]): Words {
  if (expected.includes('boolean')) {
    const meant = typeof value === 'string' ? booleanMeant(value) : undefined;
    return meant === undefined
      ? {}
      : { help: `write \`${meant}\``, mend: { safe: true, text: String(meant) } };
  }
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) {
    const mend: Mend = { safe: true, text: value.trim() };
    return { help: `write it without quotes: \`${value.trim()}\``, mend };
  }
  return {};
}
