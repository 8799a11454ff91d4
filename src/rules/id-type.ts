import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { wordsOf } from '../model/names.ts';
import { defineRule } from './rule.ts';
import { isOldVersion, typesOf } from './schema-leaves.ts';

export const idType = defineRule({
  id: 'id-type',
  title: 'An id has one type everywhere',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  start: () => {
    const seen = new Map<string, { type: string; at: Place }[]>();
    return {
      schema(schema, at, { architecture }) {
        if (schema.kind !== 'object' || isOldVersion(at)) return;
        for (const { name, schema: field } of schema.properties) {
          if (!/id$/i.test(name)) continue;
          const words = wordsOf(name).map((word) => word.toLowerCase());
          if (words.length < 2 || words.at(-1) !== 'id') continue;
          const [type, ...others] = typesOf(field, architecture.schemas);
          if (type === undefined || others.length > 0) continue;
          const key = words.join('');
          seen.set(key, [...(seen.get(key) ?? []), { type, at: onKey(placeAt(at, 'properties', name)) }]);
        }
      },
      end({ report }) {
        for (const uses of seen.values()) {
          const [first, ...others] = uses;
          const other = others.find(({ type }) => type !== first?.type);
          if (first === undefined || other === undefined) continue;
          report({
            message: `${String(other.at.path.at(-1))} is ${article(other.type)} here and ${article(first.type)} elsewhere`,
            help: 'give it one type: a shared schema (`$ref`) says it once',
            at: other.at,
            related: [{ message: `${article(first.type)} here`, at: first.at }],
          });
        }
      },
    };
  },
});

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
