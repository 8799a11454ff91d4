import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
  UnionSchema,
} from '../../model/schema.ts';
import { describeConstraints } from '../constraints.ts';
import { acceptedTypes, discriminatorOf, type JsonType } from '../schema-types.ts';
import { type CallTree, callTree, listTree, literalTree, objectTree, textTree } from './call-tree.ts';
import { checkedFormats } from './checked-formats.ts';

export interface ValidatorContext {
  /** The validator of a named schema. */
  functionName(id: string): string;
  schemaOf(id: string): Schema | undefined;
}

/** Makes the expression of a schema's validator. `uses` gains the functions of the runtime that it calls. */
export function validatorTree(schema: Schema, context: ValidatorContext, uses: Set<string>): CallTree {
  return treeOf(schema, { context, uses });
}

interface Making {
  readonly context: ValidatorContext;
  readonly uses: Set<string>;
}

type Members = readonly (readonly [name: string, value: CallTree | undefined])[];

function treeOf(schema: Schema, making: Making): CallTree {
  switch (schema.kind) {
    case 'any':
      return call(making, 'anything');
    case 'never':
      return call(making, 'never');
    case 'ref':
      return call(making, 'ref', textTree(`() => ${making.context.functionName(schema.id)}`));
    case 'string':
      return withRules(making, 'text', textRules(schema));
    case 'number':
      return withRules(making, 'number', numberRules(schema));
    case 'boolean':
      return call(making, 'boolean');
    case 'null':
      return call(making, 'nothing');
    case 'enum':
      // -0 and 0 are the same in JSON.
      return call(making, 'oneOf', literalTree(schema.values.map((value) => (value === 0 ? 0 : value))));
    case 'array':
      return withRules(making, 'list', listRules(schema, making));
    case 'object':
      return withRules(making, 'object', objectRules(schema, making));
    case 'union':
      return unionTree(schema, making);
    case 'intersection': {
      const [only, ...others] = withoutImplied(schema.of);
      if (only === undefined) return call(making, 'anything');
      if (others.length === 0) return treeOf(only, making);
      return call(making, 'all', listOf([only, ...others], making));
    }
    case 'not':
      return withRules(making, 'not', [
        ['schema', treeOf(schema.schema, making)],
        ['message', literalTree(excludedMessage(schema.schema))],
      ]);
    case 'conditional':
      return withRules(making, 'conditional', [
        ['if', treeOf(schema.if, making)],
        ['then', schema.then && treeOf(schema.then, making)],
        ['else', schema.else && treeOf(schema.else, making)],
      ]);
  }
}

function call({ uses }: Making, name: string, argument?: CallTree): CallTree {
  uses.add(name);
  return callTree(name, argument);
}

/** A call with its rules as an object; without any where there are none. */
function withRules(making: Making, name: string, rules: Members): CallTree {
  const isBare = rules.every(([, value]) => value === undefined);
  return call(making, name, isBare ? undefined : objectTree(rules));
}

function listOf(schemas: readonly Schema[], making: Making): CallTree {
  return listTree(schemas.map((schema) => treeOf(schema, making)));
}

function value(of: unknown): CallTree | undefined {
  return of === undefined ? undefined : literalTree(of);
}

function textRules({ loose, minLength, maxLength, pattern, format }: StringSchema): Members {
  const isChecked = format !== undefined && checkedFormats.includes(format);
  return [
    ['loose', value(loose)],
    ['minLength', value(minLength === 0 ? undefined : minLength)],
    ['maxLength', value(maxLength)],
    ['pattern', value(pattern)],
    ['format', value(isChecked ? format : undefined)],
  ];
}

function numberRules(schema: NumberSchema): Members {
  const { loose, integer, format } = schema;
  const isChecked = format === 'int32' || format === 'int64';
  return [
    ['loose', value(loose)],
    ['integer', value(integer ? true : undefined)],
    ['minimum', value(schema.minimum)],
    ['maximum', value(schema.maximum)],
    ['exclusiveMinimum', value(schema.exclusiveMinimum)],
    ['exclusiveMaximum', value(schema.exclusiveMaximum)],
    ['multipleOf', value(schema.multipleOf)],
    ['format', value(isChecked ? format : undefined)],
  ];
}

function listRules(schema: ArraySchema, making: Making): Members {
  const { loose, minItems, maxItems, unique, prefix, items, contains, minContains, maxContains } = schema;
  const counts = contains !== undefined && !(minContains === 0 && maxContains === undefined);
  return [
    ['loose', value(loose)],
    ['minItems', value(minItems === 0 ? undefined : minItems)],
    ['maxItems', value(maxItems)],
    ['uniqueItems', value(unique === true ? true : undefined)],
    ['prefixItems', prefix && listOf(prefix, making)],
    ['items', others(items, making)],
    ['contains', counts ? treeOf(contains, making) : undefined],
    ['minContains', value(counts ? minContains : undefined)],
    ['maxContains', value(counts ? maxContains : undefined)],
  ];
}

function objectRules(schema: ObjectSchema, making: Making): Members {
  const { properties, requiredElsewhere = [], patterns = [] } = schema;
  const required = [
    ...properties.filter((property) => property.required).map(({ name }) => name),
    ...requiredElsewhere,
  ];
  const map = (entries: readonly (readonly [string, Schema])[]): CallTree | undefined =>
    entries.length === 0
      ? undefined
      : objectTree(entries.map(([name, part]) => [name, treeOf(part, making)]));
  return [
    ['loose', value(schema.loose)],
    ['required', value(required.length === 0 ? undefined : required)],
    ['properties', map(properties.map((property) => [property.name, property.schema]))],
    ['dependentRequired', value(schema.dependentRequired)],
    ['dependentSchemas', map(Object.entries(schema.dependentSchemas ?? {}))],
    ['minProperties', value(schema.minProperties === 0 ? undefined : schema.minProperties)],
    ['maxProperties', value(schema.maxProperties)],
    ['propertyNames', schema.names && treeOf(schema.names, making)],
    ['patternProperties', map(patterns.map(({ pattern, schema: part }) => [pattern, part]))],
    ['additionalProperties', others(schema.additional, making)],
  ];
}

/** Items or members that are not listed: nothing is said of them, or that there are none, or what they are. */
function others(schema: Schema | undefined, making: Making): CallTree | undefined {
  if (schema === undefined || schema.kind === 'any') return undefined;
  return schema.kind === 'never' ? literalTree(false) : treeOf(schema, making);
}

/**
 * Branches that differ by type or by the fixed value of a property are told apart first, so that only the issues of
 * the branch that was meant are reported; others are tried one after the other.
 */
function unionTree({ of, rule }: UnionSchema, making: Making): CallTree {
  const branches = withNullInList(of);
  const [only, ...rest] = branches;
  if (only === undefined) return call(making, 'never');
  if (rest.length === 0) return treeOf(only, making);
  return (
    nullableTree(branches, making) ??
    treeByType(branches, making) ??
    treeByValue(branches, making) ??
    call(making, rule === 'one' ? 'exactlyOneOf' : 'anyOf', listOf(branches, making))
  );
}

/** A list of values without null, or null: one list. */
function withNullInList(branches: readonly Schema[]): readonly Schema[] {
  const [a, b] = branches;
  if (a === undefined || b === undefined || branches.length > 2) return branches;
  const [list, other] = a.kind === 'enum' ? [a, b] : [b, a];
  if (list.kind !== 'enum' || other.kind !== 'null' || list.values.includes(null)) return branches;
  return [{ kind: 'enum', values: [...list.values, null] }];
}

function nullableTree(branches: readonly Schema[], making: Making): CallTree | undefined {
  const present = branches.filter(({ kind }) => kind !== 'null');
  const [other] = present;
  if (other === undefined || present.length !== 1 || branches.length !== 2) return undefined;
  if (acceptedTypes(other, making.context).has('null')) return undefined;
  return call(making, 'nullable', treeOf(other, making));
}

/** Branches of a type each, none twice. */
function treeByType(branches: readonly Schema[], making: Making): CallTree | undefined {
  const byType = new Map<JsonType, Schema>();
  for (const branch of branches) {
    const type = simpleType(branch);
    if (type === undefined || byType.has(type)) return undefined;
    byType.set(type, branch);
  }
  return call(
    making,
    'byType',
    objectTree([...byType].map(([type, branch]) => [type, treeOf(branch, making)])),
  );
}

function simpleType(schema: Schema): JsonType | undefined {
  switch (schema.kind) {
    case 'boolean':
    case 'null':
      return schema.kind;
    case 'string':
    case 'number':
    case 'array':
    case 'object':
      return schema.loose === true ? undefined : schema.kind;
    default:
      return undefined;
  }
}

/** The branch is chosen by the property that has a fixed value in each. */
function treeByValue(branches: readonly Schema[], making: Making): CallTree | undefined {
  const discriminator = discriminatorOf(branches, making.context);
  if (discriminator === undefined) return undefined;
  const { name, values } = discriminator;
  return withRules(making, 'byValue', [
    ['property', literalTree(name)],
    [
      'alternatives',
      listTree(
        branches.map((branch, index) => listTree([literalTree(values[index]), treeOf(branch, making)])),
      ),
    ],
  ]);
}

/** Beside a list of values, a bare type that they all have says nothing new. */
function withoutImplied(parts: readonly Schema[]): readonly Schema[] {
  const lists = parts.filter((part) => part.kind === 'enum');
  if (lists.length === 0) return parts;
  return parts.filter((part) => {
    if (part.kind !== 'string' && part.kind !== 'number') return true;
    const isBare = describeConstraints(part).length === 0;
    return !isBare || !lists.some(({ values }) => values.every((value) => typeof value === part.kind));
  });
}

function excludedMessage(schema: Schema): string {
  if (schema.kind === 'enum') return `must not be ${schema.values.map(shown).join(' or ')}`;
  if (schema.kind === 'object' && schema.properties.length === 0 && schema.requiredElsewhere !== undefined) {
    return `must not have ${schema.requiredElsewhere.join(' and ')}`;
  }
  return 'must not fit what is excluded here';
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
