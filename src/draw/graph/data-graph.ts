import type { Architecture, Column } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import type { NamedSchema, Schema } from '../../model/schema.ts';
import { type DataField, fieldsOf } from '../data-fields.ts';
import { countOf, type Design } from '../drawing.ts';
import { typeText } from '../type-text.ts';
import { createGraph, type GraphDraft } from './create-graph.ts';
import { addDomain } from './flow-graph.ts';
import { elementId, type Graph, type Row } from './graph.ts';

/** Rows that a table shows; the others are counted in it. */
const mostRows = 8;

/** What events carry, the types that they share, and the tables that projections make of them. */
export function dataGraph({ architecture }: Design): Graph {
  const { events, schemas, projections, services, domains, system } = architecture;
  const graph = createGraph();
  const shared = sharedTypes(architecture);
  for (const event of Object.values(events)) {
    const group = domains[event.domain] === undefined ? undefined : addDomain(graph, event.domain);
    const keys = new Set(event.key.map((path) => path.join('.')));
    graph.node({
      id: elementId.event(event.name),
      kind: event.kind === 'command' ? 'command' : 'event',
      name: event.name,
      fact: `${event.version} · ${event.compatibility.direction}`,
      ...rowsOf(fieldsOf(event.data, schemas), keys),
      ...(group === undefined ? {} : { group }),
    });
  }
  for (const [id, named] of shared) {
    const users = new Set(
      Object.values(events).flatMap((event) => (refsIn(event.data, schemas).has(id) ? [event.domain] : [])),
    );
    const [domain = ''] = users;
    const group = users.size === 1 && domains[domain] !== undefined ? addDomain(graph, domain) : undefined;
    graph.node({
      id: elementId.schema(id),
      kind: 'schema',
      name: named.typeName,
      ...rowsOf(fieldsOf(named.schema, schemas), new Set()),
      ...(group === undefined ? {} : { group }),
    });
  }
  for (const event of Object.values(events)) {
    for (const id of refsIn(event.data, schemas)) addRef(graph, elementId.event(event.name), id);
  }
  for (const [id, { schema }] of shared) {
    for (const other of refsIn(schema, schemas)) if (other !== id) addRef(graph, elementId.schema(id), other);
  }
  for (const projection of Object.values(projections)) {
    const group = addDomain(graph, services[projection.service]?.domain ?? '');
    const rows: Row[] = [
      ...projection.key.map((path): Row => ({ name: snakeCase(path.join('_')), type: '', mark: 'key' })),
      ...projection.columns.map(
        (column): Row => ({ name: snakeCase(column.name), type: columnType(column, schemas) }),
      ),
    ];
    const to = graph.node({
      id: elementId.projection(projection.name),
      kind: 'table',
      name: snakeCase(projection.name),
      fact: `table of ${projection.service}`,
      rows: rows.slice(0, mostRows),
      ...(rows.length > mostRows ? { moreRows: rows.length - mostRows } : {}),
      ...(group === undefined ? {} : { group }),
    });
    for (const event of projection.from) {
      if (events[event] !== undefined) graph.edge({ from: elementId.event(event), to, kind: 'deliver' });
    }
  }
  const simple = Object.keys(schemas).length - shared.size;
  return graph.finish({
    view: 'data',
    boxed: true,
    title: `Data of ${system.title}`,
    remarks:
      simple === 0
        ? []
        : [
            `${countOf(simple, 'type')} without fields, or of operations alone: named in the tables, not drawn`,
          ],
  });
}

/** Types with fields that an event refers to, directly or through another. */
function sharedTypes({ events, schemas }: Architecture): ReadonlyMap<string, NamedSchema> {
  const used = new Set<string>();
  const visit = (schema: Schema): void => {
    for (const id of refsIn(schema, schemas)) {
      const named = schemas[id];
      if (named === undefined || used.has(id)) continue;
      used.add(id);
      visit(named.schema);
    }
  };
  for (const { data } of Object.values(events)) visit(data);
  return new Map(
    Object.entries(schemas).filter(
      ([id, { schema }]) => used.has(id) && fieldsOf(schema, schemas).length > 0,
    ),
  );
}

/**
 * Ids of the named types that a schema refers to, without what those refer to. A reference as a whole is no use of a
 * type but the type itself.
 */
function refsIn(schema: Schema, schemas: Architecture['schemas']): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, id } = value as { readonly kind?: unknown; readonly id?: unknown };
    if (kind === 'ref' && typeof id === 'string' && schemas[id] !== undefined) found.add(id);
    for (const [key, inner] of Object.entries(value)) if (key !== 'note') walk(inner);
  };
  const own = schema.kind === 'ref' ? (schemas[schema.id]?.schema ?? schema) : schema;
  walk(own);
  return found;
}

function addRef(graph: GraphDraft, from: string, id: string): void {
  const to = elementId.schema(id);
  if (graph.has(to)) graph.edge({ from, to, kind: 'relation' });
}

function rowsOf(
  fields: readonly DataField[],
  keys: ReadonlySet<string>,
): { rows: readonly Row[]; moreRows?: number } {
  const rows = fields.map(
    (field): Row => ({
      name: `${field.name}${field.required ? '' : '?'}`,
      type: field.type,
      ...(keys.has(field.name) ? { mark: 'key' } : field.personal ? { mark: 'personal' } : {}),
    }),
  );
  return {
    rows: rows.slice(0, mostRows),
    ...(rows.length > mostRows ? { moreRows: rows.length - mostRows } : {}),
  };
}

function columnType({ type }: Column, schemas: Architecture['schemas']): string {
  return typeof type === 'string' ? type : typeText(type.schema, schemas);
}
