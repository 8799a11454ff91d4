import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { wordsOf } from '../model/names.ts';
import { casesOf, hasCase, inCase, type NameCase } from './name-case.ts';
import { defineRule } from './rule.ts';
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
  start: () => {
    const files = new Map<string, FieldsOfFile>();
    return {
      schema(schema, at) {
        if (schema.kind !== 'object' || isOldVersion(at)) return;
        const file: FieldsOfFile = files.get(at.file) ?? { fields: [], uses: new Map() };
        files.set(at.file, file);
        for (const { name } of schema.properties) {
          const cases = casesOf(name);
          const [only] = cases;
          // `id` fits all cases, and a name such as `@type` has a form of its own.
          if (only !== undefined && cases.length === 1) file.uses.set(only, (file.uses.get(only) ?? 0) + 1);
          if (cases.length < 3 && hasCase(name) && !isAcronym(name)) {
            file.fields.push({ name, cases, at: onKey(placeAt(at, 'properties', name)) });
          }
        }
      },
      end({ options, report }) {
        for (const { fields, uses } of files.values()) {
          const wanted = options.case === 'most' ? mostUsed(uses) : options.case;
          if (wanted === undefined) continue;
          for (const { name, cases, at } of fields) {
            if (cases.includes(wanted)) continue;
            report({
              message: `${name} is not ${wanted}${options.case === 'most' ? ', as most fields of this file are' : ''}`,
              help: `in a new version it could be ${inCase(wordsOf(name), wanted)}; another name is another field to subscribers`,
              at,
            });
          }
        }
      },
    };
  },
});

interface FieldsOfFile {
  readonly fields: { readonly name: string; readonly cases: readonly NameCase[]; readonly at: Place }[];
  /** How many names have this case and no other. */
  readonly uses: Map<NameCase, number>;
}

/** `IBAN` and `URL` are written so in any case. */
function isAcronym(name: string): boolean {
  return /^[A-Z][A-Z0-9]{1,5}$/.test(name);
}

/** The case that more names have than any other; undefined where two are level. */
function mostUsed(uses: ReadonlyMap<NameCase, number>): NameCase | undefined {
  const [first, second] = [...uses].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}
