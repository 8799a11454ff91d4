import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture, ById } from '../model/architecture.ts';
import { camelCase } from '../model/names.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { looksPersonal } from './personal-names.ts';
import { defineRule } from './rule.ts';

export const personalDataUnmarked = defineRule({
  id: 'personal-data-unmarked',
  title: 'Personal data is marked',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    schema(schema, at, { architecture, report }) {
      if (schema.kind !== 'object' || schema.note?.personalData === true) return;
      for (const property of schema.properties) {
        if (!looksPersonal(property.name) || isEntityId(property.name, architecture)) continue;
        if (!holdsContent(property.schema, architecture.schemas)) continue;
        if (isMarked(property.schema, architecture.schemas)) continue;
        report({
          message: `${property.name} looks like personal data and is not marked`,
          help: 'mark it where it is defined: `x-personal-data: true`, or false where it is none',
          at: onKey(placeAt(at, 'properties', property.name)),
        });
      }
    },
  },
});

/** `taxId` is the id of a `billing.tax`, not a person's tax number. */
function isEntityId(name: string, { events }: Architecture): boolean {
  return name.endsWith('Id') && Object.values(events).some(({ entity }) => name === `${camelCase(entity)}Id`);
}

/** True where the property, or what it refers to or consists of, says whether it is personal. */
function isMarked(schema: Schema, schemas: ById<NamedSchema>, depth = 0): boolean {
  if (schema.note?.personalData !== undefined) return true;
  if (depth > 8) return false;
  switch (schema.kind) {
    case 'ref': {
      const target = schemas[schema.id];
      return target === undefined || isMarked(target.schema, schemas, depth + 1);
    }
    case 'array':
      return schema.items !== undefined && isMarked(schema.items, schemas, depth + 1);
    case 'object':
      return schema.properties.some((property) => isMarked(property.schema, schemas, depth + 1));
    case 'union':
    case 'intersection':
      return schema.of.some((part) => isMarked(part, schemas, depth + 1));
    default:
      return false;
  }
}

/** False for flags (`emailVerified` is one by its type) and for what can only be one value. */
function holdsContent(schema: Schema, schemas: ById<NamedSchema>, depth = 0): boolean {
  switch (schema.kind) {
    case 'boolean':
    case 'null':
    case 'never':
      return false;
    case 'enum':
      return schema.single !== true;
    case 'ref': {
      const target = schemas[schema.id];
      return target === undefined || depth > 8 || holdsContent(target.schema, schemas, depth + 1);
    }
    case 'union':
      return schema.of.some((part) => holdsContent(part, schemas, depth + 1));
    case 'intersection':
      return schema.of.every((part) => holdsContent(part, schemas, depth + 1));
    default:
      return true;
  }
}
