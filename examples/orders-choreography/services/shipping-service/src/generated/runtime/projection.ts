import type { Projection, Queryable, ReadProjection } from './contract.ts';
import { HttpError } from './errors.ts';
import { quoteName } from './quote-name.ts';
import { REACHES_POSITION } from './statements.ts';
import { tableName } from './write-rows.ts';

const MAX_LIMIT = 1000;
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/** Reads projections by name. @throws Error for a name that the service does not have. */
export function createReadProjection(
  projections: readonly Projection[],
  database: Queryable,
): ReadProjection {
  const find = (name: string): Projection => {
    const projection = projections.find((candidate) => candidate.name === name);
    if (!projection) throw new Error(`There is no projection '${name}'`);
    return projection;
  };
  return {
    async get<Row extends object>(name: string, ...key: readonly (string | number)[]) {
      const projection = find(name);
      checkKey(projection, key);
      const where = projection.keyColumns.map((column, index) => `${quoteName(column.name)} = $${index + 1}`);
      const { rows } = await database.query<Row>(
        `SELECT ${selection(projection)} FROM ${tableName(projection)} WHERE ${where.join(' AND ')}`,
        key,
      );
      return rows[0];
    },
    async list<Row extends object>(name: string, options: Parameters<ReadProjection['list']>[1] = {}) {
      const projection = find(name);
      const keys = projection.keyColumns.map((column) => quoteName(column.name)).join(', ');
      const limit = Math.min(MAX_LIMIT, Math.max(1, Math.floor(options.limit ?? 100)));
      if (options.after) checkKey(projection, options.after);
      const after = options.after?.map((_value, index) => `$${index + 1}`).join(', ');
      const { rows } = await database.query<Row>(
        `SELECT ${selection(projection)} FROM ${tableName(projection)}
         ${after ? `WHERE (${keys}) > (${after})` : ''} ORDER BY ${keys} LIMIT ${limit}`,
        options.after ?? [],
      );
      return rows;
    },
    async reaches(name, position, patienceMs = PATIENCE_MS) {
      const projection = find(name);
      if (projection.immediate) return true;
      if (!projection.stored?.length) {
        throw new HttpError(400, `'${name}' has no position: it takes nothing from the store of its service`);
      }
      const started = performance.now();
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
        const { rows } = await database.query<{ reached: boolean }>(REACHES_POSITION, [name, position]);
        if (rows[0]?.reached) return true;
        if (performance.now() - started >= patienceMs) return false;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
  };
}

function checkKey(projection: Projection, key: readonly unknown[]): void {
  if (key.length === projection.keyColumns.length) return;
  const names = projection.keyColumns.map((column) => column.name).join(', ');
  throw new HttpError(400, `The key of '${projection.name}' is: ${names}`);
}

/** Days come as text: the driver would make instants of them, which are another day elsewhere. */
function selection(projection: Projection): string {
  return [...projection.keyColumns, ...projection.columns]
    .map(({ name, type }) => [quoteName(name), type] as const)
    .map(([name, type]) => (type === 'date' ? `to_char(${name}, 'YYYY-MM-DD') AS ${name}` : name))
    .join(', ');
}
