import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { snakeCase } from '../model/names.ts';
import { defineRule } from './rule.ts';

export const propertyCollision = defineRule({
  id: 'property-collision',
  title: 'Fields of an object stay different in code and in tables',
  topic: 'schema',
  severity: { minimal: 'warning', recommended: 'error', strict: 'error', imported: 'warning' },
  local: true,
  visit: {
    schema(schema, at, { report }) {
      if (schema.kind !== 'object' || schema.properties.length < 2) return;
      const flat = new Set(
        schema.properties.map(({ name }) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')),
      );
      if (flat.size === schema.properties.length) return;
      const taken = new Map<string, string>();
      for (const { name } of schema.properties) {
        const form = snakeCase(name);
        const first = taken.get(form);
        if (first === undefined) taken.set(form, name);
        else {
          report({
            message: `${shown(name)} and ${shown(first)} are both ${form} in code and in tables`,
            help: 'two spellings are one name there: keep one of the two, or name the other after what it holds',
            at: onKey(placeAt(at, 'properties', name)),
            related: [
              { message: `${shown(first)} stands here`, at: onKey(placeAt(at, 'properties', first)) },
            ],
          });
        }
      }
    },
  },
});

function shown(name: string): string {
  return name.trim() === '' ? JSON.stringify(name) : name;
}
