import type { Architecture, ColumnType, Projection } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import { keyColumnsOf } from '../typescript/projection-columns.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The table of a projection, with names as they stand in the database. */
export interface ProjectionTable {
  readonly name: string;
  /** The primary key, in order. */
  readonly key: readonly TableColumn[];
  readonly columns: readonly TableColumn[];
}

/** The table that a projection needs, the same that the generated code fills. */
export function projectionTable(architecture: Architecture, projection: Projection): ProjectionTable {
  return {
    name: snakeCase(projection.name),
    key: keyColumnsOf(architecture, projection).map(({ name, type }) => ({ name, type })),
    columns: projection.columns.map(({ name, type }) => ({
      name: snakeCase(name),
      type: typeof type === 'string' ? type : 'json',
    })),
  };
}

/** A name that two columns of the table share, if there is one. */
export function doubledColumn({ key, columns }: ProjectionTable): string | undefined {
  const names = [...key, ...columns].map(({ name }) => name);
  return names.find((name, index) => names.indexOf(name) !== index);
}
