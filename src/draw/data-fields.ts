import type { ById } from '../model/architecture.ts';
import type { NamedSchema, ObjectSchema, Schema } from '../model/schema.ts';
import { typeText } from './type-text.ts';

/** A field of data as people look at it: references followed, `allOf` put together, alternatives side by side. */
export interface DataField {
  /** `*` stands for members of any name. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
  readonly personal: boolean;
  readonly deprecated: boolean;
  /** What the value has to fit, references followed. */
  readonly schema: Schema;
  /** Of the alternatives of a union, the one that has this field. */
  readonly only?: string;
  /** Fields of the value, or of its items or members. */
  readonly fields: readonly DataField[];
  /** What `fields` belong to: the value, each item of a list, each member of a map. */
  readonly of: 'value' | 'items' | 'members';
  /** Named type that stands further up and is not repeated. */
  readonly repeats?: string;
}

/** The fields of an object schema; none where data is no object. Recursion is cut at the second turn. */
export function fieldsOf(schema: Schema, schemas: ById<NamedSchema>): readonly DataField[] {
  return collect(schema, { schemas, path: none });
}

const none: readonly never[] = [];

interface Walk {
  readonly schemas: ById<NamedSchema>;
  /** Ids of the named schemas that are open. */
  readonly path: readonly string[];
  readonly only?: string;
}

function collect(schema: Schema, walk: Walk): DataField[] {
  switch (schema.kind) {
    case 'ref': {
      const target = walk.schemas[schema.id];
      if (target === undefined || walk.path.includes(schema.id)) return [];
      return collect(target.schema, { ...walk, path: [...walk.path, schema.id] });
    }
    case 'object':
      return isFirstOpened(schema, walk) ? namedFields(schema, walk) : objectFields(schema, walk);
    case 'intersection':
      return mergeFields(schema.of.flatMap((part) => collect(part, walk)));
    case 'union':
      return unionFields(schema.of, walk);
    case 'conditional':
      return [schema.then, schema.else]
        .filter((part) => part !== undefined)
        .flatMap((part) => collect(part, walk))
        .map((field) => ({ ...field, required: false }));
    default:
      return [];
  }
}

/** Whether an object is a named schema that nothing above it is: its fields are the same wherever it stands. */
function isFirstOpened(schema: ObjectSchema, { schemas, path, only }: Walk): boolean {
  const [id, ...more] = path;
  return id !== undefined && more.length === 0 && only === undefined && schemas[id]?.schema === schema;
}

/** A named schema stands below many events. */
const known = new WeakMap<ObjectSchema, DataField[]>();

function namedFields(schema: ObjectSchema, walk: Walk): DataField[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const fields = objectFields(schema, walk);
  known.set(schema, fields);
  return fields;
}

/** Fields that all alternatives share in the same way stand once. */
function unionFields(of: readonly Schema[], walk: Walk): DataField[] {
  const branches = of.filter((branch) => branch.kind !== 'null');
  if (branches.length < 2) return branches.flatMap((branch) => collect(branch, walk));
  const found = branches.map((branch, index) => {
    const only = branchName(branch, walk.schemas) ?? `alternative ${index + 1}`;
    return collect(branch, { ...walk, only });
  });
  const objects = found.filter((fields) => fields.length > 0);
  const shared = (objects[0] ?? []).filter((field) =>
    objects.every((fields) => fields.some((other) => isAlike(field, other))),
  );
  const isShared = (field: DataField): boolean => shared.some((other) => isAlike(field, other));
  return [
    ...shared.map(({ only: _only, ...field }) => ({
      ...field,
      ...(walk.only === undefined ? {} : { only: walk.only }),
    })),
    ...objects.flat().filter((field) => !isShared(field)),
  ];
}

function isAlike(a: DataField, b: DataField): boolean {
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.required === b.required &&
    JSON.stringify(a.schema) === JSON.stringify(b.schema)
  );
}

function branchName(branch: Schema, schemas: ById<NamedSchema>): string | undefined {
  if (branch.kind === 'ref') return schemas[branch.id]?.typeName;
  if (branch.note?.title !== undefined) return branch.note.title;
  if (branch.kind !== 'object') return undefined;
  for (const { name, schema } of branch.properties) {
    if (schema.kind === 'enum' && schema.values.length === 1)
      return `${name} ${JSON.stringify(schema.values[0])}`;
  }
  return undefined;
}

function objectFields(schema: ObjectSchema, walk: Walk): DataField[] {
  const fields = schema.properties.map(({ name, schema: value, required }) =>
    fieldOf(name, value, required, walk),
  );
  for (const name of schema.requiredElsewhere ?? []) fields.push(fieldOf(name, { kind: 'any' }, true, walk));
  const others = [...(schema.patterns ?? []).map((entry) => entry.schema)];
  if (
    schema.additional !== undefined &&
    schema.additional.kind !== 'never' &&
    schema.additional.kind !== 'any'
  ) {
    others.push(schema.additional);
  }
  return [...fields, ...others.map((value) => fieldOf('*', value, false, walk))];
}

function fieldOf(name: string, schema: Schema, required: boolean, walk: Walk): DataField {
  const { schemas, only } = walk;
  const notes = notesOf(schema, schemas);
  const description = notes.find((note) => note.description !== undefined)?.description;
  return {
    name,
    type: typeText(schema, schemas),
    required,
    ...(description === undefined ? undefined : { description }),
    personal: notes.some((note) => note.personalData === true),
    deprecated: notes.some((note) => note.deprecated === true),
    schema: followRefs(schema, schemas),
    ...(only === undefined ? undefined : { only }),
    ...innerOf(schema, walk),
  };
}

/** Annotations of a schema and of what it refers to, the nearest first. */
function notesOf(schema: Schema, schemas: ById<NamedSchema>): readonly NonNullable<Schema['note']>[] {
  if (schema.kind !== 'ref' && schema.kind !== 'intersection')
    return schema.note === undefined ? none : [schema.note];
  const notes: NonNullable<Schema['note']>[] = [];
  const seen = new Set<string>();
  let current: Schema | undefined = schema;
  while (current !== undefined) {
    if (current.note !== undefined) notes.push(current.note);
    if (current.kind === 'intersection')
      for (const part of current.of) if (part.note !== undefined) notes.push(part.note);
    if (current.kind !== 'ref' || seen.has(current.id)) break;
    seen.add(current.id);
    current = schemas[current.id]?.schema;
  }
  return notes;
}

function innerOf(
  schema: Schema,
  walk: Walk,
): Pick<DataField, 'fields' | 'of'> & Partial<Pick<DataField, 'repeats'>> {
  if (isScalar(schema)) return noFields;
  const target = refTarget(schema, walk);
  if (target.repeats !== undefined) return { fields: [], of: 'value', repeats: target.repeats };
  const { schema: value, path } = target;
  // Alternatives are told apart where they stand, not further in.
  const next: Walk = { schemas: walk.schemas, path };
  if (value.kind === 'array') {
    const items = [...(value.prefix ?? []), ...(value.items === undefined ? [] : [value.items])];
    const [only] = items;
    if (only === undefined || items.length > 1) {
      return { fields: mergeFields(items.flatMap((item) => collect(item, next))), of: 'items' };
    }
    const item = innerOf(only, next);
    return item.of === 'value' ? { ...item, of: 'items' } : { fields: [], of: 'items' };
  }
  if (value.kind === 'union') {
    const lists = value.of.filter((branch) => branch.kind !== 'null');
    const [only] = lists;
    if (only !== undefined && lists.length === 1) return innerOf(only, next);
  }
  return { fields: collect(value, next), of: 'value' };
}

const noFields = { fields: none, of: 'value' } as const;

function isScalar({ kind }: Schema): boolean {
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'enum';
}

function refTarget(
  schema: Schema,
  walk: Walk,
): { readonly schema: Schema; readonly path: readonly string[]; readonly repeats?: string } {
  let current = schema;
  let path = walk.path;
  while (current.kind === 'ref') {
    const target = walk.schemas[current.id];
    if (target === undefined) return { schema: { kind: 'any' }, path };
    if (path.includes(current.id)) return { schema: current, path, repeats: target.typeName };
    path = [...path, current.id];
    current = target.schema;
  }
  return { schema: current, path };
}

function followRefs(schema: Schema, schemas: ById<NamedSchema>): Schema {
  return schema.kind === 'ref' ? refTarget(schema, { schemas, path: none }).schema : schema;
}

/** Parts of one object may speak of the same field: it is required if one of them says so. */
function mergeFields(fields: readonly DataField[]): DataField[] {
  const merged = new Map<string, DataField>();
  for (const field of fields) {
    const key = JSON.stringify([field.name, field.only]);
    const before = merged.get(key);
    if (before === undefined) merged.set(key, field);
    else {
      const [more, less] = before.type === 'any' ? [field, before] : [before, field];
      merged.set(key, {
        ...less,
        ...more,
        required: more.required || less.required,
        personal: more.personal || less.personal,
        deprecated: more.deprecated || less.deprecated,
        fields: mergeFields([...more.fields, ...less.fields]),
      });
    }
  }
  return [...merged.values()];
}
