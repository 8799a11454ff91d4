import type { AsyncApiDocument, Channel, Message, WrittenSchema } from '../../spec/asyncapi/document.ts';
import type { ReadDocuments } from '../../spec/asyncapi/read-documents.ts';
import type { ApiDocument } from '../document.ts';
import type { Schema } from '../schema.ts';
import type { SchemaReader } from './schemas.ts';

/** Makes the documents of the model: payloads and headers as schemas, everything else as it was read. */
export function readApiDocuments(read: ReadDocuments | undefined, schemas: SchemaReader): ApiDocument[] {
  return (read?.documents ?? []).map((document) => {
    const service = read?.services.get(document);
    return {
      ...readSchemas(document, schemas),
      ...(service === undefined ? {} : { service }),
      unusedComponents: [],
    };
  });
}

function readSchemas(
  document: AsyncApiDocument<WrittenSchema>,
  schemas: SchemaReader,
): AsyncApiDocument<Schema> {
  const refer = (written: WrittenSchema): Schema | undefined =>
    written.format === 'other' ? undefined : schemas.refer(written);
  const readMessage = (message: Message): Message<Schema> => {
    const { payload: written, headers, ...rest } = message;
    const payload = written === undefined ? undefined : refer(written);
    return {
      ...rest,
      ...(payload === undefined ? {} : { payload }),
      headers: headers.flatMap((one) => refer(one) ?? []),
    };
  };
  const readChannel = (channel: Channel): Channel<Schema> => ({
    ...channel,
    messages: channel.messages.map(readMessage),
  });
  return { ...document, channels: document.channels.map(readChannel) };
}
