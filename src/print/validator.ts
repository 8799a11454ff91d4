import type { Schema } from '../model/schema.ts';
import { printImports } from './imports.ts';
import { layOutCalls } from './validator/call-tree.ts';
import { type ValidatorContext, validatorTree } from './validator/validator-tree.ts';

export type { ValidatorContext } from './validator/validator-tree.ts';

/** A validator that is printed, and what it calls of the runtime: modules that share it need not print it again. */
export interface PrintedValidator {
  readonly text: string;
  readonly uses: readonly string[];
}

/**
 * A declaration of a validator, as the runtime's functions make one out of keywords of JSON Schema:
 * `export const validateMoney: Validator = object({ … });`. Text of the schema is in string literals and keys alone.
 *
 * The schema must be one that `canPrint` takes, and each schema that it refers to needs its validator beside it.
 */
export function printValidator(
  functionName: string,
  schema: Schema,
  context: ValidatorContext,
): PrintedValidator {
  const uses = new Set<string>();
  const tree = validatorTree(schema, context, uses);
  const start = `export const ${functionName}: Validator = `;
  return { text: `${start}${layOutCalls(tree, 0, start.length)};`, uses: [...uses] };
}

export interface ValidatorModule {
  readonly validators: readonly PrintedValidator[];
  /** Folder of the runtime as the module imports it: `../runtime`. */
  readonly runtime: string;
}

/** Where the runtime keeps the functions that validators are made of. */
const runtimeFiles: { readonly [file: string]: readonly string[] } = {
  'combined-validators.ts': [
    'all',
    'anyOf',
    'byType',
    'byValue',
    'conditional',
    'exactlyOneOf',
    'not',
    'nullable',
    'ref',
  ],
  'list-validator.ts': ['list'],
  'object-validator.ts': ['object'],
  'scalar-validators.ts': ['anything', 'boolean', 'never', 'nothing', 'number', 'oneOf', 'text'],
};

/** Validators with the imports that they need: the text of a module, without header, with a line feed at its end. */
export function printValidatorModule({ validators, runtime }: ValidatorModule): string {
  const used = new Set(validators.flatMap(({ uses }) => uses));
  const imports = printImports([
    ...Object.entries(runtimeFiles).map(([file, names]) => ({
      from: `${runtime}/${file}`,
      names: names.filter((name) => used.has(name)),
    })),
    { from: `${runtime}/validator.ts`, type: true, names: ['Validator'] },
  ]);
  return `${[imports, ...validators.map(({ text }) => text)].join('\n\n')}\n`;
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
