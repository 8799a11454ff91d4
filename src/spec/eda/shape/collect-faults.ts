import type { Path } from '../../../diagnostics/diagnostic.ts';
import { unescapeStep } from '../../json-pointer.ts';
import { childOf, valueAt } from './shape-schema.ts';
import type { ShapeError } from './validate-eda.generated.js';

/** One thing that is wrong with the shape of a file, before it is put into words. */
export type Fault =
  | { readonly is: 'unknown-key'; readonly path: Path; readonly key: string }
  | { readonly is: 'missing-keys'; readonly path: Path; readonly keys: readonly string[] }
  | { readonly is: 'name'; readonly path: Path; readonly key: string }
  | { readonly is: 'type'; readonly path: Path; readonly expected: readonly string[] }
  | { readonly is: 'value'; readonly path: Path; readonly keyword: string; readonly params: Params }
  | { readonly is: 'forbidden-key'; readonly path: Path }
  | { readonly is: 'methods'; readonly path: Path };

type Params = Readonly<Record<string, unknown>>;

/**
 * The faults behind the validator's errors: what only follows from another error is left out, and the keys that a
 * map lacks are one fault.
 */
export function collectFaults(errors: readonly ShapeError[], root: unknown): Fault[] {
  const faults = new Map<string, Fault>();
  const missing = new Map<string, string[]>();
  const alternatives = new Set(
    errors
      .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
      .map((error) => error.instancePath),
  );
  for (const error of errors) {
    // Alternatives by required keys are told by their `anyOf` or `oneOf`.
    if (alternatives.has(error.instancePath) && /\/(anyOf|oneOf)\/\d+\/required$/.test(error.schemaPath))
      continue;
    const path = readPointer(error.instancePath, root);
    const fault = faultOf(error, path, valueAt(root, path));
    if (fault === undefined) continue;
    const id = faultId(fault);
    if (fault.is !== 'missing-keys') {
      if (!faults.has(id)) faults.set(id, fault);
      continue;
    }
    const keys = missing.get(id) ?? [];
    keys.push(...fault.keys.filter((key) => !keys.includes(key)));
    missing.set(id, keys);
    faults.set(id, { ...fault, keys });
  }
  return dropConsequences([...faults.values()]);
}

function faultOf(error: ShapeError, path: Path, value: unknown): Fault | undefined {
  const { keyword, params } = error;
  switch (keyword) {
    case 'if':
      return undefined;
    case 'additionalProperties':
      return { is: 'unknown-key', path, key: String(params.additionalProperty) };
    case 'propertyNames':
      return { is: 'name', path, key: String(params.propertyName) };
    case 'required':
      return { is: 'missing-keys', path, keys: [String(params.missingProperty)] };
    case 'anyOf':
      return { is: 'missing-keys', path, keys: ['data'] };
    case 'oneOf':
      return { is: 'methods', path };
    case 'false schema':
      return { is: 'forbidden-key', path };
    case 'type':
      return { is: 'type', path, expected: [params.type].flat().map(String) };
    case 'discriminator':
      return discriminatorFault(path, params, value);
    case 'pattern':
    case 'minLength':
      // Otherwise it is a key, which `propertyNames` tells.
      return typeof value === 'string' ? { is: 'value', path, keyword, params } : undefined;
    default:
      return { is: 'value', path, keyword, params };
  }
}

function discriminatorFault(path: Path, params: Params, value: unknown): Fault | undefined {
  const tag = String(params.tag);
  if (childOf(value, tag) === undefined) return undefined;
  return { is: 'value', path: [...path, tag], keyword: 'enum', params };
}

/** A value of the wrong type has no other fault, and a wrong `type` makes what it asks for uncertain. */
function dropConsequences(faults: readonly Fault[]): Fault[] {
  const wrongTypes = new Set(
    faults.filter((fault) => fault.is === 'type').map((fault) => placeId(fault.path)),
  );
  const wrongValues = new Set(
    faults.filter((fault) => fault.is === 'value' || fault.is === 'type').map((fault) => placeId(fault.path)),
  );
  return faults.filter((fault) => {
    if (fault.is === 'value' && wrongTypes.has(placeId(fault.path))) return false;
    // What a login may be told depends on its type as well.
    const isOfLogin = fault.is === 'forbidden-key' && fault.path.at(-2) === 'auth';
    if (isOfLogin && wrongValues.has(placeId([...fault.path.slice(0, -1), 'type']))) return false;
    const wantsSecret = fault.is === 'missing-keys' && fault.keys.includes('secret');
    return !(wantsSecret && wrongValues.has(placeId([...fault.path, 'type'])));
  });
}

function faultId(fault: Fault): string {
  const key = fault.is === 'unknown-key' || fault.is === 'name' ? fault.key : '';
  return `${fault.is} ${placeId(fault.path)} ${key}`;
}

/** Equal for equal paths; for use as a key of maps. */
export function placeId(path: Path): string {
  return JSON.stringify(path);
}

/** Steps of a JSON Pointer (RFC 6901) into a value; those into lists are numbers. */
function readPointer(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = unescapeStep(part);
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = childOf(value, step);
  }
  return path;
}
