import type { Place } from '../../diagnostics/diagnostic.ts';
import type { AsyncApiDocument, Channel, Message, WrittenSchema } from '../../spec/asyncapi/document.ts';
import type { ReadDocuments } from '../../spec/asyncapi/read-documents.ts';
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

/** Completes documents once every schema has been read: only then is it known what references led to. */
export function findUnusedComponents(
  documents: readonly DraftDocument[],
  schemas: ById<NamedSchema>,
  { documents: read, open }: SpecSource,
): ApiDocument[] {
  const used = new Set(Object.keys(schemas).map((id) => id.replace(/^([^#]*#(\/[^/]+){3}).*$/, '$1')));
  return documents.map((document) => {
    const opened = open(document.file);
    const components = opened.ok ? mapOf(mapOf(opened.value).components) : {};
    const unused: UnusedComponent[] = [];
    const mentioned = new Set<string>();
    // A document of components alone is there for others.
    const isLibrary = document.channels.length === 0 && document.operations.length === 0;
    for (const [kind, members] of entriesOf(isLibrary ? {} : components)) {
      if (unfollowed.has(kind)) continue;
      for (const [name, value] of entriesOf(members)) {
        const at: Place = { file: document.file, path: ['components', kind, name] };
        const pointer = writePointer(at.path);
        if (used.has(`${document.file}#${pointer}`) || read?.references.isUsed(at) === true) continue;
        if (kind === 'securitySchemes' && usesScheme(document, name)) continue;
        unused.push({ kind, name, at });
        for (const ref of refsIn(value)) if (ref !== `#${pointer}`) mentioned.add(ref);
      }
    }
    return {
      ...document,
      // What another unused component needs is told by that one.
      unusedComponents: unused.filter(({ at }) => !mentioned.has(`#${writePointer(at.path)}`)),
    };
  });
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
