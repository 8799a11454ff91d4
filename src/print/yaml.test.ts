import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonValue } from './sample-schemas.fixture.ts';
import { printYaml } from './yaml.ts';

test('values are readable YAML in our style', () => {
  const long = 'a word and '.repeat(20).trim();
  const shared = { name: 'x' };
  const value = {
    on: 'yes',
    list: [shared, shared],
    long,
    version: '1.10',
    time: '12:30',
    none: undefined,
    empty: '',
  };
  expect(printYaml(value)).toBe(
    `'on': 'yes'
list:
  - name: x
  - name: x
long: ${long}
version: '1.10'
time: '12:30'
empty: ''
`,
  );
});

test('what is printed reads back the same, in YAML 1.2 and 1.1', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        jsonValue,
        fc.string().map((text) => ({ [text]: text })),
      ),
      (value) => {
        const text = printYaml(value);
        expect(parse(text)).toEqual(value);
        expect(parse(text, { version: '1.1', merge: false })).toEqual(value);
      },
    ),
  );
});
