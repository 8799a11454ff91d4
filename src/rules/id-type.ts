import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import { wordsOf } from '../model/names.ts';
import { defineRule, noNotes } from './rule.ts';
import { isOldVersion, typesOf } from './schema-leaves.ts';

export const idType = defineRule({
  id: 'id-type',
  title: 'An id has one type everywhere',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  survey: {
    note(schema, at, schemas): readonly IdField[] {
      if (schema.kind !== 'object' || isOldVersion(at)) return noNotes;
      return schema.properties.flatMap(({ name, schema: field }): readonly IdField[] => {
        if (!/id$/i.test(name)) return noNotes;
        const words = wordsOf(name).map((word) => word.toLowerCase());
        if (words.length < 2 || words.at(-1) !== 'id') return noNotes;
        const [type, ...others] = typesOf(field, schemas);
        if (type === undefined || others.length > 0) return noNotes;
        return [{ id: words.join(''), type, at: onKey(placeAt(at, 'properties', name)) }];
      });
    },
    judge(notes, { report }) {
      for (const [first, ...others] of groupBy(notes, ({ id }) => id).values()) {
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
  },
});

interface IdField {
  /** Its name without case and separators. */
  readonly id: string;
  readonly type: string;
  readonly at: Place;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
