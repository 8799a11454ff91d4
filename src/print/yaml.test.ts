import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { jsonValue } from './sample-schemas.fixture.ts';
import { printYaml, yamlStyle } from './yaml.ts';

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

test('plain values are printed as the library prints them', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[\w./~=<!-]{0,8}$/),
    fc.constantFrom('yes', 'No', 'on', 'Off', 'y', 'N', 'true', 'Null', '0o7', '1_000', '.inf', '2024-01-01'),
  );
  const plain = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, word, fc.boolean(), fc.integer(), tie('list'), tie('map')),
    list: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    map: fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(fc.oneof(plain.map, plain.list), (value) => {
      expect(printYaml(value)).toBe(stringify(value, yamlStyle));
    }),
    { numRuns: 2000 },
  );
});
