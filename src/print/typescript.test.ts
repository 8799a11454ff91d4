import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ObjectSchema, Schema } from '../model/schema.ts';
import { exampleOf } from './example.ts';
import { printLiteral } from './literal.ts';
import { namedSchemaContext, namedSchemas, sampleSchemas } from './sample-schemas.fixture.ts';
import { typeErrors } from './type-errors.fixture.ts';
import { printDeclaration, printType, type TypeContext } from './typescript.ts';

const context: TypeContext = {
  typeName: (id) => id.replace(/^#\/schemas\//, ''),
  schemaOf: (id) =>
    id === '#/schemas/Money' ? object({ amount: { kind: 'number', integer: true } }) : undefined,
};

function object(properties: Record<string, Schema>, more: Partial<ObjectSchema> = {}): ObjectSchema {
  return {
    kind: 'object',
    properties: Object.entries(properties).map(([key, schema]) => ({
      name: key.replace(/\?$/, ''),
      schema,
      required: !key.endsWith('?'),
    })),
    ...more,
  };
}

const string: Schema = { kind: 'string' };
const number: Schema = { kind: 'number', integer: false };
const money: Schema = { kind: 'ref', id: '#/schemas/Money' };
const none: Schema = { kind: 'null' };

describe('types', () => {
  const cases: [string, Schema][] = [
    ['string', string],
    ['unknown', { kind: 'string', loose: true, minLength: 1 }],
    ['Money | null', { kind: 'union', rule: 'one', of: [none, money] }],
    ["'a' | 1 | null", { kind: 'enum', values: ['a', null, 1] }],
    ["'a'", { kind: 'intersection', merged: true, of: [string, { kind: 'enum', values: ['a', 1] }] }],
    [
      'readonly (string | number)[]',
      { kind: 'array', items: { kind: 'union', rule: 'any', of: [string, number] } },
    ],
    ['readonly [string, number?, ...unknown[]]', { kind: 'array', prefix: [string, number], minItems: 1 }],
    ['readonly [string?]', { kind: 'array', prefix: [string], items: { kind: 'never' } }],
    ['readonly [string]', { kind: 'array', prefix: [string, number], minItems: 1, maxItems: 1 }],
    ['{ readonly [key: string]: Money }', object({}, { additional: money })],
    ['{ readonly [key: string]: never }', object({}, { additional: { kind: 'never' } })],
    ['{ readonly [key: string]: unknown }', object({})],
    ["{ readonly a?: string; readonly 'b-c': number }", object({ 'a?': string, 'b-c': number })],
    ['{ readonly a: string; readonly [key: string]: string }', object({ a: string }, { additional: string })],
    ['{ readonly a?: string }', object({ 'a?': string }, { additional: number })],
    ['{ readonly a: string; readonly b: unknown }', object({ a: string }, { requiredElsewhere: ['b'] })],
    [
      '{ readonly a?: string; readonly b?: string }',
      object({}, { names: { kind: 'enum', values: ['a', 'b'] }, additional: string }),
    ],
    [
      'Money & { readonly note?: string }',
      { kind: 'intersection', merged: true, of: [money, object({ 'note?': string }, { loose: true })] },
    ],
    [
      '{ readonly a?: string; readonly b?: string }',
      {
        kind: 'intersection',
        merged: true,
        of: [
          object({ 'a?': string, 'b?': string }),
          {
            kind: 'union',
            rule: 'one',
            of: [object({}, { loose: true, requiredElsewhere: ['a'] }), { kind: 'any' }],
          },
        ],
      },
    ],
    ['unknown', { kind: 'not', schema: string }],
    ['never', { kind: 'intersection', merged: false, of: [{ kind: 'never' }, string] }],
  ];
  test.each(cases)('%s', (expected, schema) => {
    expect(printType(schema, context)).toBe(expected);
  });
});

test('a declaration documents what the types leave open, and names nested objects by their path', () => {
  const schema = object(
    {
      title: { kind: 'string', minLength: 1, maxLength: 200, note: { description: 'What to do' } },
      'email?': { kind: 'string', format: 'email', note: { personalData: true, deprecated: true } },
      lines: {
        kind: 'array',
        minItems: 1,
        items: object({ sku: { kind: 'string', pattern: '^[A-Z]+$' }, price: money, quantity: number }),
      },
      'priority?': { kind: 'enum', values: ['low', 'high'], note: { default: 'low' } },
    },
    { note: { description: 'A task. Ends the comment: */ alert(1) /*\n@ts-ignore' } },
  );
  expect(printDeclaration('TaskCreated', schema, { ...context, taken: new Set(['TaskCreatedLine']) })).toBe(
    `/**
 * A task. Ends the comment: *\\/ alert(1) /\\*
 * \\@ts-ignore
 */
export interface TaskCreated {
  /** What to do. 1 to 200 characters. */
  readonly title: string;
  /**
   * Format email. Personal data.
   *
   * @deprecated
   */
  readonly email?: string;
  /** At least 1 item. */
  readonly lines: readonly TaskCreatedLineValue[];
  /** @default 'low' */
  readonly priority?: 'low' | 'high';
}

export interface TaskCreatedLineValue {
  /** Pattern \`^[A-Z]+$\`. */
  readonly sku: string;
  readonly price: Money;
  readonly quantity: number;
}`,
  );
});

test('branches are named by the value that tells them apart', () => {
  const branch = (kind: string): Schema =>
    object({
      kind: { kind: 'enum', values: [kind], single: true },
      something: string,
      [`${kind}Reference`]: { kind: 'string', maxLength: 20 },
    });
  const schema: Schema = { kind: 'union', rule: 'one', of: [branch('card'), branch('bank-transfer')] };
  expect(printDeclaration('Payment', schema, context)).toMatch(
    /^export type Payment = PaymentCard \| PaymentBankTransfer;\n\nexport interface PaymentCard \{/,
  );
});

const root = fileURLToPath(new URL('../..', import.meta.url));

function sampleSource(): string {
  const types = ['Money', 'Other'].map((name) => `export interface ${name} {\n  readonly amount: number;\n}`);
  const declarations = sampleSchemas(2000).map((schema, index) =>
    printDeclaration(`Sample${index}`, schema, context),
  );
  return `${[...types, ...declarations].join('\n\n')}\n`;
}

test('formatting generated types changes nothing', () => {
  const source = sampleSource();
  const formatted = execFileSync(
    `${root}/node_modules/.bin/biome`,
    ['format', '--stdin-file-path=src/print/sample.ts'],
    { cwd: root, input: source, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1e8 },
  );
  expect(source).toBe(formatted);
});

test('generated types satisfy the strictest compiler', () => {
  expect(typeErrors(sampleSource())).toEqual([]);
});

test('types take every value that the schema takes', () => {
  const named = Object.entries(namedSchemas).map(([id, schema]) =>
    printDeclaration(namedSchemaContext.typeName(id), schema, namedSchemaContext),
  );
  const samples = sampleSchemas(1500).map((schema, index) => {
    const example = exampleOf(schema, namedSchemaContext);
    const declaration = printDeclaration(`Sample${index}`, schema, namedSchemaContext);
    if (example === undefined) return declaration;
    const value = `const value${index} = [${printLiteral(example)}] as const;`;
    return `${declaration}\n${value}\nexport const typed${index}: Sample${index} = value${index}[0];`;
  });
  // Where all properties are optional, the compiler also asks for one in common; that is about typing errors.
  const errors = typeErrors([...named, ...samples].join('\n\n')).filter(
    (text) => !text.includes('has no properties in common'),
  );
  expect(errors).toEqual([]);
});
