import { pascalCase } from '../model/names.ts';
import type { EnumSchema, NumberSchema, ObjectSchema, Schema, UnionSchema } from '../model/schema.ts';
import { mergeObjects } from './merge-objects.ts';

/** An Avro schema as JSON, or why the data cannot be said in Avro. */
export type AvroResult =
  | { readonly ok: true; readonly avro: unknown }
  | { readonly ok: false; readonly why: string };

export interface AvroContext {
  /** Of the record, a legal name. */
  readonly name: string;
  /** Of all named types, dots between legal names. */
  readonly namespace: string;
  typeName(id: string): string;
  schemaOf(id: string): Schema | undefined;
}

/** Names of records, fields and symbols (Avro 1.11, §Names). */
const legalName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * An object's schema as an Avro record (1.11, §Schema Declaration), the JSON staying the same: a property that may be
 * missing is a union with null, whose default is null; `integer` is a long where no bounds make it an int; texts with
 * formats stay texts. Bounds and patterns have no place in Avro: validators keep them. What Avro has no word for at
 * all, such as a value of any type, is told.
 */
export function printAvroSchema(schema: Schema, context: AvroContext): AvroResult {
  const { namespace, name, schemaOf } = context;
  const named = new Map<string, string>();
  const taken = new Set<string>();
  const problems: string[] = [];

  /** Notes what Avro has no word for, and stands in for it. */
  const unsayable = (why: string): string => {
    problems.push(why);
    return 'null';
  };

  const uniqueName = (wanted: string): string => {
    let unique = wanted;
    for (let count = 2; taken.has(unique); count++) unique = `${wanted}_${count}`;
    taken.add(unique);
    return unique;
  };

  const typeOf = (part: Schema, wanted: string, place: string): unknown => {
    if ('loose' in part && part.loose === true) return unsayable(`${place} may be of other types as well`);
    switch (part.kind) {
      case 'string':
        return part.contentEncoding === 'base64' || part.format === undefined
          ? 'string'
          : textType(part.format);
      case 'number':
        return numberType(part);
      case 'boolean':
      case 'null':
        return part.kind;
      case 'enum':
        return enumType(part, wanted, place);
      case 'array':
        if (part.items === undefined || part.prefix !== undefined)
          return unsayable(`${place} is a list whose items are not of one type`);
        return { type: 'array', items: typeOf(part.items, `${wanted}Item`, `${place}.*`) };
      case 'object':
        return objectType(part, wanted, place);
      case 'ref': {
        const known = named.get(part.id);
        if (known !== undefined) return known;
        const target = schemaOf(part.id);
        if (target === undefined) return unsayable(`${place} leads nowhere`);
        const own = pascalCase(context.typeName(part.id));
        return typeOf(target.kind === 'object' ? { ...target, ...refMark(part.id) } : target, own, place);
      }
      case 'union':
        return unionType(part, wanted, place);
      case 'intersection': {
        const objects = part.of.map((each) => followed(each)).filter((each) => each.kind !== 'any');
        const [only] = part.of.filter((each) => followed(each).kind !== 'any');
        if (only !== undefined && objects.length === 1) return typeOf(only, wanted, place);
        const records = objects.filter((each): each is ObjectSchema => each.kind === 'object');
        if (records.length === objects.length && records.length > 0)
          return objectType(mergeObjects(records), wanted, place);
        return unsayable(`${place} has to fit several schemas at once`);
      }
      default:
        return unsayable(`${place} ${unsaid[part.kind]}`);
    }
  };

  const followed = (part: Schema): Schema => {
    let target: Schema | undefined = part;
    for (const seen = new Set<string>(); target?.kind === 'ref' && !seen.has(target.id); ) {
      seen.add(target.id);
      target = schemaOf(target.id);
    }
    return target ?? { kind: 'never' };
  };

  const objectType = (object: ObjectSchema & RefMark, wanted: string, place: string): unknown => {
    const { properties, additional, patterns, note, refId } = object;
    if (
      properties.length === 0 &&
      additional !== undefined &&
      patterns === undefined &&
      additional.kind !== 'never'
    )
      return { type: 'map', values: typeOf(additional, `${wanted}Value`, `${place}.*`) };
    if (properties.length === 0) return unsayable(`${place} is an object without known properties`);
    const record = uniqueName(wanted);
    if (refId !== undefined) named.set(refId, `${namespace}.${record}`);
    return {
      type: 'record',
      name: record,
      namespace,
      ...(note?.description === undefined ? {} : { doc: note.description }),
      fields: properties.map((property) => {
        if (!legalName.test(property.name))
          unsayable(`${place}.${property.name} has a name that Avro does not take`);
        const type = typeOf(property.schema, record + pascalCase(property.name), `${place}.${property.name}`);
        const doc = property.schema.note?.description;
        return {
          name: property.name,
          ...(property.required ? { type } : { type: withNull(type), default: null }),
          ...(doc === undefined ? {} : { doc }),
        };
      }),
    };
  };

  const enumType = ({ values, note }: EnumSchema, wanted: string, place: string): unknown => {
    if (!values.every((value) => typeof value === 'string' || value === null))
      return unsayable(`${place} is one of values that are not all texts`);
    const texts = values.filter((value) => typeof value === 'string');
    const symbols =
      texts.length > 0 && texts.every((text) => legalName.test(text)) && new Set(texts).size === texts.length
        ? {
            type: 'enum',
            name: uniqueName(wanted),
            namespace,
            ...(note?.description === undefined ? {} : { doc: note.description }),
            symbols: texts,
          }
        : 'string';
    if (texts.length === 0) return 'null';
    return texts.length === values.length ? symbols : withNull(symbols);
  };

  const unionType = ({ of }: UnionSchema, wanted: string, place: string): unknown => {
    const branches = of.map((branch, index) =>
      typeOf(branch, of.length > 2 ? `${wanted}${index + 1}` : wanted, place),
    );
    const flat = branches.flatMap((branch) => (Array.isArray(branch) ? branch : [branch]));
    const kinds = flat.map(kindOf);
    if (new Set(kinds).size < kinds.length)
      return unsayable(`${place} has several types that Avro cannot tell apart`);
    return flat.length === 1
      ? flat[0]
      : flat.includes('null')
        ? ['null', ...flat.filter((each) => each !== 'null')]
        : flat;
  };

  const root = followed(schema);
  const avro = typeOf(
    schema.kind === 'ref' && root.kind === 'object' ? { ...root, ...refMark(schema.id) } : schema,
    name,
    'the data',
  );
  if (problems.length === 0 && kindOf(avro) !== `record ${namespace}.${name}`)
    unsayable('the data are no object with known properties');
  const [why] = problems;
  return why === undefined ? { ok: true, avro } : { ok: false, why };
}

/** The id by which a record is referred to. */
interface RefMark {
  readonly refId?: string;
}

function refMark(id: string): RefMark {
  return { refId: id };
}

const unsaid = {
  any: 'may be anything',
  never: 'may be nothing',
  not: 'is everything but a schema',
  conditional: 'depends on a condition',
} as const;

/** Texts stay what they are in JSON; a UUID is one that Avro knows. */
function textType(format: string): unknown {
  return format === 'uuid' ? { type: 'string', logicalType: 'uuid' } : 'string';
}

function numberType({
  integer,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  format,
}: NumberSchema): string {
  if (!integer) return format === 'float' ? 'float' : 'double';
  const least = minimum ?? exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const most = maximum ?? exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  return format === 'int32' || (least >= -(2 ** 31) && most <= 2 ** 31 - 1) ? 'int' : 'long';
}

function withNull(type: unknown): unknown[] {
  const branches: unknown[] = Array.isArray(type) ? type : [type];
  return ['null', ...branches.filter((branch) => branch !== 'null')];
}

/** What a union tells its branches apart by (Avro 1.11, §Unions): the name of a named type, else the type. */
function kindOf(type: unknown): string {
  if (typeof type !== 'object' || type === null)
    return String(type).includes('.') ? `record ${String(type)}` : String(type);
  const {
    type: kind,
    name,
    namespace,
  } = type as { readonly type?: unknown; readonly name?: unknown; readonly namespace?: unknown };
  return typeof name === 'string' ? `record ${String(namespace)}.${name}` : String(kind);
}
