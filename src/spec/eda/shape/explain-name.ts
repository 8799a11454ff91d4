import type { Path } from '../../../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../../../diagnostics/suggest.ts';
import { isRooted } from '../../path-shape.ts';
import type { Explanation } from './explanation.ts';
import { camel, isNewName, kebab, mendEventName, mendSemver, pascal } from './mend-names.ts';
import { keysOf, memberNameKind, shapeAt } from './shape-schema.ts';
import { labelOf, listKeys, showValue } from './wording.ts';

/** Puts into words that a key of the map at `path` is no name of its kind. */
export function explainName(path: Path, key: string, root: unknown): Explanation {
  const kind = memberNameKind(shapeAt(root, path));
  const base = { code: 'name', path: [...path, key], onKey: true } as const;
  switch (kind) {
    case 'eventName':
      return { ...base, code: 'event-name', ...eventNameFault(key, ownDomain(root)) };
    case 'eventRef':
      return {
        ...base,
        code: 'event-name',
        ...(key === 'none'
          ? { message: "'none' is not the name of an event" }
          : eventNameFault(key, ownDomain(root))),
      };
    case 'schemaName':
      return { ...base, ...nameFault(key, 'the name of a shared schema is PascalCase', pascal(key)) };
    case 'operationName':
      return { ...base, ...nameFault(key, 'the name of an operation is camelCase', camel(key)) };
    case 'columnName':
      return { ...base, ...nameFault(key, 'the name of a column is camelCase', camel(key)) };
    case 'attributeName':
      return { ...base, ...attributeFault(key) };
    case 'semver':
      return { ...base, ...nameFault(key, 'a version is major.minor.patch', mendSemver(key)) };
    case 'topicName':
      return { ...base, message: 'a topic has an empty name' };
    case 'dataPath':
      return {
        ...base,
        message: `${showValue(key)} is not a path into the data`,
        help: 'write `customer.id`, or `lines.*.sku` for each item',
      };
    case 'generatorName':
      return { ...base, ...generatorFault(key, keysOf(shapeAt(root, path).node)) };
    default:
      return {
        ...base,
        ...nameFault(key, `a name under ${labelOf(path)} is lower case with hyphens`, kebab(key)),
      };
  }
}

type Wording = Pick<Explanation, 'message' | 'help' | 'mend'>;

/** What is wrong with the name of an event, and the nearest that would do. */
export function eventNameFault(name: string, domain = 'ordering'): Wording {
  if (name.includes('#')) {
    return {
      message: `${showValue(name)} is a foreign message, which needs a name of ours here`,
      help: 'write `<domain>.<entity>.<action>: { from: <file>#/<pointer> }`',
    };
  }
  const mended = mendEventName(name);
  if (mended !== undefined && mended !== name) {
    return {
      ...nameFault(name, 'the name of an event is `<domain>.<entity>.<action>` in lower case', mended),
    };
  }
  const count = name.split('.').filter((part) => part !== '').length;
  if (/\.v[01]$/.test(name)) {
    return {
      message: `${showValue(name)}: the first version has no suffix`,
      help: 'write `.v2` and up beside the old event, for data that running subscribers cannot read',
    };
  }
  const example =
    count === 2 && kebab(name.split('.')[0] ?? '') !== ''
      ? `${domain}.${name.split('.').map(kebab).join('.')}`
      : `${domain}.order.placed`;
  const parts =
    ['no parts', 'one part', 'two parts', 'three parts', 'four parts', 'five parts'][count] ??
    'too many parts';
  return {
    message: `${showValue(name)} has ${parts}; the name of an event has three`,
    help: `write \`<domain>.<entity>.<action>\`, e.g. \`${example}\``,
  };
}

function nameFault(name: string, rule: string, mended: string | undefined): Wording {
  const message = `${showValue(name)}: ${rule}`;
  if (mended === undefined || !isNewName(mended, name)) return { message };
  return { message: `${message}; did you mean ${mended}?`, mend: { safe: false, text: mended } };
}

/** A key under `generate` that is no generator: of ours by its name, of a team's own by its path. */
function generatorFault(key: string, known: readonly string[]): Wording & Pick<Explanation, 'code'> {
  if (/[\\/]/.test(key)) {
    const message = `${showValue(key)} is not the path of a generator, which is written with / and begins with ./ or ../`;
    const path = key.replaceAll('\\', '/');
    const isRelative = /^\.{1,2}\//.test(path);
    return { code: 'name', message, ...(isRooted(key) ? {} : meantFor(isRelative ? path : `./${path}`)) };
  }
  const meant = suggest(key, known);
  return {
    code: 'unknown-key',
    message: `there is no generator ${listKeys([key])}${orMeant(meant)}`,
    help: `generators are ${listKeys(known)}; one of your own is written as its path, such as ./tools/catalogue.ts`,
    ...(meant === undefined ? {} : meantFor(meant)),
  };
}

function meantFor(text: string): Pick<Explanation, 'mend'> {
  return { mend: { safe: false, text } };
}

function attributeFault(name: string): Wording {
  if (/^[a-z0-9]{1,20}$/.test(name)) {
    return {
      message: `${showValue(name)} is an attribute that every event has`,
      help: 'choose another name for your own',
    };
  }
  const mended = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 20);
  return nameFault(name, 'an attribute has 1 to 20 lower-case letters and digits', mended);
}

/** A domain of this file, for examples. */
function ownDomain(root: unknown): string | undefined {
  const domains = (root as { readonly domains?: unknown }).domains;
  if (typeof domains !== 'object' || domains === null) return undefined;
  const [first] = Object.keys(domains);
  return first !== undefined && kebab(first) === first ? first : undefined;
}
