import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { looksLikeMoney } from './money-names.ts';
import { defineRule } from './rule.ts';
import { isOldVersion, leavesOf } from './schema-leaves.ts';

export const moneyFloat = defineRule({
  id: 'money-float',
  title: 'Amounts of money are no floating-point numbers',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  local: true,
  visit: {
    schema(schema, at, { architecture, report }) {
      if (schema.kind !== 'object' || isOldVersion(at)) return;
      const names = schema.properties.map(({ name }) => name);
      for (const { name, schema: field } of schema.properties) {
        if (!looksLikeMoney(name, names)) continue;
        const inexact = leavesOf(field, architecture.schemas).some(
          (leaf) =>
            leaf.kind === 'number' &&
            !leaf.integer &&
            leaf.format !== 'decimal' &&
            leaf.multipleOf === undefined,
        );
        if (!inexact) continue;
        report({
          message: `${name} is money, and a number with a fraction is not exact`,
          help: 'write minor units (`type: integer`) or a decimal text, with the currency beside it',
          at: onKey(placeAt(at, 'properties', name)),
        });
      }
    },
  },
});
