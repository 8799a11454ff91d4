import type { Diagnostic, Path } from '../../../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../../../diagnostics/suggest.ts';
import { isMap } from '../../is-map.ts';
import { descend } from '../../json-pointer.ts';
import { elsewhere } from './elsewhere.ts';
import type { Fault } from './find-faults.ts';

type Explained = Omit<Diagnostic, 'at'> & { readonly at: { readonly path: Path; readonly on?: 'key' } };

/**
 * Puts a fault into words: what is wrong, where, and what to write instead.
 * @param whole what `root` is called
 */
export function explainFault(
  fault: Fault,
  root: unknown,
  version: string,
  whole = 'the document',
): Explained {
  const { path } = fault;
  const label = path.length === 0 ? whole : labelOf(path);
  const error = (
    code: string,
    message: string,
    help?: string,
    at: Explained['at'] = { path },
  ): Explained => ({
    code,
    severity: 'error',
    message,
    ...(help === undefined ? {} : { help }),
    at,
  });
  switch (fault.is) {
    case 'unknown-key':
      return explainUnknownKey(fault, root, version, label);
    case 'missing-key':
      if (isRequirement2(fault.keys, path, root)) return explainRequirement2(path, root, error);
      return error(
        'missing-key',
        `${label} has no ${list(fault.keys)}`,
        `${version} asks for ${fault.keys.length === 1 ? 'it' : 'them'}`,
        path.length === 0 ? { path } : { path, on: 'key' },
      );
    case 'type':
      return error(
        'type',
        `${label} is ${kindOf(descend(root, path))}; ${expected(fault.expected)} is expected`,
      );
    case 'choice': {
      const value = descend(root, path);
      const choices = fault.values.map(String);
      const near = typeof value === 'string' ? suggest(value, choices) : undefined;
      return error(
        'value',
        `${label}: ${show(value)} is not ${choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`}`,
        near === undefined ? undefined : `did you mean ${near}?`,
      );
    }
    case 'format':
      return error(
        'value',
        `${label}: ${show(descend(root, path))} is no ${formats[fault.format] ?? fault.format}`,
      );
    case 'pattern':
      return error(
        'value',
        `${label}: ${show(descend(root, path))} has not the form that is asked for`,
        fault.pattern.startsWith('^\\$message')
          ? "a place in a message: '$message.header#/name' or '$message.payload#/path/to/it'"
          : `the pattern is ${fault.pattern}`,
      );
    case 'name':
      return explainName(fault.path, fault.key, fault.pattern);
    case 'length':
      return error('value', `${label} is empty`, 'write something, or leave it out');
    case 'range':
      return error('value', `${label}: ${show(descend(root, path))} is out of range; ${fault.limit}`);
    case 'double':
      return error('value', `${label} stands twice in its list`, 'keep one of the two');
    case 'excluded':
      return error(
        'value',
        fault.keys.length === 0
          ? `${label} may not stand here`
          : `${list(fault.keys)} may not stand in ${label}${because(fault.because)}`,
        'take it out',
      );
  }
}

/** Whether a security requirement of 2.x stands where 3.x wants a scheme: `- oauth: [scope]`. */
function isRequirement2(missing: readonly string[], path: Path, root: unknown): boolean {
  const value = descend(root, path);
  return (
    missing.includes('type') &&
    path.at(-2) === 'security' &&
    isMap(value) &&
    Object.values(value).every(Array.isArray)
  );
}

function explainRequirement2(
  path: Path,
  root: unknown,
  error: (code: string, message: string, help: string, at: Explained['at']) => Explained,
): Explained {
  const names = Object.keys(descend(root, path) ?? {});
  return error(
    'missing-key',
    `${labelOf(path)} names ${names.length === 0 ? 'no scheme' : list(names)} as 2.x does`,
    `3.x refers to a scheme: - $ref: '#/components/securitySchemes/${names[0] ?? '…'}'`,
    { path },
  );
}

/** `{ is: 'queue' }` → ` beside is: queue`. */
function because(constants: { readonly [key: string]: unknown }): string {
  const said = Object.entries(constants).map(([key, value]) => `${key}: ${show(value)}`);
  return said.length === 0 ? '' : ` beside ${said.join(', ')}`;
}

function explainUnknownKey(
  { path, key, shape }: Extract<Fault, { is: 'unknown-key' }>,
  root: unknown,
  version: string,
  where: string,
): Explained {
  const known = Object.keys(shape.properties ?? {}).filter((name) => name !== '$ref');
  const map = descend(root, path);
  const free = known.filter((name) => !isMap(map) || !Object.hasOwn(map, name));
  const belongs = elsewhere(key, shape.name ?? '', version);
  const near = belongs === undefined ? suggest(key, free) : undefined;
  return {
    code: 'unknown-key',
    severity: 'error',
    message: `${show(key)} is not a key of ${where}${orMeant(near)}`,
    help: belongs ?? `${version} has here: ${known.join(', ')}; own keys begin with x-`,
    at: { path: [...path, key], on: 'key' },
  };
}

function explainName(path: Path, key: string, pattern: string): Explained {
  const at = { path: [...path, key], on: 'key' as const };
  if (pattern === 'uri-template') {
    return {
      code: 'name',
      severity: 'error',
      message: `${show(key)} is no address: braces come in pairs around a name, and it has no blanks`,
      help: 'write parameters as {name}',
      at,
    };
  }
  return {
    code: 'name',
    severity: 'warning',
    message: `${show(key)} is no name for a component`,
    help: 'names of components have letters, digits, dots, hyphens and underscores',
    at,
  };
}

const formats: { readonly [format: string]: string } = {
  uri: 'URI: it begins with a scheme, as in https://example.com or urn:example:app',
  'uri-reference': 'reference',
  email: 'e-mail address',
};

function labelOf(path: Path): string {
  const shown = path.slice(-3).map(String);
  return `${path.length > 3 ? '…' : ''}${shown.join('.')}`;
}

function expected(types: readonly string[]): string {
  return types.map((type) => kinds[type] ?? type).join(' or ');
}

const kinds: { readonly [type: string]: string } = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  // A text that looks like something else is shown as it is written.
  const isQuoted = typeof value === 'string' && /^(?:-?\d+(?:\.\d+)?|true|false|null)?$/.test(value);
  return isQuoted ? JSON.stringify(value) : show(value);
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
