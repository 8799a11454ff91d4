import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { printCompactJson, printJson } from './json.ts';
import { jsonValue } from './sample-schemas.fixture.ts';

test('says what the value is, without a character that cannot be seen', () => {
  fc.assert(
    fc.property(jsonValue, fc.string({ unit: 'binary' }), (value, text) => {
      const printed = printJson([value, text]);
      expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify([value, text])));
      expect(JSON.parse(printCompactJson([value, text]))).toEqual(JSON.parse(printed));
      expect(printed).not.toMatch(/[\u007f-\u009f\u2028-\u202e\ufeff]/);
    }),
  );
});

test('lists of texts on one line, where asked for', () => {
  const value = { lib: ['ES2023', 'DOM'], paths: { a: [] } };
  expect(printJson(value)).toBe(
    '{\n  "lib": [\n    "ES2023",\n    "DOM"\n  ],\n  "paths": {\n    "a": []\n  }\n}\n',
  );
  expect(printCompactJson(value)).toBe('{\n  "lib": ["ES2023", "DOM"],\n  "paths": {\n    "a": []\n  }\n}\n');
});
