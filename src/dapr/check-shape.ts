import type { Path } from '../diagnostics/diagnostic.ts';
import { didYouMean, orMeant, suggest } from '../diagnostics/suggest.ts';
import { meant, sameAs } from './fixes.ts';
import { type ResourceSchema, resourceKinds, schemasOf } from './known.ts';
import { fieldsOf, type Report, type Resource } from './resource.ts';

/** Finds keys that Dapr does not know, what is missing, and values of a wrong type. @returns whether the kind is known */
export function checkShape(resource: Resource, report: Report): boolean {
  const { kind, apiVersion } = resource;
  const schemas = schemasOf(kind);
  if (schemas === undefined) {
    const at = resource.at(['kind']);
    if (kind === '') report('dapr-kind', 'error', at, 'a resource of Dapr without a kind');
    else
      report(
        'dapr-kind',
        'error',
        at,
        `Dapr has no kind ${kind}${suggestion(kind)}`,
        'it is passed over',
        meant(resource, ['kind'], suggest(kind, resourceKinds)),
      );
    return false;
  }
  const versions = Object.keys(schemas);
  const schema = Object.hasOwn(schemas, apiVersion) ? schemas[apiVersion] : undefined;
  if (schema === undefined) {
    report(
      'dapr-kind',
      'error',
      resource.at(['apiVersion']),
      apiVersion === '' ? `${kind} has no apiVersion` : `${kind} has no version ${apiVersion}`,
      `write ${versions.join(' or ')}`,
    );
    return false;
  }
  checkName(resource, report);
  const { metadata: _, ...properties } = schema.properties ?? {};
  checkValue(
    resource,
    { ...schema, properties: { ...properties, metadata: {} } },
    resource.value,
    [],
    report,
  );
  return true;
}

function suggestion(kind: string): string {
  return didYouMean(kind, resourceKinds);
}

function checkName(resource: Resource, report: Report): void {
  if (resource.name === '') {
    report('dapr-missing-key', 'error', resource.at(['metadata']), `${resource.kind} has no metadata.name`);
  }
}

function checkValue(
  resource: Resource,
  schema: ResourceSchema,
  value: unknown,
  path: Path,
  report: Report,
  outer?: ResourceSchema,
): void {
  // Kubernetes and daprd take a key without a value for one that is not there.
  if (value === null || value === undefined) return;
  if (!isOfType(schema.type, value)) {
    const found = Array.isArray(value) ? 'a list' : value === Object(value) ? 'a map' : JSON.stringify(value);
    report(
      'dapr-type',
      'error',
      resource.at(path),
      `${showPath(path)} is ${found}; ${articles[schema.type ?? ''] ?? schema.type} is expected`,
    );
    return;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const choices = schema.enum.map(String);
    report(
      'dapr-type',
      'error',
      resource.at(path),
      `${showPath(path)} is ${JSON.stringify(value)}; it may be ${choices.join(', ')}`,
    );
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of value.entries()) checkValue(resource, items, item, [...path, index], report);
    return;
  }
  if (schema.properties === undefined && schema.additionalProperties === undefined) return;
  checkKeys(resource, schema, fieldsOf(value), path, report, outer);
}

function checkKeys(
  resource: Resource,
  schema: ResourceSchema,
  fields: { readonly [key: string]: unknown },
  path: Path,
  report: Report,
  outer?: ResourceSchema,
): void {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const wanted = new Set<string>();
  for (const [key, value] of Object.entries(fields)) {
    const inner = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    const at = [...path, key];
    if (inner !== undefined) {
      checkValue(resource, inner, value, at, report, schema);
      continue;
    }
    const free = Object.keys(properties).filter((name) => !Object.hasOwn(fields, name));
    const nearest = suggest(key, free);
    if (nearest !== undefined) wanted.add(nearest);
    const where = path.length === 0 ? resource.kind : showPath(path);
    if (nearest?.toLowerCase() === key.toLowerCase()) {
      const message = `${key} of ${where} is written ${nearest}`;
      report(
        'dapr-unknown-key',
        'warning',
        resource.at(at, 'key'),
        message,
        'daprd takes both, a cluster does not',
        sameAs(resource, at, nearest, 'key'),
      );
    } else {
      const message = `${key} is no key of ${where}${orMeant(nearest)}`;
      const place = resource.at(at, 'key');
      report(
        'dapr-unknown-key',
        'error',
        place,
        message,
        nearest === undefined ? helpForStray(key, path, schema, outer) : passesOver,
        meant(resource, at, nearest, 'key'),
      );
    }
  }
  for (const key of required) {
    if ((fields[key] !== undefined && fields[key] !== null) || wanted.has(key)) continue;
    // Where it stands one level too low, that is the fault.
    if (Object.entries(fields).some(([name, value]) => isStray(key, value, properties[name]))) continue;
    const written = showPath([...path, key]);
    report(
      'dapr-missing-key',
      resource.kind === 'Component' && forClustersAlone.has(written) ? 'warning' : 'error',
      resource.at(path),
      `${written} is missing`,
      'a cluster refuses the resource without it',
    );
  }
}

/** Whether a map holds a key that it does not have there. */
function isStray(key: string, value: unknown, schema: ResourceSchema | undefined): boolean {
  const { properties, additionalProperties } = schema ?? {};
  if (properties === undefined || additionalProperties !== undefined) return false;
  return Object.hasOwn(fieldsOf(value), key) && !Object.hasOwn(properties, key);
}

const passesOver = 'Dapr passes over it';

/** Most keys that are not known, and no slip, stand a level too high or too low. */
function helpForStray(
  key: string,
  path: Path,
  { properties = {} }: ResourceSchema,
  outer: ResourceSchema | undefined,
): string {
  // What an entry of a list has is told of its parts by other words: `value` stands instead of `secretKeyRef`.
  const isInEntry = typeof path.at(-2) === 'number';
  if (!isInEntry && Object.hasOwn(outer?.properties ?? {}, key))
    return `${passesOver}: it belongs beside ${path.at(-1)}`;
  const homes = Object.keys(properties).filter((each) =>
    Object.hasOwn(properties[each]?.properties ?? {}, key),
  );
  return homes.length === 0 ? passesOver : `${passesOver}: it belongs under ${homes.join(' or ')}`;
}

/** What daprd by itself, without a cluster, starts a component without: its version is v1 then, and it has no metadata. */
const forClustersAlone: ReadonlySet<string> = new Set(['spec.version', 'spec.metadata']);

const articles: { readonly [type: string]: string } = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function isOfType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}

/** `spec.routes.rules[0]` */
function showPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}
