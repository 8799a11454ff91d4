import { runInThisContext } from 'node:vm';
import { transformSync } from 'esbuild';
import type { Schema } from '../model/schema.ts';
import * as checks from '../runtime/typescript/checks.ts';
import type { ValidationIssue } from '../runtime/typescript/contract.ts';
import * as formats from '../runtime/typescript/formats.ts';
import { namedSchemaContext, namedSchemas } from './sample-schemas.fixture.ts';
import { printValidator } from './validator.ts';

/** Compiles printed validators and hands back the one of `schema`. */
export function compileValidator(schema: Schema): (value: unknown) => ValidationIssue[] {
  return runValidatorCode(
    [
      ...Object.entries(namedSchemas).map(([id, named]) =>
        printValidator(namedSchemaContext.functionName(id), named, namedSchemaContext),
      ),
      printValidator('validateSample', schema, namedSchemaContext),
    ].join('\n'),
  );
}

function runValidatorCode(source: string): (value: unknown) => ValidationIssue[] {
  const { code } = transformSync(source.replaceAll('export function', 'function'), { loader: 'ts' });
  const helpers = { ...checks, ...formats };
  const names = Object.keys(helpers).join(', ');
  const make = runInThisContext(`(({ ${names} }) => { ${code}\n return validateSample; })`) as (
    given: object,
  ) => (value: unknown) => ValidationIssue[];
  return make(helpers);
}
