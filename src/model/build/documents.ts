import type { Place } from '../../diagnostics/diagnostic.ts';
import type { AsyncApiDocument, Channel, Message, WrittenSchema } from '../../spec/asyncapi/document.ts';
import type { ReadDocuments } from '../../spec/asyncapi/read-documents.ts';
import { readMessage } from '../../spec/asyncapi/read-message.ts';
import { isMap } from '../../spec/is-map.ts';
import { writePointer } from '../../spec/json-pointer.ts';
import type { SpecSource } from '../../spec/source.ts';
import type { ById } from '../architecture.ts';
import type { ApiDocument, UnusedComponent } from '../document.ts';
import type { NamedSchema, Schema } from '../schema.ts';
import type { SchemaReader } from './schemas.ts';
import { entriesOf, mapOf } from './values.ts';

/** Makes the documents of the model: payloads and headers as schemas, everything else as it was read. */
export function readApiDocuments(read: ReadDocuments | undefined, schemas: SchemaReader): DraftDocument[] {
  return (read?.documents ?? []).map((document) => {
    const service = read?.services.get(document);
    return { ...readSchemas(document, schemas), ...(service === undefined ? {} : { service }) };
  });
}

/** A document before it is known what of it is used. */
export type DraftDocument = Omit<ApiDocument, 'unusedComponents'>;

/**
 * Completes documents once every schema has been read: only then is it known what references led to.
 * @param leftovers reads the schemas that no payload needs, beside those that are read: of components that nothing refers
 * to, and of parameters
 */
export function findUnusedComponents(
  documents: readonly DraftDocument[],
  schemas: ById<NamedSchema>,
  { documents: read, open }: SpecSource,
  leftovers: SchemaReader,
): ApiDocument[] {
  if (documents.length === 0) return [];
  const used = new Set(Object.keys(schemas).map((id) => id.replace(/^([^#]*#(\/[^/]+){3}).*$/, '$1')));
  const unusedOf = (document: DraftDocument): Unused[] => {
    const opened = open(document.file);
    const components = opened.ok ? mapOf(mapOf(opened.value).components) : {};
    const unused: Unused[] = [];
    for (const [kind, members] of entriesOf(components)) {
      if (unfollowed.has(kind)) continue;
      for (const [name, value] of entriesOf(members)) {
        const at: Place = { file: document.file, path: ['components', kind, name] };
        if (used.has(`${document.file}#${writePointer(at.path)}`) || read?.references.isUsed(at) === true)
          continue;
        if (kind === 'securitySchemes' && usesScheme(document, name)) continue;
        unused.push({ kind, name, value, at });
      }
    }
    return unused;
  };
  const found = documents.map((document) => ({ document, unused: unusedOf(document) }));
  // Nobody else reads their schemas. What those mean is nobody's business; what is wrong with them is.
  for (const { document, unused } of found)
    for (const one of unused)
      for (const schema of schemasOf(one, document.major, read)) leftovers.refer(schema);
  for (const { channels } of documents)
    for (const { schema } of channels.flatMap(({ parameters }) => parameters))
      if (schema !== undefined) leftovers.refer(schema);
  leftovers.finish();
  return found.map(({ document, unused }) => {
    // A document of components alone is there for others.
    const isLibrary = document.channels.length === 0 && document.operations.length === 0;
    return { ...document, unusedComponents: isLibrary ? [] : outermost(unused) };
  });
}

/** What another unused component needs is told by that one. */
function outermost(unused: readonly Unused[]): UnusedComponent[] {
  const mentioned = new Set(
    unused.flatMap(({ value, at }) => refsIn(value).filter((ref) => ref !== `#${writePointer(at.path)}`)),
  );
  return unused
    .filter(({ at }) => !mentioned.has(`#${writePointer(at.path)}`))
    .map(({ kind, name, at }) => ({ kind, name, at }));
}

type Unused = UnusedComponent & { readonly value: unknown };

/** The schemas that a component holds, as far as they are in languages that are read. */
function schemasOf(
  { kind, value, at }: Unused,
  major: 2 | 3,
  read: ReadDocuments | undefined,
): readonly WrittenSchema[] {
  if (kind === 'schemas') {
    const isWrapped = major === 3 && isMap(value) && 'schemaFormat' in value;
    return isWrapped ? [] : [{ value, at, format: 'json' }];
  }
  if (kind !== 'messages' || read === undefined || !isMap(value) || '$ref' in value) return [];
  const { payload, headers } = readMessage({ map: value, at }, major, read.references);
  return [...(payload === undefined ? [] : [payload]), ...headers].filter(({ format }) => format === 'json');
}

/** Components that reading a document does not follow references to. */
const unfollowed: ReadonlySet<string> = new Set(['tags', 'externalDocs']);

function usesScheme({ servers, operations }: DraftDocument, scheme: string): boolean {
  return [...servers, ...operations].some(({ security }) =>
    security.flat().some(({ name }) => name === scheme),
  );
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function readSchemas(
  document: AsyncApiDocument<WrittenSchema>,
  schemas: SchemaReader,
): AsyncApiDocument<Schema> {
  const refer = (written: WrittenSchema): Schema | undefined =>
    written.format === 'other' ? undefined : schemas.refer(written);
  const readMessage = (message: Message): Message<Schema> => {
    const headers = message.headers.flatMap((one) => refer(one) ?? []);
    const payload = message.payload === undefined ? undefined : refer(message.payload);
    if (payload !== undefined) return { ...message, payload, headers };
    const { payload: _unread, ...rest } = message;
    return { ...rest, headers };
  };
  const readChannel = (channel: Channel): Channel<Schema> => ({
    ...channel,
    messages: channel.messages.map(readMessage),
  });
  return { ...document, channels: document.channels.map(readChannel) };
}
