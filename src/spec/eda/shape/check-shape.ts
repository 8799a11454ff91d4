import type { Diagnostic, Path } from '../../../diagnostics/diagnostic.ts';
import { collectFaults, type Fault, placeId } from './collect-faults.ts';
import { explainMissingKeys } from './explain-missing-keys.ts';
import { explainName } from './explain-name.ts';
import { explainType } from './explain-type.ts';
import { explainUnknownKey } from './explain-unknown-key.ts';
import { explainValue } from './explain-value.ts';
import type { Explanation } from './explanation.ts';
import { childOf, valueAt } from './shape-schema.ts';
import { validate } from './validate-eda.generated.js';
import { alternatives, labelOf, listKeys, oneLine } from './wording.ts';

/** One file of a design, read. */
export interface ShapeInput {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** Plain maps, lists and scalars. */
  readonly value: unknown;
  /** The file that the project begins with, or one that it includes. */
  readonly role: 'root' | 'part';
}

/**
 * Checks a file against the published schema `specs/schema/eda.schema.json`: keys, types, values and the form of
 * names. Whether names lead anywhere, and what stands inside JSON Schemas, is checked elsewhere. Pure; one diagnostic
 * for each root cause; none where the file is valid, which costs one call of the compiled validator.
 */
export function checkShape(file: ShapeInput): Diagnostic[] {
  const valid = validate(file.value);
  const errors = validate.errors ?? [];
  const ofFile = explainFile(file);
  if (ofFile !== undefined) return [toDiagnostic(file.path, ofFile)];
  if (valid && (file.role === 'part' || childOf(file.value, 'system') !== undefined)) return [];
  const faults = collectFaults(errors, file.value);
  return tellOnce(explainAll(faults, file)).map((explanation) => toDiagnostic(file.path, explanation));
}

/** What makes all else uncertain: another version of the format, or the wrong kind of file. */
function explainFile(file: ShapeInput): Explanation | undefined {
  const { value, role } = file;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const version = childOf(value, 'eda');
  if (typeof version === 'number' && version !== 1) return explainValue(['eda'], 'const', {}, value);
  const foreign = ['asyncapi', 'openapi'].find((key) => childOf(value, key) !== undefined);
  if (foreign !== undefined && version === undefined) return explainUnknownKey([], foreign, value);
  if (role === 'part' && childOf(value, 'system') !== undefined) {
    return {
      code: 'part-key',
      path: ['system'],
      onKey: true,
      message: '`system` makes a file the root, and this one is included as a part',
      help: 'leave it out, or take the file out of `include`',
    };
  }
  return undefined;
}

function explainAll(found: readonly Fault[], file: ShapeInput): Explanation[] {
  const { value: root, role } = file;
  const faults = role === 'root' ? asRoot(found, root) : found;
  const others = faults.flatMap((fault) => (fault.is === 'missing-keys' ? [] : [explainFault(fault, root)]));
  const meant = new Set(
    others.flatMap(({ path, meant: keys = [] }) => keys.map((key) => placeId([...path.slice(0, -1), key]))),
  );
  const missing = faults.flatMap((fault) => {
    if (fault.is !== 'missing-keys') return [];
    const keys = fault.keys.filter((key) => !meant.has(placeId([...fault.path, key])));
    return keys.length === 0 ? [] : [explainMissingKeys(fault.path, keys, root)];
  });
  return [...others, ...missing];
}

/** A root without `system` lacks that key, and has the keys of a root all the same. */
function asRoot(faults: readonly Fault[], root: unknown): readonly Fault[] {
  if (typeof root !== 'object' || root === null || Array.isArray(root) || Object.hasOwn(root, 'system'))
    return faults;
  const isOfFile = (fault: Fault) => fault.is === 'missing-keys' && fault.path.length === 0;
  const missing = faults.find(isOfFile);
  const keys = missing?.is === 'missing-keys' ? missing.keys : [];
  const rest = faults.filter(
    (fault) => !isOfFile(fault) && !(fault.is === 'forbidden-key' && fault.path.length === 1),
  );
  return [{ is: 'missing-keys', path: [], keys: [...keys, 'system'] }, ...rest];
}

function explainFault(fault: Fault, root: unknown): Explanation {
  switch (fault.is) {
    case 'unknown-key':
      return explainUnknownKey(fault.path, fault.key, root);
    case 'missing-keys':
      return explainMissingKeys(fault.path, fault.keys, root);
    case 'name':
      return explainName(fault.path, fault.key, root);
    case 'type':
      return explainType(fault.path, fault.expected, root);
    case 'value':
      return explainValue(fault.path, fault.keyword, fault.params, root);
    case 'forbidden-key':
      return explainForbiddenKey(fault.path);
    case 'methods':
      return explainMethods(fault.path, root);
  }
}

/** Keys of `auth` that one login has. */
const loginsWithKeys: Readonly<Record<string, string>> = { mechanism: 'password', scopes: 'oidc' };

function explainForbiddenKey(path: Path): Explanation {
  if (path.length === 1) {
    return {
      code: 'part-key',
      path,
      onKey: true,
      message: `${labelOf(path)} stands in the root file only`,
      help: 'move it to the file that has `system`',
    };
  }
  const login = loginsWithKeys[String(path.at(-1))];
  if (login !== undefined && path.at(-2) === 'auth') {
    return {
      code: 'value',
      path,
      onKey: true,
      message: `${labelOf(path)} has nothing to tell of another login than ${login}`,
      help: `leave it out, or write \`type: ${login}\``,
    };
  }
  return {
    code: 'value',
    path,
    onKey: true,
    message: `${labelOf(path)} has nothing to tell beside \`compensate: none\``,
    help: 'leave it out, or name the command that undoes the step',
  };
}

function explainMethods(path: Path, root: unknown): Explanation {
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  const written = methods.filter((method) => childOf(valueAt(root, path), method) !== undefined);
  if (written.length === 0) {
    const message = `${labelOf(path)} has no method`;
    return {
      code: 'missing-key',
      path,
      onKey: true,
      message,
      help: `add one of ${alternatives(methods)}, with its path: \`get: '/…'\``,
    };
  }
  const message = `${labelOf(path)} has ${listKeys(written)}; an operation has one method`;
  return { code: 'value', path, onKey: true, message, help: 'write one operation for each' };
}

/** Faults of one map that have one cause are told once. */
function tellOnce(explanations: readonly Explanation[]): Explanation[] {
  const told = new Set<string>();
  return explanations.filter(({ cause, path }) => {
    if (cause === undefined) return true;
    const id = `${cause} ${placeId(path.slice(0, -1))}`;
    const isNew = !told.has(id);
    told.add(id);
    return isNew;
  });
}

function toDiagnostic(file: string, explanation: Explanation): Diagnostic {
  const { code, path, message, help, mend, doubled, onKey } = explanation;
  const at = { file, path, ...(onKey === true && path.length > 0 ? { on: 'key' as const } : {}) };
  return {
    code,
    severity: 'error',
    message: oneLine(message),
    ...(help === undefined ? {} : { help: oneLine(help) }),
    at,
    ...(doubled === true
      ? { fix: { safe: true, title: 'take the second one away', edits: [{ at, remove: true as const }] } }
      : {}),
    ...(mend === undefined
      ? {}
      : { fix: { safe: mend.safe, title: `write ${oneLine(mend.text)}`, edits: [{ at, text: mend.text }] } }),
  };
}
