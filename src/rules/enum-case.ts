import { casesOf, hasCase, type NameCase } from './name-case.ts';
import { defineRule } from './rule.ts';
import { choice } from './rule-option.ts';
import { isOldVersion } from './schema-leaves.ts';
import { listNames } from './wording.ts';

export const enumCase = defineRule({
  id: 'enum-case',
  title: 'Values of an enum are written in one case',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  options: {
    case: choice(
      'the case; `same`: any, but one for each enum',
      ['same', 'UPPER_CASE', 'snake_case', 'kebab-case', 'camelCase', 'PascalCase'],
      'same',
    ),
  },
  visit: {
    schema(schema, at, { options, report }) {
      if (schema.kind !== 'enum' || schema.single === true || isOldVersion(at)) return;
      const values = schema.values.filter((value) => typeof value === 'string');
      // Codes, versions and media types have a form of their own.
      if (values.length < 2 || values.some((value) => !hasCase(value))) return;
      const [first = [], ...rest] = values.map(casesOf);
      const common: readonly NameCase[] = first.filter((each) => rest.every((cases) => cases.includes(each)));
      const { case: wanted } = options;
      if (wanted === 'same' ? common.length > 0 : common.includes(wanted)) return;
      const odd = wanted === 'same' ? values : values.filter((value) => !casesOf(value).includes(wanted));
      report({
        message: `${listNames(odd.slice(0, 3))} ${odd.length === 1 ? 'is' : 'are'} not ${wanted === 'same' ? 'written in one case' : wanted}`,
        help: 'another spelling is another value to subscribers: change it with the next major version',
        at: { file: at.file, path: [...at.path, 'enum'] },
      });
    },
  },
});
