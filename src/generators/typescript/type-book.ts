import type { Architecture, EventContract } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { type NamesInUse, printDeclaration, type TypeContext } from '../../print/typescript.ts';
import { reachedFrom, referencesOf } from './schema-references.ts';
import { sharedTypeNames } from './shared-type-names.ts';
import { typeNames } from './unique-names.ts';

/**
 * The types of a design as text, each printed once and only when some file wants it: services that share an event
 * share its text.
 */
export interface TypeBook {
  /** Type name of an event's data. */
  ofEvent(name: string): string;
  /** Type name of data of a previous version. */
  ofVersion(event: string, version: string): string;
  /** Declaration of an event's data, and of those of its previous versions. */
  eventDeclaration(event: EventContract): string;
  versionDeclarations(event: EventContract): readonly string[];
  /** Declaration of a shared schema. */
  schemaDeclaration(id: string): string;
  /** Declaration of any other type; nested ones get names that nothing else has. */
  declaration(name: string, schema: Schema): string;
  /** A type name that no event and no shared schema has. */
  free(name: string): string;
  /** Type names of the shared schemas that a schema mentions, sorted. */
  mentions(schema: Schema): readonly string[];
  /** Ids of all shared schemas that lie behind schemas, sorted by id. */
  behind(schemas: Iterable<Schema>): readonly string[];
  readonly context: TypeContext;
}

export function createTypeBook(architecture: Architecture): TypeBook {
  const { schemas, events } = architecture;
  const declared = new Set(Object.values(schemas).map(({ typeName }) => typeName));
  const names = typeNames(Object.keys(events), declared);
  const shared = sharedTypeNames(architecture, [...names.values()]);
  const taken = new Set([...shared.values(), ...names.values()]);
  const references = remember(referencesOf);
  const context: TypeContext = {
    typeName: (id) => shared.get(id) ?? 'unknown',
    schemaOf: (id) => schemas[id]?.schema,
  };
  const ofEvent = (name: string): string => names.get(name) ?? 'never';
  const ofVersion = (event: string, version: string): string =>
    `${ofEvent(event)}V${version.replace(/[^0-9A-Za-z]+/g, '_')}`;
  const declaration = (name: string, schema: Schema): string =>
    printDeclaration(name, schema, { ...context, taken: beside(taken) });

  return {
    ofEvent,
    ofVersion,
    eventDeclaration: remember((event: EventContract) => declaration(ofEvent(event.name), described(event))),
    versionDeclarations: remember((event: EventContract) =>
      event.previous.map(({ version, data }) => declaration(ofVersion(event.name, version), data)),
    ),
    schemaDeclaration: remember((id: string) => {
      const named = schemas[id];
      return named === undefined ? '' : declaration(context.typeName(id), named.schema);
    }),
    declaration,
    free: (name) => (taken.has(name) ? `${name}Value` : name),
    mentions: (schema) => references(schema).map(context.typeName).sort(),
    behind: (list) => reachedFrom(list, schemas, references),
    context,
  };
}

/** Names that are taken, and those that join them for one declaration alone. */
function beside(taken: ReadonlySet<string>): NamesInUse {
  const own = new Set<string>();
  return { has: (name) => own.has(name) || taken.has(name), add: (name) => own.add(name) };
}

/** An event's own summary describes its data, unless the schema says something of its own. */
function described({ data, summary, description }: EventContract): Schema {
  const text = summary ?? description;
  if (text === undefined || data.note?.description !== undefined) return data;
  return { ...data, note: { ...data.note, description: text } };
}

function remember<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key);
    if (value !== undefined) return value;
    const made = compute(key);
    known.set(key, made);
    return made;
  };
}
