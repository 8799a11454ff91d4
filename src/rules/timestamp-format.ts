import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { isOldVersion, leavesOf } from './schema-leaves.ts';
import { timeMeant } from './time-names.ts';

export const timestampFormat = defineRule({
  id: 'timestamp-format',
  title: 'A text that is a time says its format',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  fixable: true,
  local: true,
  visit: {
    schema(schema, at, { architecture, report }) {
      if (schema.kind !== 'object' || isOldVersion(at)) return;
      for (const { name, schema: field } of schema.properties) {
        const meant = timeMeant(name);
        if (meant === undefined) continue;
        const leaves = leavesOf(field, architecture.schemas);
        const texts = leaves.filter((leaf) => leaf.kind === 'string');
        if (texts.length === 0 || leaves.some(({ kind }) => kind === 'enum')) continue;
        if (texts.some(({ format, pattern }) => format !== undefined || pattern !== undefined)) continue;
        const place = placeAt(at, 'properties', name);
        const fixable = meant !== 'either' && field.kind === 'string' && !at.file.endsWith('.avsc');
        report({
          message: `${name} is a text without a format`,
          help: `write \`format: ${meant === 'either' ? 'date-time` or `format: date' : meant}\`: times are written as RFC 3339 has it, with an offset`,
          at: onKey(place),
          ...(fixable
            ? {
                fix: {
                  safe: false,
                  title: `give ${name} the format ${meant}`,
                  edits: [{ at: place, insert: { key: 'format', value: meant, after: 'type' } }],
                },
              }
            : {}),
        });
      }
    },
  },
});
