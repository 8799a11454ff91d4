import { type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import { eachChild } from '../model/schema-children.ts';

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
 * Visits a schema and everything inside it; does not follow `$ref`. The recursion is as deep as the spec nests, which
 * its reader bounds.
 */
export function walkSchema(
  schema: Schema,
  at: Place,
  visit: (schema: Schema, at: Place, trail: readonly Schema[]) => void,
  trail: Schema[] = [],
): void {
  visit(schema, at, trail);
  trail.push(schema);
  if (hasChildren(schema)) {
    eachChild(schema, (child, keyword, key) => {
      walkSchema(child, keyword === undefined ? at : childPlace(at, keyword, key), visit, trail);
    });
  }
  trail.pop();
}

/** Most schemas of a design are scalars and references. */
function hasChildren({ kind }: Schema): boolean {
  return kind !== 'string' && kind !== 'number' && kind !== 'ref' && kind !== 'boolean' && kind !== 'enum';
}

function childPlace(at: Place, keyword: string, key: string | number | undefined): Place {
  return { file: at.file, path: key === undefined ? [...at.path, keyword] : [...at.path, keyword, key] };
}
