import { pascalCase } from '../model/names.ts';
import type { ArraySchema, EnumSchema, ObjectSchema, Property, Schema } from '../model/schema.ts';
import { docOf } from './doc.ts';
import { printKey, printNumber, printString } from './literal.ts';
import { isAlwaysObject, mergeObjects } from './merge-objects.ts';
import {
  arrayTree,
  intersectionTree,
  type MemberTree,
  nameTree,
  neverType,
  nullType,
  objectTree,
  type TupleItem,
  type TypeTree,
  tupleTree,
  unionTree,
  unknownType,
} from './type-tree.ts';

/** What the printers of types ask about the schemas that a schema refers to. */
export interface TypeContext {
  /** Name of the type of a named schema. */
  typeName(id: string): string;
  schemaOf(id: string): Schema | undefined;
  /** Type names in use. Declarations that nested objects get are added; they never take one that is there. */
  readonly taken?: NamesInUse;
}

export interface NamesInUse {
  has(name: string): boolean;
  add(name: string): unknown;
}

/** Where a type stands in a declaration. */
export interface Naming {
  /** Name for a declaration of its own, were it to get one; absent: it is written where it stands. */
  readonly name?: string;
  /** Declares a type under the name, or under a similar one; absent result: write it where it stands. */
  readonly declare?: (naming: Naming, schema: Schema, tree: TypeTree) => TypeTree | undefined;
  /** The value is known to be an object: constraints on objects say what its type is. */
  readonly object?: true;
}

/**
 * The type of all values that a schema accepts, as far as TypeScript can say it; never a narrower one. Constraints
 * without a type accept values of other types, so that alone they are `unknown`.
 */
export function typeOf(schema: Schema, context: TypeContext, naming: Naming = {}): TypeTree {
  switch (schema.kind) {
    case 'any':
    case 'not':
      return unknownType;
    case 'conditional': {
      if (schema.then === undefined || schema.else === undefined) return unknownType;
      return unionTree(
        [schema.then, schema.else].map((branch) => typeOf(branch, context, withoutName(naming))),
      );
    }
    case 'never':
      return neverType;
    case 'ref':
      return nameTree(context.typeName(schema.id));
    case 'string':
      return schema.loose === true ? unknownType : nameTree('string');
    case 'number':
      return schema.loose === true ? unknownType : nameTree('number');
    case 'boolean':
      return nameTree('boolean');
    case 'null':
      return nullType;
    case 'enum':
      return enumType(schema.values);
    case 'array':
      return schema.loose === true ? unknownType : arrayType(schema, context, naming);
    case 'object':
      if (schema.loose === true && (naming.object !== true || sayNothing(schema))) return unknownType;
      return declared(naming, schema, objectType(schema, context, naming));
    case 'union':
      return unionType(schema.of, context, naming);
    case 'intersection':
      return intersectionType(schema.of, context, naming);
  }
}

function enumType(values: readonly unknown[]): TypeTree {
  const types = values.map(literalType);
  const both = ['true', 'false'].every((text) => types.some(({ flat }) => flat === text));
  return unionTree(both ? types.map((type) => (isBooleanLiteral(type) ? nameTree('boolean') : type)) : types);
}

function isBooleanLiteral({ flat }: TypeTree): boolean {
  return flat === 'true' || flat === 'false';
}

function literalType(value: unknown): TypeTree {
  if (typeof value === 'string') return nameTree(printString(value));
  if (typeof value === 'number') return nameTree(printNumber(value));
  if (typeof value === 'boolean') return nameTree(String(value));
  if (Array.isArray(value))
    return tupleTree(value.map((item) => ({ type: literalType(item), role: 'required' })));
  if (typeof value !== 'object' || value === null) return nullType;
  const members = Object.entries(value).map(([key, member]) =>
    memberTree(`readonly ${printKey(key)}`, literalType(member)),
  );
  return members.length === 0 ? nothingInside() : objectTree(members);
}

function arrayType(schema: ArraySchema, context: TypeContext, naming: Naming): TypeTree {
  const item = itemNaming(naming, 'Item');
  const rest = schema.items ?? { kind: 'any' };
  if (schema.prefix === undefined || schema.prefix.length === 0) {
    return rest.kind === 'never' ? tupleTree([]) : arrayTree(typeOf(rest, context, item));
  }
  const least = schema.minItems ?? 0;
  const items = schema.prefix.map((part, index): TupleItem => {
    const type = typeOf(part, context, withoutName(naming));
    return { type, role: index < least ? 'required' : 'optional' };
  });
  const isFull = schema.maxItems !== undefined && schema.maxItems <= items.length;
  if (isFull || rest.kind === 'never') return tupleTree(items.slice(0, schema.maxItems));
  return tupleTree([...items, { type: typeOf(rest, context, item), role: 'rest' }]);
}

function objectType(schema: ObjectSchema, context: TypeContext, naming: Naming): TypeTree {
  const members = propertiesOf(schema).map((property) => {
    const optional = property.required ? '' : '?';
    const inner = mayBeDeclared(property.schema) ? memberNaming(naming, property.name) : {};
    return memberTree(
      `readonly ${printKey(property.name)}${optional}`,
      typeOf(property.schema, context, inner),
      property.schema,
    );
  });
  const others = othersType(schema, context, naming);
  if (others === undefined) return members.length === 0 ? nothingInside() : objectTree(members);
  const fitting = members.every(
    ({ head, type }) => others.flat === 'unknown' || (!head.endsWith('?') && type.flat === others.flat),
  );
  return fitting
    ? objectTree([...members, memberTree('readonly [key: string]', others)])
    : objectTree(members);
}

/** The type of members that are not listed; absent where there are none, or none that the schema speaks of. */
function othersType(schema: ObjectSchema, context: TypeContext, naming: Naming): TypeTree | undefined {
  const { additional, patterns = [] } = schema;
  const isOpen = schema.properties.length === 0 && (schema.requiredElsewhere ?? []).length === 0;
  if (additional === undefined && !isOpen) return undefined;
  if (isNamesList(schema) && isOpen) return undefined;
  const inner = itemNaming(naming, 'Value');
  const types = patterns.map(({ schema: value }) => typeOf(value, context, withoutName(inner)));
  if (additional === undefined) return unionTree([...types, unknownType]);
  if (additional.kind !== 'never')
    types.push(typeOf(additional, context, patterns.length === 0 ? inner : withoutName(inner)));
  return types.length === 0 ? undefined : unionTree(types);
}

/** Listed properties, then required names without a property; with `names` as a list, these. */
function propertiesOf(schema: ObjectSchema): readonly Property[] {
  const elsewhere = (schema.requiredElsewhere ?? []).map((name): Property => {
    const value: Schema =
      schema.patterns === undefined ? (schema.additional ?? { kind: 'any' }) : { kind: 'any' };
    return { name, schema: value, required: true };
  });
  const known = [...schema.properties, ...elsewhere];
  if (known.length > 0 || schema.patterns !== undefined || !isNamesList(schema)) return known;
  const value = schema.additional ?? { kind: 'any' };
  return namesListed(schema).map((name) => ({ name, schema: value, required: false }));
}

function isNamesList({ names }: ObjectSchema): boolean {
  return names?.kind === 'enum' && names.values.every((value) => typeof value === 'string');
}

function namesListed({ names }: ObjectSchema): string[] {
  return names?.kind === 'enum' ? names.values.filter((value) => typeof value === 'string') : [];
}

function sayNothing(schema: ObjectSchema): boolean {
  return (
    schema.properties.length === 0 &&
    schema.requiredElsewhere === undefined &&
    schema.additional === undefined
  );
}

/** An object without members. */
function nothingInside(): TypeTree {
  return objectTree([memberTree('readonly [key: string]', neverType)]);
}

function memberTree(head: string, type: TypeTree, schema?: Schema): MemberTree {
  const comment = schema === undefined ? undefined : docOf(schema);
  return { head, type, comment: comment ?? noComment, commented: comment !== undefined };
}

function noComment(): string {
  return '';
}

function unionType(of: readonly Schema[], context: TypeContext, naming: Naming): TypeTree {
  const objects = of.filter(({ kind }) => kind === 'object' || kind === 'intersection');
  const names = new Map<Schema, string>();
  if (naming.name !== undefined) {
    for (const branch of objects) {
      const name = objects.length === 1 ? naming.name : branchName(branch, naming.name);
      if (name !== undefined && ![...names.values()].includes(name)) names.set(branch, name);
    }
  }
  return unionTree(
    of.map((branch) => {
      const name = names.get(branch);
      const inner = name === undefined ? withoutName(naming) : { ...naming, name };
      return typeOf(branch, context, inner);
    }),
  );
}

/** A branch is called by its title, or by the fixed value that tells it from the others. */
function branchName(branch: Schema, name: string): string | undefined {
  if (branch.note?.title !== undefined) return name + pascalCase(branch.note.title);
  if (branch.kind !== 'object') return undefined;
  for (const { schema } of branch.properties) {
    const [value, other] = schema.kind === 'enum' ? schema.values : [];
    if (typeof value === 'string' && other === undefined) return name + pascalCase(value);
  }
  return undefined;
}

function intersectionType(of: readonly Schema[], context: TypeContext, naming: Naming): TypeTree {
  const parts = of.flatMap(flatten);
  const listed = parts.filter((part) => part.kind === 'enum');
  if (listed.length > 0) return enumType(valuesOfAll(listed, parts));
  const isObject = naming.object === true || parts.some((part) => isAlwaysObject(part, context));
  const inner: Naming = isObject ? { ...naming, object: true } : naming;
  const objects = parts.filter(
    (part): part is ObjectSchema => part.kind === 'object' && (isObject || part.loose !== true),
  );
  const others = parts.filter((part) => part.kind !== 'object' || !objects.includes(part));
  const rest = others.map((part) => typeOf(part, context, others.length === 1 ? inner : withoutName(inner)));
  const open = rest.filter((tree) => tree.flat !== 'unknown');
  const own = open.some(isUnion) ? itemNaming(inner, 'Base') : inner;
  const object = objects.length === 0 ? [] : [typeOf(mergeObjects(objects), context, own)];
  const [unions, names] = [open.filter(isUnion), open.filter((tree) => !isUnion(tree))];
  return intersectionTree([...names, ...object, ...unions]);
}

function isUnion({ kind }: TypeTree): boolean {
  return kind === 'union';
}

function flatten(schema: Schema): Schema[] {
  return schema.kind === 'intersection' ? schema.of.flatMap(flatten) : [schema];
}

/** Values that all the lists hold and none of the other parts' types refuses. */
function valuesOfAll(lists: readonly EnumSchema[], parts: readonly Schema[]): unknown[] {
  const [first, ...others] = lists;
  const keys = others.map(({ values }) => new Set(values.map((value) => JSON.stringify(value))));
  return (first?.values ?? []).filter(
    (value) =>
      keys.every((key) => key.has(JSON.stringify(value))) && parts.every((part) => takesTypeOf(part, value)),
  );
}

function takesTypeOf(schema: Schema, value: unknown): boolean {
  switch (schema.kind) {
    case 'never':
      return false;
    case 'string':
    case 'number':
    case 'boolean':
      return ('loose' in schema && schema.loose === true) || typeof value === schema.kind;
    case 'null':
      return value === null;
    case 'array':
      return schema.loose === true || Array.isArray(value);
    case 'object':
      return schema.loose === true || (typeof value === 'object' && value !== null && !Array.isArray(value));
    case 'union':
      return schema.of.some((branch) => takesTypeOf(branch, value));
    default:
      return true;
  }
}

/** Objects that would make a line too busy get a declaration of their own. */
function declared(naming: Naming, schema: Schema, tree: TypeTree): TypeTree {
  const isSmall = tree.flat !== undefined && tree.flat.length <= 60;
  if (isSmall || naming.declare === undefined || naming.name === undefined) return tree;
  return naming.declare(naming, schema, tree) ?? tree;
}

/** Whether a name is of use to a schema: some part of it may be an object. */
function mayBeDeclared({ kind }: Schema): boolean {
  return (
    kind === 'object' ||
    kind === 'array' ||
    kind === 'union' ||
    kind === 'intersection' ||
    kind === 'conditional'
  );
}

function memberNaming(naming: Naming, member: string): Naming {
  const { object: _, ...rest } = naming;
  return naming.name === undefined
    ? rest
    : { ...rest, name: naming.name + pascalCase(member).replace(/^_/, '') };
}

/** Items of `OrderLines` are an `OrderLine`; of `OrderStatus`, an `OrderStatusItem`. */
function itemNaming(naming: Naming, suffix: string): Naming {
  const { object: _, ...rest } = naming;
  const isBase = suffix === 'Base';
  if (naming.name === undefined) return isBase ? naming : rest;
  const single = isBase ? undefined : singular(naming.name);
  return { ...(isBase ? naming : rest), name: single ?? naming.name + suffix };
}

function singular(name: string): string | undefined {
  if (/[a-z]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ss|sh|ch|x|z)es$/.test(name)) return name.replace(/es$/, '');
  return /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name) ? name.slice(0, -1) : undefined;
}

function withoutName(naming: Naming): Naming {
  const { name: _, ...rest } = naming;
  return rest;
}
