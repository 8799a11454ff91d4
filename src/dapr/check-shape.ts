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
  checkKeys(resource, schema, fieldsOf(value), path, report);
}

function checkKeys(
  resource: Resource,
  { properties = {}, additionalProperties, required = [] }: ResourceSchema,
  fields: { readonly [key: string]: unknown },
  path: Path,
  report: Report,
): void {
  const wanted = new Set<string>();
  for (const [key, value] of Object.entries(fields)) {
    const inner = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    const at = [...path, key];
    if (inner !== undefined) {
      checkValue(resource, inner, value, at, report);
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
        'Dapr passes over it',
        meant(resource, at, nearest, 'key'),
      );
    }
  }
  for (const key of required) {
    if ((fields[key] !== undefined && fields[key] !== null) || wanted.has(key)) continue;
    report(
      'dapr-missing-key',
      'error',
      resource.at(path),
      `${showPath([...path, key])} is missing`,
      'a cluster refuses the resource without it',
    );
  }
}

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
