import { runInThisContext } from 'node:vm';
import { transformSync } from 'esbuild';
import type { Schema } from '../model/schema.ts';
import * as combined from '../runtime/typescript/combined-validators.ts';
import type { ValidationIssue } from '../runtime/typescript/contract.ts';
import * as lists from '../runtime/typescript/list-validator.ts';
import * as objects from '../runtime/typescript/object-validator.ts';
import * as scalars from '../runtime/typescript/scalar-validators.ts';
import { namedSchemaContext, namedSchemas } from './sample-schemas.fixture.ts';
import { printValidator } from './validator.ts';

/** Compiles printed validators and hands back the one of `schema`. */
export function compileValidator(schema: Schema): (value: unknown) => ValidationIssue[] {
  return runValidatorCode(
    [
      printValidator('validateSample', schema, namedSchemaContext),
      ...Object.entries(namedSchemas).map(([id, named]) =>
        printValidator(namedSchemaContext.functionName(id), named, namedSchemaContext),
      ),
    ]
      .map(({ text }) => text)
      .join('\n'),
  );
}

function runValidatorCode(source: string): (value: unknown) => ValidationIssue[] {
  const { code } = transformSync(source.replaceAll('export const', 'const'), { loader: 'ts' });
  const helpers = { ...combined, ...lists, ...objects, ...scalars };
  const names = Object.keys(helpers).join(', ');
  const make = runInThisContext(`(({ ${names} }) => { ${code}\n return validateSample; })`) as (
    given: object,
  ) => (value: unknown) => ValidationIssue[];
  return make(helpers);
}
