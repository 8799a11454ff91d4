import type { Schema } from '../model/schema.ts';
import { codeWriter, mentions, writeBlock, writeLine } from './code-writer.ts';
import { printImports } from './imports.ts';
import { emitSchema } from './validator/emit-schema.ts';
import { type Emitter, newEmitter, type ValidatorContext } from './validator/emitter.ts';

export type { ValidatorContext } from './validator/emitter.ts';

/**
 * A function that tells what is wrong with a value, as readable TypeScript:
 * `(data: unknown, path = '', issues: ValidationIssue[] = []) => ValidationIssue[]`. Callers give the first argument
 * only; functions of schemas that refer to this one go on with their path and issues. Text of the schema is in string
 * literals alone.
 *
 * The schema must be one that `canPrint` takes, and each schema that it refers to needs its function beside it.
 */
export function printValidator(functionName: string, schema: Schema, context: ValidatorContext): string {
  return finish(emit(functionName, schema, context));
}

/** A validator that is printed, and what it asks of the runtime: modules that share it need not print it again. */
export interface PrintedValidator {
  readonly text: string;
  /** Names that it needs of `checks` and of `formats`. */
  readonly checks: readonly string[];
  readonly formats: readonly string[];
}

export interface ValidatorModule {
  readonly validators: readonly PrintedValidator[];
  /** Folder of the runtime as the module imports it: `../runtime`. */
  readonly runtime: string;
  /** Ending of imported files; `.ts` or `.js`. */
  readonly ending?: '.ts' | '.js';
  /** Functions of schemas that another module has, by its path. */
  readonly imports?: readonly { readonly from: string; readonly names: readonly string[] }[];
}

/** A validator for a module of several; its text is that of `printValidator`. */
export function printModuleValidator(
  functionName: string,
  schema: Schema,
  context: ValidatorContext,
): PrintedValidator {
  const emitter = emit(functionName, schema, context);
  return { text: finish(emitter), checks: [...emitter.used.checks], formats: [...emitter.used.formats] };
}

/** Validators with the imports that they need: the text of a module, without header, with a line feed at its end. */
export function printValidatorModule(module: ValidatorModule): string {
  const { validators } = module;
  const from = (name: string) => `${module.runtime}/${name}${module.ending ?? '.ts'}`;
  const imports = printImports([
    { from: from('checks'), names: validators.flatMap(({ checks }) => checks) },
    { from: from('contract'), type: true, names: ['ValidationIssue'] },
    { from: from('formats'), names: validators.flatMap(({ formats }) => formats) },
    ...(module.imports ?? []),
  ]);
  return `${[imports, ...validators.map(({ text }) => text)].join('\n\n')}\n`;
}

function emit(functionName: string, schema: Schema, context: ValidatorContext): Emitter {
  const emitter = newEmitter(functionName, context);
  emitter.code.indent = 2;
  emitSchema(emitter, schema, { value: 'data', path: '', issues: 'issues' });
  return emitter;
}

function finish({ functionName, code, constants }: Emitter): string {
  const head = codeWriter();
  const data = mentions(code.lines, 'data') ? 'data' : '_data';
  const path = mentions(code.lines, 'path') ? 'path' : '_path';
  const flat = `export function ${functionName}(${data}: unknown, ${path} = '', issues: ValidationIssue[] = []): ValidationIssue[]`;
  const isLong = flat.length + 2 > 110;
  const start = isLong
    ? `export function ${functionName}(\n  ${data}: unknown,\n  ${path} = '',\n  issues: ValidationIssue[] = [],\n): ValidationIssue[]`
    : flat;
  writeBlock(head, start, () => {
    head.lines.push(...code.lines);
    writeLine(head, 'return issues;');
  });
  return [...constants, ...(constants.length === 0 ? [] : ['']), ...head.lines].join('\n');
}

/**
 * Whether `printValidator` can say all of a schema: not `unevaluatedProperties` and `unevaluatedItems`, which look at
 * what other keywords have seen.
 */
export function canPrint(schema: Schema): boolean {
  switch (schema.kind) {
    case 'array':
      return (
        schema.unevaluated === undefined &&
        [...(schema.prefix ?? []), schema.items, schema.contains].every(
          (part) => part === undefined || canPrint(part),
        )
      );
    case 'object': {
      const parts = [
        ...schema.properties.map((property) => property.schema),
        ...(schema.patterns ?? []).map((pattern) => pattern.schema),
        ...Object.values(schema.dependentSchemas ?? {}),
        schema.additional,
        schema.names,
      ];
      return schema.unevaluated === undefined && parts.every((part) => part === undefined || canPrint(part));
    }
    case 'union':
    case 'intersection':
      return schema.of.every(canPrint);
    case 'not':
      return canPrint(schema.schema);
    case 'conditional':
      return [schema.if, schema.then, schema.else].every((part) => part === undefined || canPrint(part));
    default:
      return true;
  }
}
