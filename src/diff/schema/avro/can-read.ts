import { type AvroNamed, type AvroType, shortName } from './avro-type.ts';

/** A reader takes these written types for its own. */
const promotions: { readonly [written: string]: readonly string[] } = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

/** Whether a primitive that was written is read as another one (1.11, §Schema Resolution). */
export function isPromoted(written: string, read: string): boolean {
  return promotions[written]?.includes(read) === true;
}

/** Whether a named type reads what was written under another's name: the same name, or an alias of the reader. */
export function isNamedLike(reader: AvroNamed, writer: AvroNamed): boolean {
  return (
    reader.kind === writer.kind &&
    (shortName(reader.name) === shortName(writer.name) ||
      reader.aliases.some((alias) => alias === writer.name || shortName(alias) === shortName(writer.name)))
  );
}

/** The field of a writer that a reader's field takes: of its name, else of one of its aliases. */
export function isFieldLike(
  reader: { readonly name: string; readonly aliases: readonly string[] },
  written: string,
): boolean {
  return reader.name === written || reader.aliases.includes(written);
}

/**
 * Whether every value that was written with the one type can be read with the other (1.11, §Schema Resolution).
 * Recursive types are taken to be readable where they meet themselves again.
 */
export function canRead(reader: AvroType, writer: AvroType, open: ReadonlySet<string> = new Set()): boolean {
  if (reader.kind === 'unknown' || writer.kind === 'unknown') return true;
  if (writer.kind === 'union') return writer.branches.every((branch) => canRead(reader, branch, open));
  if (reader.kind === 'union') return reader.branches.some((branch) => canRead(branch, writer, open));
  if (reader.kind === 'array' || reader.kind === 'map') {
    return writer.kind === reader.kind && canRead(reader.of, writer.of, open);
  }
  if (reader.kind !== 'named' || writer.kind !== 'named') {
    return reader.kind === writer.kind || isPromoted(writer.kind, reader.kind);
  }
  const [read, written] = [reader.definition(), writer.definition()];
  if (read === undefined || written === undefined) return true;
  const key = `${read.name}|${written.name}`;
  return open.has(key) || canReadNamed(read, written, new Set([...open, key]));
}

function canReadNamed(reader: AvroNamed, writer: AvroNamed, open: ReadonlySet<string>): boolean {
  if (!isNamedLike(reader, writer)) return false;
  if (reader.kind === 'enum' && writer.kind === 'enum') {
    return reader.default !== undefined || writer.symbols.every((symbol) => reader.symbols.includes(symbol));
  }
  if (reader.kind === 'fixed' && writer.kind === 'fixed') return reader.size === writer.size;
  if (reader.kind !== 'record' || writer.kind !== 'record') return false;
  return reader.fields.every((field) => {
    const written =
      writer.fields.find(({ name }) => name === field.name) ??
      writer.fields.find(({ name }) => isFieldLike(field, name));
    return written === undefined ? field.default !== undefined : canRead(field.type, written.type, open);
  });
}
