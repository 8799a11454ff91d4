import type { Architecture, ColumnType, DataPath, Projection } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import type { Schema } from '../../model/schema.ts';

export interface KeyColumn {
  readonly [member: string]: string;
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns that make up the key of a projection's table: named by their path, typed as in the events. */
export function keyColumnsOf(architecture: Architecture, projection: Projection): KeyColumn[] {
  return projection.key.map((path, index) => {
    const types = projection.from.map((name) => {
      const event = architecture.events[name];
      const own = projection.keys[name]?.[index] ?? path;
      return keyType(event && schemaAt(event.data, own, architecture.schemas));
    });
    const [first = 'text', ...others] = types;
    return { name: snakeCase(path.join('.')), type: others.every((type) => type === first) ? first : 'text' };
  });
}

function keyType(schema: Schema | undefined): ColumnType {
  if (schema?.kind !== 'number') return 'text';
  return schema.integer ? 'bigint' : 'number';
}

/** The schema of a member, with references followed. */
function schemaAt(
  schema: Schema | undefined,
  path: DataPath,
  schemas: Architecture['schemas'],
  depth = 0,
): Schema | undefined {
  if (schema === undefined || depth > 100) return undefined;
  if (schema.kind === 'ref') return schemaAt(schemas[schema.id]?.schema, path, schemas, depth + 1);
  if (schema.kind === 'intersection') {
    for (const part of schema.of) {
      const found = schemaAt(part, path, schemas, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (schema.kind !== 'object') return undefined;
  const property = schema.properties.find(({ name }) => name === step);
  return schemaAt(property?.schema, rest, schemas, depth + 1);
}
