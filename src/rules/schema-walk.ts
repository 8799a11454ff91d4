import { type Path, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';

export interface PlacedSchema {
  readonly schema: Schema;
  readonly at: Place;
}

/** Every schema that stands somewhere by itself: the named ones, and those written in events, operations, columns. */
export function placedSchemas(architecture: Architecture): PlacedSchema[] {
  const placed: PlacedSchema[] = Object.values(architecture.schemas).map(({ schema, at }) => ({
    schema,
    at,
  }));
  placed.push(...rootSchemas(architecture));
  return placed;
}

/** The schemas that events, operations and projections hold: what makes a named schema used. */
export function rootSchemas(architecture: Architecture): PlacedSchema[] {
  const placed: PlacedSchema[] = [];
  for (const event of Object.values(architecture.events)) {
    placed.push({ schema: event.data, at: event.dataAt });
    for (const version of event.previous) {
      placed.push({ schema: version.data, at: placeAt(version.at, 'data') });
    }
    for (const [name, schema] of Object.entries(event.attributes)) {
      placed.push({ schema, at: placeAt(event.at, 'attributes', name) });
    }
  }
  for (const service of Object.values(architecture.services)) {
    for (const operation of Object.values(service.operations)) {
      for (const param of operation.params) {
        placed.push({ schema: param.schema, at: placeAt(operation.at, 'params', param.name) });
      }
      if (operation.request) placed.push({ schema: operation.request, at: placeAt(operation.at, 'request') });
      if (operation.response)
        placed.push({ schema: operation.response, at: placeAt(operation.at, 'response') });
    }
  }
  for (const projection of Object.values(architecture.projections)) {
    for (const { name, type } of projection.columns) {
      if (typeof type === 'object') {
        placed.push({ schema: type.schema, at: placeAt(projection.at, 'columns', name) });
      }
    }
  }
  return placed;
}

/**
 * Visits a schema and everything inside it, each node once; does not follow `$ref`. The recursion is as deep as the
 * spec nests, which its reader bounds.
 */
export function walkSchema(
  schema: Schema,
  at: Place,
  seen: Set<Schema>,
  visit: (schema: Schema, at: Place) => void,
): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  visit(schema, at);
  for (const child of childrenOf(schema)) {
    walkSchema(child.schema, child.steps.length === 0 ? at : placeAt(at, ...child.steps), seen, visit);
  }
}

/** A part of a schema and the steps that lead to it in the JSON that it was read from. */
export interface SchemaPart {
  readonly schema: Schema;
  readonly steps: Path;
}

/** The schemas directly inside a schema. */
export function childrenOf(schema: Schema): SchemaPart[] {
  const parts: SchemaPart[] = [];
  const add = (part: Schema | undefined, ...steps: Path): void => {
    if (part !== undefined) parts.push({ schema: part, steps });
  };
  switch (schema.kind) {
    case 'object':
      for (const property of schema.properties) add(property.schema, 'properties', property.name);
      add(schema.additional, 'additionalProperties');
      for (const entry of schema.patterns ?? []) add(entry.schema, 'patternProperties', entry.pattern);
      add(schema.names, 'propertyNames');
      for (const [name, part] of Object.entries(schema.dependentSchemas ?? {}))
        add(part, 'dependentSchemas', name);
      add(schema.unevaluated, 'unevaluatedProperties');
      break;
    case 'array':
      for (const [index, part] of (schema.prefix ?? []).entries()) add(part, 'prefixItems', index);
      add(schema.items, 'items');
      add(schema.contains, 'contains');
      add(schema.unevaluated, 'unevaluatedItems');
      break;
    case 'union':
      for (const [index, part] of schema.of.entries()) {
        if (schema.rule === 'types') add(part);
        else add(part, schema.rule === 'any' ? 'anyOf' : 'oneOf', index);
      }
      break;
    case 'intersection':
      for (const [index, part] of schema.of.entries()) {
        if (schema.merged) add(part);
        else add(part, 'allOf', index);
      }
      break;
    case 'not':
      add(schema.schema, 'not');
      break;
    case 'conditional':
      add(schema.if, 'if');
      add(schema.then, 'then');
      add(schema.else, 'else');
      break;
    default:
  }
  return parts;
}
