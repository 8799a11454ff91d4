import { runInThisContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import type { Schema } from '../model/schema.ts';
import * as checks from '../runtime/typescript/checks.ts';
import type { ValidationIssue } from '../runtime/typescript/contract.ts';
import * as formats from '../runtime/typescript/formats.ts';
import { printAjvValidatorModule } from './ajv-validator.ts';
import { namedSchemaContext } from './sample-schemas.fixture.ts';

const schema: Schema = {
  kind: 'intersection',
  merged: true,
  of: [
    { kind: 'object', properties: [], unevaluated: { kind: 'never' } },
    {
      kind: 'object',
      loose: true,
      properties: [
        { name: 'at', schema: { kind: 'string', format: 'date-time', maxLength: 30 }, required: true },
        { name: 'either', schema: { kind: 'enum', values: [{ toString: 1 }] }, required: false },
        { name: 'next', schema: { kind: 'ref', id: '#/schemas/Other' }, required: false },
      ],
    },
  ],
};

function compile(): (data: unknown, path?: string) => ValidationIssue[] {
  const text = printAjvValidatorModule('validateX', schema, namedSchemaContext, { runtime: '../runtime' });
  const { code } = transformSync(text.replace(/^import .*$/gm, '').replace('export function', 'function'), {
    loader: 'ts',
  });
  expect(code).not.toMatch(/\brequire\(/);
  const names = [...Object.keys(checks), ...Object.keys(formats)].join(', ');
  const make = runInThisContext(`(({ ${names} }) => { ${code}\n return validateX; })`) as (
    given: object,
  ) => ReturnType<typeof compile>;
  return make({ ...checks, ...formats });
}

test('what our own printer cannot say is compiled, with the same signature and issues', () => {
  const validate = compile();
  expect(validate({ at: '2024-02-29T10:00:00Z', either: { toString: 1 }, next: { a: { a: null } } })).toEqual(
    [],
  );
  expect(
    validate({ more: 1, either: { toString: 2 }, next: { a: { a: 3 } } }).map(({ path }) => path),
  ).toEqual(expect.arrayContaining(['at', 'more', 'either']));
  expect(validate({}, '.data')).toEqual([{ path: 'data.at', message: 'is required' }]);
});

test('imports name what is used', () => {
  const text = printAjvValidatorModule('validateX', schema, namedSchemaContext, {
    runtime: '../runtime',
    ending: '.js',
  });
  expect(text).toContain("import { isDateTime } from '../runtime/formats.js';");
});
