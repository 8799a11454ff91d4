import type { Place } from '../diagnostics/diagnostic.ts';

/**
 * Payload types as one closed union, read from JSON Schema (2020-12, draft-07) and Avro. Nothing is lost on the
 * way: `print/json-schema.ts` turns every value back into an equivalent JSON Schema.
 *
 * JSON Schema is a conjunction of keywords; here each group of keywords that says one thing is one node, and an
 * object with several groups is an `intersection` with `merged: true`.
 */
export type Schema =
  | AnySchema
  | NeverSchema
  | RefSchema
  | StringSchema
  | NumberSchema
  | BooleanSchema
  | NullSchema
  | EnumSchema
  | ArraySchema
  | ObjectSchema
  | UnionSchema
  | IntersectionSchema
  | NotSchema
  | ConditionalSchema;

/** Annotations: what a schema says to people and tools, without accepting or refusing anything. */
export interface Annotations {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  /** `x-personal-data: true` */
  readonly personalData?: boolean;
  /** Other `x-` keywords, kept for those who print the schema again. */
  readonly extensions?: { readonly [keyword: string]: unknown };
}

interface Node {
  readonly note?: Annotations;
}

/** Constraints without a `type`: values of other types pass. */
interface MayBeLoose {
  readonly loose?: true;
}

/** `true`, `{}` */
export interface AnySchema extends Node {
  readonly kind: 'any';
  /** It stands for what a reference did not lead to; that is reported where the reference stands. */
  readonly unresolved?: true;
}

/** `false` */
export interface NeverSchema extends Node {
  readonly kind: 'never';
}

/** `$ref`; `id` is a key of `Architecture.schemas`. */
export interface RefSchema extends Node {
  readonly kind: 'ref';
  readonly id: string;
}

export interface StringSchema extends Node, MayBeLoose {
  readonly kind: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
}

export interface NumberSchema extends Node, MayBeLoose {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly format?: string;
}

export interface BooleanSchema extends Node {
  readonly kind: 'boolean';
}

export interface NullSchema extends Node {
  readonly kind: 'null';
}

/** `enum`, and `const` as an enum of one (`single`). */
export interface EnumSchema extends Node {
  readonly kind: 'enum';
  readonly values: readonly unknown[];
  readonly single?: true;
}

export interface ArraySchema extends Node, MayBeLoose {
  readonly kind: 'array';
  /** `prefixItems`, or draft-07's `items` as a list */
  readonly prefix?: readonly Schema[];
  /** Items behind the prefix; absent = anything. */
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly unique?: boolean;
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  /** `unevaluatedItems` */
  readonly unevaluated?: Schema;
}

export interface ObjectSchema extends Node, MayBeLoose {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** Required names that `properties` does not list. */
  readonly requiredElsewhere?: readonly string[];
  /** `additionalProperties`; absent = anything. */
  readonly additional?: Schema;
  readonly patterns?: readonly { readonly pattern: string; readonly schema: Schema }[];
  readonly names?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: { readonly [name: string]: readonly string[] };
  readonly dependentSchemas?: { readonly [name: string]: Schema };
  /** `unevaluatedProperties` */
  readonly unevaluated?: Schema;
}

export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** `anyOf` (any), `oneOf` (one), a list of types (types). */
export interface UnionSchema extends Node {
  readonly kind: 'union';
  readonly rule: 'any' | 'one' | 'types';
  readonly of: readonly Schema[];
}

/** `allOf`, or with `merged` the groups of keywords of one JSON object. */
export interface IntersectionSchema extends Node {
  readonly kind: 'intersection';
  readonly merged: boolean;
  readonly of: readonly Schema[];
}

export interface NotSchema extends Node {
  readonly kind: 'not';
  readonly schema: Schema;
}

export interface ConditionalSchema extends Node {
  readonly kind: 'conditional';
  readonly if: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

/** A schema that others refer to by id. */
export interface NamedSchema {
  /** `#/schemas/Money` for shared ones; `schemas/account.json`, `schemas/account.json#/$defs/Line` for files. */
  readonly id: string;
  /** UpperCamelCase, unique in the system, never dependent on a counter. */
  readonly typeName: string;
  readonly schema: Schema;
  /** The Avro schema as it stands in its file, where it was read from one. */
  readonly avro?: unknown;
  readonly at: Place;
}

/** How a schema's references are followed; undefined: they lead nowhere. */
export interface SchemaLookup {
  schemaOf(id: string): Schema | undefined;
}
