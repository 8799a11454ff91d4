import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import type { ObjectSchema, Schema } from '../model/schema.ts';
import { printBundledJsonSchema } from './json-schema.ts';
import { compileValidator } from './run-validator.fixture.ts';
import {
  jsonValue,
  namedSchemaContext,
  namedSchemas,
  sampleSchemas,
  schemaArbitrary,
} from './sample-schemas.fixture.ts';
import { typeErrors } from './type-errors.fixture.ts';
import { canPrint, printValidator, printValidatorModule } from './validator.ts';

function oracle(schema: Schema): (value: unknown) => boolean {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    ownProperties: true,
    multipleOfPrecision: 9,
    logger: false,
  });
  addFormats.default(ajv);
  return ajv.compile(printBundledJsonSchema(schema, namedSchemaContext)) as (value: unknown) => boolean;
}

describe('what printed validators accept', () => {
  test('is what ajv accepts', () => {
    fc.assert(
      fc.property(
        schemaArbitrary({ unevaluated: false, forAjv: true }),
        fc.array(jsonValue, { minLength: 10, maxLength: 20 }),
        (schema, values) => {
          const validate = compileValidator(schema);
          const accepts = oracle(schema);
          for (const value of values) {
            expect({ value, issues: validate(value), fits: validate(value).length === 0 }).toMatchObject({
              fits: accepts(value),
            });
          }
        },
      ),
      { numRuns: Number(process.env.EDA_RUNS ?? 300) },
    );
  }, 180_000);

  const text = (more: object): Schema => ({ kind: 'string', ...more });
  const object = (names: readonly string[], more: Partial<ObjectSchema> = {}): Schema => ({
    kind: 'object',
    properties: names.map((name) => ({ name, schema: { kind: 'any' }, required: true })),
    ...more,
  });
  const number = (more: object): Schema => ({ kind: 'number', integer: false, ...more });
  const proto: unknown = JSON.parse('{"__proto__": 1}');
  const cases: [string, Schema, unknown, boolean][] = [
    ['one astral character is one character', text({ maxLength: 1 }), '𝒳', true],
    ['two are two', text({ maxLength: 1 }), '𝒳𝒳', false],
    ['one astral character is not two', text({ minLength: 2 }), '𝒳', false],
    ['a lone surrogate counts', text({ minLength: 2, maxLength: 2 }), '\ud835a', true],
    ['a pattern sees code points', text({ pattern: '^.$' }), '𝒳', true],
    ['1.0 is an integer', { kind: 'number', integer: true }, 1.0, true],
    ['1.5 is none', { kind: 'number', integer: true }, 1.5, false],
    ['NaN is no number', number({}), Number.NaN, false],
    ['Infinity is no number', number({}), Number.POSITIVE_INFINITY, false],
    ['0.3 is a multiple of 0.1', number({ multipleOf: 0.1 }), 0.3, true],
    ['19.99 is a multiple of 0.01', number({ multipleOf: 0.01 }), 19.99, true],
    ['0.35 is no multiple of 0.1', number({ multipleOf: 0.1 }), -0.35, false],
    ['1e21 is no multiple of 3', number({ multipleOf: 3 }), 1e21, false],
    ['5e-324 is a multiple of itself', number({ multipleOf: 5e-324 }), 5e-324, true],
    ['-0 is 0', { kind: 'enum', values: [0] }, -0, true],
    ['0 is -0', { kind: 'enum', values: [-0] }, 0, true],
    ['an own __proto__ is a property', object(['__proto__']), proto, true],
    ['an inherited one is none', object(['__proto__']), {}, false],
    ['an inherited constructor is none', object(['constructor']), {}, false],
    ['__proto__ is unknown', object([], { additional: { kind: 'never' } }), proto, false],
    ['undefined is absent', object(['a']), { a: undefined }, false],
    ['holes of a list are no text', { kind: 'array', items: text({}) }, new Array(1), false],
    [
      'members in another order are equal',
      { kind: 'enum', values: [{ a: 1, b: [2] }] },
      { b: [2], a: 1 },
      true,
    ],
    [
      'equal objects are the same item',
      { kind: 'array', unique: true },
      [{ a: 1, b: 2 }, 1, { b: 2, a: 1 }],
      false,
    ],
    ['1 and true are not', { kind: 'array', unique: true }, [1, true, '1'], true],
    ['a list is no object', object([]), [], false],
    ['null is no object', object([]), null, false],
    ['a quote in a pattern', text({ pattern: '^[\'"`/\\\\]$' }), '`', true],
    ['an int32', number({ format: 'int32' }), 2 ** 31, false],
    ['recursion', { kind: 'ref', id: '#/schemas/Other' }, { a: { a: { a: 1 } } }, false],
  ];
  test.each(cases)('%s', (_, schema, value, fits) => {
    expect(compileValidator(schema)(value).length === 0).toBe(fits);
  });
});

describe('messages', () => {
  const branch = (type: string, more: string): Schema => ({
    kind: 'object',
    properties: [
      { name: 'type', schema: { kind: 'enum', values: [type], single: true }, required: true },
      { name: more, schema: { kind: 'string', minLength: 1 }, required: true },
    ],
  });
  const payment: Schema = {
    kind: 'union',
    rule: 'one',
    of: [branch('card', 'number'), branch('cash', 'till')],
  };
  const order: Schema = {
    kind: 'object',
    properties: [
      { name: 'title', schema: { kind: 'string', maxLength: 3 }, required: true },
      {
        name: 'lines',
        schema: {
          kind: 'array',
          items: { kind: 'object', properties: [{ name: 'a-b', schema: payment, required: true }] },
        },
        required: false,
      },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a name that looks like a template is what is tested
      { name: '`${x}`', schema: { kind: 'null' }, required: false },
    ],
    additional: { kind: 'never' },
  };
  const issues = (value: unknown): string[] =>
    compileValidator(order)(value).map(({ path, message }) => `${path}: ${message}`);

  test('all issues are told, each once, with the path as people write it', () => {
    expect(
      issues({ title: 'long', tïtle: 1, '`${x}`': 1, lines: [{ 'a-b': { type: 'card' } }, {}, 3] }),
    ).toEqual([
      'title: must be at most 3 characters',
      'lines.0.a-b.number: is required',
      'lines.1.a-b: is required',
      'lines.2: must be an object',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a name that looks like a template is what is tested
      '`${x}`: must be null',
      'tïtle: is not known here',
    ]);
  });

  test('the fixed value of a branch tells which was meant', () => {
    expect(
      issues({ title: '', lines: [{ 'a-b': { type: 'cash', till: '' } }, { 'a-b': { type: 'gold' } }] }),
    ).toEqual(['lines.0.a-b.till: must not be empty', 'lines.1.a-b.type: must be one of "card", "cash"']);
  });

  test('where no branch is meant, the closest one is told', () => {
    const either: Schema = {
      kind: 'union',
      rule: 'any',
      of: [
        { kind: 'array', items: { kind: 'null' } },
        { kind: 'ref', id: '#/schemas/Money' },
      ],
    };
    expect(compileValidator(either)({ a: 'x' })).toEqual([
      { path: '', message: 'must fit one of 2 alternatives; closest: a must be a number' },
    ]);
  });

  test('the value itself has an empty path', () => {
    expect(compileValidator(order)(1)).toEqual([{ path: '', message: 'must be an object' }]);
  });
});

test('unevaluated members and items need the other printer', () => {
  const closed: Schema = { kind: 'object', properties: [], unevaluated: { kind: 'never' } };
  expect(canPrint({ kind: 'array', items: { kind: 'union', rule: 'any', of: [closed] } })).toBe(false);
  expect(canPrint({ kind: 'object', properties: [], additional: { kind: 'never' } })).toBe(true);
});

function sampleModule(runtime: string): string {
  const samples = sampleSchemas(400).filter(canPrint);
  return printValidatorModule({
    runtime,
    validators: [
      ...Object.entries(namedSchemas).map(([id, schema]) =>
        printValidator(namedSchemaContext.functionName(id), schema, namedSchemaContext),
      ),
      ...samples.map((schema, index) => printValidator(`validateSample${index}`, schema, namedSchemaContext)),
    ],
  });
}

test('printed modules satisfy the strictest compiler', () => {
  const runtime = fileURLToPath(new URL('../runtime/typescript', import.meta.url));
  expect(typeErrors(sampleModule(runtime))).toEqual([]);
});

test('formatting printed modules changes nothing', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const source = sampleModule('../runtime');
  const formatted = execFileSync(
    `${root}/node_modules/.bin/biome`,
    ['format', '--stdin-file-path=src/print/sample.ts'],
    {
      cwd: root,
      input: source,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    },
  );
  expect(source).toBe(formatted);
});

test('hostile text stays text', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a name that looks like a template is what is tested
  const hostile = "'); process.exit(1); ('`${process.exit(1)}`*/ \u2028\n\\";
  const schema: Schema = {
    kind: 'object',
    properties: [
      { name: hostile, schema: { kind: 'enum', values: [hostile, { [hostile]: hostile }] }, required: true },
    ],
    dependentRequired: { [hostile]: [hostile] },
    additional: { kind: 'never' },
  };
  expect(compileValidator(schema)({ [hostile]: hostile })).toEqual([]);
  expect(compileValidator(schema)({ [hostile]: 1 })).toMatchObject([{ path: hostile }]);
  expect(printValidator('validateX', schema, namedSchemaContext).text).not.toContain('\u2028');
});
