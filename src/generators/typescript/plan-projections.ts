import type { Column, ColumnType } from '../../model/architecture.ts';
import { camelCase, pascalCase, snakeCase } from '../../model/names.ts';
import type { Schema } from '../../model/schema.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey, printString } from '../../print/literal.ts';
import { printType } from '../../print/typescript.ts';
import { printReference } from './print-reference.ts';
import { printSignature } from './print-signature.ts';
import { keyColumnsOf } from './projection-columns.ts';
import type { ProjectionView, ServiceView } from './service-view.ts';
import { typeNames } from './unique-names.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `projections.ts`: rows of the service's projections, the functions that fill them, and those that read them. */
export const planProjections: PlanFiles = (workshop, view) => {
  if (view.projections.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/projections.ts`,
      owner: 'eda',
      template: 'projections.ts',
      inputs: [
        ...view.projections.flatMap(({ projection, events }) => [
          projection,
          events.map(({ name }) => [name, workshop.book.ofEvent(name)]),
          keyColumnsOf(workshop.architecture, projection),
        ]),
        ...schemaInputs(workshop, view.projections.flatMap(columnSchemas)),
      ],
      view: () => projectionsView(workshop, view),
    }),
  ];
};

/** Type names of a service's projections: `tasks-per-person` → `TasksPerPerson`. */
export function projectionNames(projections: readonly ProjectionView[]): (name: string) => string {
  const names = typeNames(
    projections.map(({ projection }) => projection.name),
    new Set(),
  );
  return (name) => names.get(name) ?? pascalCase(name);
}

function columnSchemas({ projection }: ProjectionView) {
  return projection.columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema]));
}

function projectionsView(workshop: Workshop, { projections }: ServiceView): object {
  const { book } = workshop;
  const nameOf = projectionNames(projections);
  const names = projections.flatMap(({ events }) => events.map(({ name }) => name));
  return {
    imports: printImports([
      { from: './events.ts', type: true, names: names.map(book.ofEvent) },
      { from: './runtime/contract.ts', type: true, names: ['Project', 'ReadProjection'] },
      { from: './schemas.ts', type: true, names: projections.flatMap(columnSchemas).flatMap(book.mentions) },
    ]),
    projections: projections.map((view) => projectionView(workshop, nameOf(view.projection.name), view)),
  };
}

function projectionView(
  { architecture, book }: Workshop,
  type: string,
  { projection, events }: ProjectionView,
) {
  const keys = keyColumnsOf(architecture, projection);
  const parameters = keys.map(({ name, type: column }) => `${camelCase(name)}: ${parameterType(column)}`);
  return {
    name: commentText(projection.name),
    literal: printString(projection.name),
    key: printKey(projection.name),
    type,
    comment: printComment([
      commentText(projection.description ?? '') || `The values of a row of ${commentText(projection.name)}.`,
    ]),
    keyColumns: keys.map(({ name, type: column }) => ({ name: printKey(name), type: rowTypes[column] })),
    columns: projection.columns.map((column) => ({
      name: printKey(snakeCase(column.name)),
      type: columnTypeOf(column, book),
    })),
    events: events.map((event) => ({
      key: printKey(event.name),
      type: printReference(
        { name: 'Project', of: [book.ofEvent(event.name), `${type}Columns`] },
        2,
        14 + printKey(event.name).length,
      ),
    })),
    keyArguments: keys.map(({ name }) => camelCase(name)).join(', '),
    get: printSignature(
      `export function get${type}`,
      ['projection: ReadProjection', ...parameters],
      `: Promise<${type}Row | undefined> {`,
    ),
    list: printSignature(
      `export function list${type}`,
      [
        'projection: ReadProjection',
        `options?: { readonly limit?: number; readonly after?: readonly [${parameters.join(', ')}] }`,
      ],
      `: Promise<${type}Row[]> {`,
    ),
  };
}

/** Numbers begin at 0; everything else is null until an event sets it. */
function columnTypeOf({ name, type }: Column, { context }: Workshop['book']): string {
  if (type === 'integer' || type === 'bigint' || type === 'number') return rowTypes[type];
  if (typeof type === 'string') return type === 'json' ? rowTypes.json : `${rowTypes[type]} | null`;
  const orNull: Schema = { kind: 'union', rule: 'any', of: [type.schema, { kind: 'null' }] };
  const column = `  readonly ${printKey(snakeCase(name))}: `.length;
  return printType(orNull, context, { indent: 2, column, tail: 1 });
}

/** What reading a projection makes of a column. */
const rowTypes: { readonly [type in ColumnType]: string } = {
  integer: 'number',
  bigint: 'string',
  number: 'number',
  text: 'string',
  boolean: 'boolean',
  timestamp: 'Date',
  date: 'string',
  uuid: 'string',
  json: 'unknown',
};

function parameterType(type: ColumnType): string {
  return type === 'bigint' ? 'number | string' : rowTypes[type];
}
