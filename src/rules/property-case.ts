import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import { wordsOf } from '../model/names.ts';
import { casesOf, hasCase, inCase, type NameCase } from './name-case.ts';
import { defineRule, noNotes } from './rule.ts';
import { choice } from './rule-option.ts';
import { isOldVersion } from './schema-leaves.ts';

export const propertyCase = defineRule({
  id: 'property-case',
  title: 'Fields of data are written in one case',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  options: {
    case: choice(
      'the case; `most`: the one that most fields of the file have',
      ['most', 'camelCase', 'snake_case', 'kebab-case', 'PascalCase'],
      'most',
    ),
  },
  survey: {
    note(schema, at): readonly NamesOfObject[] {
      if (schema.kind !== 'object' || isOldVersion(at) || schema.properties.length === 0) return noNotes;
      const fields: Field[] = [];
      const uses: NameCase[] = [];
      for (const { name } of schema.properties) {
        const cases = casesOf(name);
        const [only] = cases;
        // `id` fits all cases, and a name such as `@type` has a form of its own.
        if (only !== undefined && cases.length === 1) uses.push(only);
        if (cases.length < 3 && hasCase(name) && !isAcronym(name)) {
          fields.push({ name, cases, at: onKey(placeAt(at, 'properties', name)) });
        }
      }
      return [{ file: at.file, fields, uses }];
    },
    judge(notes, { options, report }) {
      for (const objects of groupBy(notes, ({ file }) => file).values()) {
        const wanted = options.case === 'most' ? mostUsed(objects) : options.case;
        if (wanted === undefined) continue;
        for (const { name, cases, at } of objects.flatMap(({ fields }) => fields)) {
          if (cases.includes(wanted)) continue;
          report({
            message: `${name} is not ${wanted}${options.case === 'most' ? ', as most fields of this file are' : ''}`,
            help: `in a new version it could be ${inCase(wordsOf(name), wanted)}; another name is another field to subscribers`,
            at,
          });
        }
      }
    },
  },
});

/** Of the fields of one object. */
interface NamesOfObject {
  readonly file: string;
  readonly fields: readonly Field[];
  /** For each name that has this case and no other. */
  readonly uses: readonly NameCase[];
}

interface Field {
  readonly name: string;
  readonly cases: readonly NameCase[];
  readonly at: Place;
}

/** `IBAN` and `URL` are written so in any case. */
function isAcronym(name: string): boolean {
  return /^[A-Z][A-Z0-9]{1,5}$/.test(name);
}

/** The case that more names have than any other; undefined where two are level. */
function mostUsed(objects: readonly NamesOfObject[]): NameCase | undefined {
  const count = new Map<NameCase, number>();
  for (const { uses } of objects) for (const used of uses) count.set(used, (count.get(used) ?? 0) + 1);
  const [first, second] = [...count].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}
