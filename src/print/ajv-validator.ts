import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { Schema } from '../model/schema.ts';
import * as formats from '../runtime/typescript/formats.ts';
import { printBundledJsonSchema } from './json-schema.ts';
import { printKey, printString } from './literal.ts';
import { checkedFormats, formatCheck } from './validator/format-check.ts';

/**
 * A module with the validator of a schema that `canPrint` refuses: compiled by ajv, self-contained, with the same
 * signature as `printValidator`. Referenced schemas are inside. Import this file on demand: ajv is heavy.
 * @param runtime folder of the runtime as the module imports it: `../runtime`
 * @returns text of a TypeScript module that is not type-checked
 */
export function printAjvValidatorModule(
  functionName: string,
  schema: Schema,
  context: { typeName(id: string): string; schemaOf(id: string): Schema | undefined },
  { runtime, ending = '.ts' }: { readonly runtime: string; readonly ending?: '.ts' | '.js' },
): string {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    ownProperties: true,
    logger: false,
    multipleOfPrecision: 9,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  const checked = checkedFormats.map((format) => ({ format, name: formatCheck(format)?.name ?? '' }));
  for (const { format, name } of checked) ajv.addFormat(format, predicateOf(name));
  const code = standalone.default(ajv, ajv.compile(printBundledJsonSchema(schema, context)));
  const compiled = /^export const validate = (\w+);$/m.exec(code)?.[1];
  if (compiled === undefined) throw new Error('ajv printed a module of another shape');
  const body = code
    .replace(/^export (?:const validate = \w+|default \w+);$/gm, '')
    .replace('"use strict";', '')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'codePoints')
    .replaceAll('require("ajv/dist/runtime/equal").default', 'isEqual')
    .trim();
  const used = checked.filter(
    ({ format }) => body.includes(`formats[${JSON.stringify(format)}]`) || body.includes(`formats.${format}`),
  );
  const lines = [
    '// @ts-nocheck: compiled from the schema by ajv',
    `import { codePoints, failFrom, isEqual } from ${printString(`${runtime}/checks${ending}`)};`,
    `import type { ValidationIssue } from ${printString(`${runtime}/contract${ending}`)};`,
    ...(used.length === 0
      ? []
      : [
          `import { ${used.map(({ name }) => name).join(', ')} } from ${printString(`${runtime}/formats${ending}`)};`,
        ]),
    '',
    `const formats = { ${used.map(({ format, name }) => `${printKey(format)}: ${name}`).join(', ')} };`,
    '',
    'const compiled = (() => {',
    body,
    `return ${compiled};`,
    '})();',
    '',
    `export function ${functionName}(data: unknown, path = '', issues: ValidationIssue[] = []): ValidationIssue[] {`,
    '  if (!compiled(data)) failFrom(issues, path, compiled.errors);',
    '  return issues;',
    '}',
    '',
  ];
  return lines.join('\n');
}

function predicateOf(name: string): (text: string) => boolean {
  const predicates: { readonly [name: string]: (text: string) => boolean } = formats;
  const found = predicates[name];
  if (found === undefined) throw new Error(`no predicate ${name}`);
  return found;
}
