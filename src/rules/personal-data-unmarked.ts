import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { ById } from '../model/architecture.ts';
import { camelCase } from '../model/names.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { looksPersonal } from './personal-names.ts';
import { defineRule, noNotes } from './rule.ts';

export const personalDataUnmarked = defineRule({
  id: 'personal-data-unmarked',
  title: 'Personal data is marked',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  survey: {
    note(schema, at, schemas): readonly PersonalField[] {
      if (schema.kind !== 'object' || schema.note?.personalData === true) return noNotes;
      return schema.properties
        .filter(
          ({ name, schema: field }) =>
            looksPersonal(name) && holdsContent(field, schemas) && !isMarked(field, schemas),
        )
        .map(({ name }) => ({ name, at: onKey(placeAt(at, 'properties', name)) }));
    },
    judge(notes, { architecture, report }) {
      // `taxId` is the id of a `billing.tax`, not a person's tax number.
      const ids = new Set(Object.values(architecture.events).map(({ entity }) => `${camelCase(entity)}Id`));
      for (const { name, at } of notes) {
        if (ids.has(name)) continue;
        report({
          message: `${name} looks like personal data and is not marked`,
          help: 'mark it where it is defined: `x-personal-data: true`, or false where it is none',
          at,
        });
      }
    },
  },
});

interface PersonalField {
  readonly name: string;
  readonly at: Place;
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
