import type { SchemaChange } from '../change.ts';
import type { SchemaWitness } from '../find-witness.ts';
import { type AvroNamed, type AvroType, readAvroType } from './avro-type.ts';
import { canRead, isFieldLike, isNamedLike } from './can-read.ts';
import type { AvroAt } from './compare-avro.ts';

/** Deeper than this no value is made: a type that contains itself may need one without end. */
const deepest = 12;

/**
 * A datum of the writer that the reader cannot resolve (Avro 1.11, §Schema Resolution), in Avro's JSON encoding: the
 * reader's types are met where the change is. Of a type that is wrong whatever is written, any datum will do; of a union
 * one of the branch that nobody reads, of an enum the symbol that is not known. Undefined: none was found.
 */
export function findAvroWitness(
  change: SchemaChange,
  old: AvroAt,
  now: AvroAt,
  direction: 'backward' | 'forward',
): SchemaWitness | undefined {
  const [writer, reader] = direction === 'backward' ? [old, now] : [now, old];
  const [written, read] = [
    readAvroType(writer.avro, writer.at.path),
    readAvroType(reader.avro, reader.at.path),
  ];
  const found = refusedDatum(written, read, change.path, 0);
  return found === undefined
    ? undefined
    : { value: found.datum, validUnder: direction === 'backward' ? 'old' : 'new' };
}

/** A datum; boxed, since `null` is one. */
interface Made {
  readonly datum: unknown;
}

/** A datum of the writer that the reader refuses, at a path where that leads anywhere; else wherever it does. */
function refusedDatum(
  writer: AvroType,
  reader: AvroType,
  path: readonly string[],
  depth: number,
): Made | undefined {
  if (depth > deepest || writer.kind === 'unknown' || reader.kind === 'unknown') return undefined;
  if (writer.kind === 'union') {
    for (const branch of writer.branches) {
      const made = refusedDatum(branch, reader, path, depth + 1);
      if (made !== undefined) return inUnion(branch, made);
    }
    return undefined;
  }
  if (reader.kind === 'union') {
    const partner = reader.branches.find((branch) => isPartner(branch, writer));
    if (partner !== undefined) return refusedDatum(writer, partner, path, depth + 1);
    return reader.branches.some((branch) => canRead(branch, writer)) ? undefined : datumOf(writer, depth);
  }
  if ((writer.kind === 'array' || writer.kind === 'map') && reader.kind === writer.kind) {
    const made = refusedDatum(writer.of, reader.of, path.slice(1), depth + 1);
    if (made === undefined) return undefined;
    return { datum: writer.kind === 'array' ? [made.datum] : { key: made.datum } };
  }
  if (writer.kind !== 'named' || reader.kind !== 'named')
    return canRead(reader, writer) ? undefined : datumOf(writer, depth);
  const [written, read] = [writer.definition(), reader.definition()];
  if (written === undefined || read === undefined) return undefined;
  if (!isNamedLike(read, written)) return datumOf(writer, depth);
  return refusedNamed(written, read, path, depth);
}

function refusedNamed(
  writer: AvroNamed,
  reader: AvroNamed,
  path: readonly string[],
  depth: number,
): Made | undefined {
  if (writer.kind === 'enum' && reader.kind === 'enum') {
    if (reader.default !== undefined) return undefined;
    const unknown = writer.symbols.find((symbol) => !reader.symbols.includes(symbol));
    return unknown === undefined ? undefined : { datum: unknown };
  }
  if (writer.kind === 'fixed' && reader.kind === 'fixed')
    return writer.size === reader.size ? undefined : { datum: '\0'.repeat(writer.size) };
  if (writer.kind !== 'record' || reader.kind !== 'record') return undefined;
  const missing = reader.fields.find(
    (field) => field.default === undefined && !writer.fields.some(({ name }) => isFieldLike(field, name)),
  );
  if (missing !== undefined && (path.length === 0 || path[0] === missing.name))
    return recordOf(writer, depth);
  // The field of the change first: another one may be refused as well.
  const ordered = [...writer.fields].sort((a, b) => Number(b.name === path[0]) - Number(a.name === path[0]));
  for (const field of ordered) {
    const partner =
      reader.fields.find(({ name }) => name === field.name) ??
      reader.fields.find((other) => isFieldLike(other, field.name));
    if (partner === undefined) continue;
    const made = refusedDatum(field.type, partner.type, path.slice(1), depth + 1);
    if (made !== undefined) return recordOf(writer, depth, { [field.name]: made });
  }
  return missing === undefined ? undefined : recordOf(writer, depth);
}

/** The branch of a union that a written type is resolved with, where it is of the same kind and name. */
function isPartner(branch: AvroType, writer: AvroType): boolean {
  if (branch.kind !== 'named' || writer.kind !== 'named') return branch.kind === writer.kind;
  const [read, written] = [branch.definition(), writer.definition()];
  return read !== undefined && written !== undefined && isNamedLike(read, written);
}

/** Any datum of a type, as small as it goes. */
function datumOf(type: AvroType, depth: number): Made | undefined {
  if (depth > deepest) return undefined;
  switch (type.kind) {
    case 'null':
      return { datum: null };
    case 'boolean':
      return { datum: true };
    case 'int':
    case 'long':
      return { datum: 1 };
    case 'float':
    case 'double':
      return { datum: 1.5 };
    case 'bytes':
    case 'string':
      return { datum: 'text' };
    case 'array':
      return { datum: [] };
    case 'map':
      return { datum: {} };
    case 'union': {
      for (const branch of type.branches) {
        const made = datumOf(branch, depth + 1);
        if (made !== undefined) return inUnion(branch, made);
      }
      return undefined;
    }
    case 'named': {
      const definition = type.definition();
      return definition === undefined ? undefined : datumOfNamed(definition, depth);
    }
    default:
      return undefined;
  }
}

function datumOfNamed(named: AvroNamed, depth: number): Made | undefined {
  switch (named.kind) {
    case 'enum': {
      const [symbol] = named.symbols;
      return symbol === undefined ? undefined : { datum: symbol };
    }
    case 'fixed':
      return { datum: '\0'.repeat(named.size) };
    case 'record':
      return recordOf(named, depth);
  }
}

/** A record with some of its fields given. */
function recordOf(
  { fields }: AvroNamed & { kind: 'record' },
  depth: number,
  given: { readonly [name: string]: Made } = {},
): Made | undefined {
  const members: [string, unknown][] = [];
  for (const { name, type } of fields) {
    const made = given[name] ?? datumOf(type, depth + 1);
    if (made === undefined) return undefined;
    members.push([name, made.datum]);
  }
  return { datum: Object.fromEntries(members) };
}

/** A datum of a union in the JSON encoding: under the name of its branch, but for null (1.11, §JSON Encoding). */
function inUnion(branch: AvroType, { datum }: Made): Made {
  if (branch.kind === 'null') return { datum };
  return { datum: { [branch.kind === 'named' ? branch.name : branch.kind]: datum } };
}
