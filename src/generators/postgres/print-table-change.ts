import type { ColumnType } from '../../model/architecture.ts';
import { printSqlName, printSqlText } from '../../print/sql.ts';
import type { ProjectionTable, TableColumn } from './projection-table.ts';
import type { TableChange } from './table-change.ts';

/** Read models lie where reports and people look for them; the runtime's own tables in `eda`. */
const schema = 'public';

/** The statements of a change of a projection's table, each with its line feed. */
export function printTableChange(projection: string, change: TableChange): string {
  const statements = printStatements(change);
  return 'rebuild' in change && change.rebuild ? `${statements}\n${printRebuild(projection)}` : statements;
}

function printRebuild(projection: string): string {
  return (
    '-- The service fills it anew, beside the table that is read meanwhile.\n' +
    `UPDATE eda.projection SET rebuild = true WHERE name = ${printSqlText(projection)} AND state = 'live';\n`
  );
}

function printStatements(change: TableChange): string {
  switch (change.kind) {
    case 'create':
      return printCreate(change.table);
    case 'renew':
      return (
        `ALTER TABLE ${qualified(change.table.name)} RENAME TO ${printSqlName(change.aside)};\n\n` +
        printCreate(change.table)
      );
    case 'drop':
      return `DROP TABLE ${qualified(change.table)};\n`;
    case 'alter':
      return printAlter(change);
  }
}

function printCreate({ name, key, columns }: ProjectionTable): string {
  const width = Math.max(...[...key, ...columns].map((column) => printSqlName(column.name).length));
  const line = (column: TableColumn, definition: string) =>
    `  ${printSqlName(column.name).padEnd(width)} ${definition},\n`;
  return [
    `CREATE TABLE ${qualified(name)} (\n`,
    ...key.map((column) => line(column, `${sqlTypes[column.type]} NOT NULL`)),
    ...columns.map((column) => line(column, definitionOf(column.type))),
    `  PRIMARY KEY (${key.map((column) => printSqlName(column.name)).join(', ')})\n);\n`,
  ].join('');
}

function printAlter(change: Extract<TableChange, { readonly kind: 'alter' }>): string {
  const actions = [
    ...change.add.map(({ name, type }) => `ADD COLUMN ${printSqlName(name)} ${definitionOf(type)}`),
    ...change.retype.flatMap(({ name, from, to }) => retypeActions(printSqlName(name), from, to)),
    ...change.drop.map((name) => `DROP COLUMN ${printSqlName(name)}`),
  ];
  return `ALTER TABLE ${qualified(change.table)}\n  ${actions.join(',\n  ')};\n`;
}

function retypeActions(column: string, from: ColumnType, to: ColumnType): string[] {
  const type = sqlTypes[to];
  const retype = `ALTER COLUMN ${column} TYPE ${type} USING ${column}::${type}`;
  return isNumeric(from) && !isNumeric(to)
    ? [`ALTER COLUMN ${column} DROP DEFAULT`, `ALTER COLUMN ${column} DROP NOT NULL`, retype]
    : [retype];
}

/** Numbers are counted up from 0; anything else is unknown until an event says it. */
function definitionOf(type: ColumnType): string {
  return isNumeric(type) ? `${sqlTypes[type]} NOT NULL DEFAULT 0` : sqlTypes[type];
}

function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'bigint' || type === 'number';
}

const sqlTypes: { readonly [type in ColumnType]: string } = {
  integer: 'integer',
  bigint: 'bigint',
  // What a number of JSON is.
  number: 'double precision',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
  uuid: 'uuid',
  json: 'jsonb',
};

function qualified(table: string): string {
  return `${schema}.${printSqlName(table)}`;
}
