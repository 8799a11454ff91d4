import type { Operation } from '../../model/architecture.ts';
import type { ObjectSchema, Schema } from '../../model/schema.ts';
import type { TypeBook } from './type-book.ts';

/** The types of one operation as they stand in a file of generated code. */
export interface OperationTypes {
  readonly params: string;
  readonly request: string;
  readonly response: string;
  readonly declarations: readonly string[];
  /** Shared types to import. */
  readonly mentions: readonly string[];
}

/** Types of an operation. `name` begins those that it declares: `GetAccount` → `GetAccountParams`. */
export function operationTypes(book: TypeBook, name: string, operation: Operation): OperationTypes {
  const params = paramsSchema(operation);
  const parts = {
    params: params && typeFor(book, `${name}Params`, params),
    request: operation.request && typeFor(book, `${name}Request`, operation.request),
    response: operation.response && typeFor(book, `${name}Response`, operation.response),
  };
  return {
    params: parts.params?.name ?? 'Record<never, never>',
    request: parts.request?.name ?? 'undefined',
    response: parts.response?.name ?? 'void',
    declarations: Object.values(parts).flatMap((part) => part?.declaration ?? []),
    mentions: operationSchemas(operation).flatMap(book.mentions),
  };
}

/** A shared schema has a type already; any other is declared. */
function typeFor(book: TypeBook, name: string, schema: Schema): { name: string; declaration?: string } {
  if (schema.kind === 'ref') return { name: book.context.typeName(schema.id) };
  const free = book.free(name);
  return { name: free, declaration: book.declaration(free, schema) };
}

/** Path and query parameters as one object; those of the query may be missing. */
export function paramsSchema(operation: Operation): ObjectSchema | undefined {
  if (operation.params.length === 0) return undefined;
  return {
    kind: 'object',
    properties: operation.params.map(({ name, schema, in: place }) => ({
      name,
      schema,
      required: place === 'path',
    })),
  };
}

/** Every schema that an operation is made of. */
export function operationSchemas(operation: Operation): Schema[] {
  return [...operation.params.map(({ schema }) => schema), operation.request, operation.response].filter(
    (schema) => schema !== undefined,
  );
}
