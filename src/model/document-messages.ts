import type { Message } from '../spec/asyncapi/document.ts';
import { writePointer } from '../spec/json-pointer.ts';
import type { Architecture, EventContract } from './architecture.ts';
import type { ApiDocument } from './document.ts';
import type { Schema } from './schema.ts';

/** A message of a document that an event of the design stands for. */
export interface DocumentMessage {
  readonly message: Message<Schema>;
  /** Of its channel; null: it is known at run time only. */
  readonly address: string | null;
  /** As written, or the document's default. */
  readonly contentType: string | undefined;
  /** What stands on the wire; undefined where nobody says. */
  readonly encoding: string | undefined;
}

/** Finds the message that an event of a design stands for; the documents are gone through once, when first asked. */
export function messageFinder({ documents }: Architecture): FindMessage {
  let byPlace: ReadonlyMap<string, Indexed> | undefined;
  return ({ foreign, dataFormat }) => {
    if (foreign === undefined || documents.length === 0) return undefined;
    byPlace ??= indexMessages(documents);
    const found = byPlace.get(idOf(foreign.file, foreign.pointer));
    if (found === undefined) return undefined;
    const { message, address, byDefault } = found;
    const contentType = (message.contentType ?? byDefault)?.toLowerCase().replace(/\s*;.*$/, '');
    return {
      message,
      address,
      contentType,
      encoding: contentType === undefined ? encodings[dataFormat] : encodingOf(contentType),
    };
  };
}

export type FindMessage = (event: EventContract) => DocumentMessage | undefined;

interface Indexed {
  readonly message: Message<Schema>;
  readonly address: string | null;
  readonly byDefault: string | undefined;
}

function indexMessages(documents: readonly ApiDocument[]): ReadonlyMap<string, Indexed> {
  const found = new Map<string, Indexed>();
  for (const { channels, contentType: byDefault } of documents) {
    for (const { messages, address } of channels) {
      for (const message of messages) {
        for (const { file, path } of message.uses)
          found.set(idOf(file, writePointer(path)), { message, address, byDefault });
      }
    }
  }
  return found;
}

function idOf(file: string, pointer: string): string {
  return `${file}#${pointer}`;
}

/** Without a content type, the language of the schema tells. */
const encodings: { readonly [format in EventContract['dataFormat']]: string | undefined } = {
  'json-schema': 'json',
  avro: 'avro',
  other: undefined,
};

/** `application/vnd.shop.order+json` is JSON (RFC 6839, structured syntax suffixes). */
function encodingOf(contentType: string): string {
  const subtype = contentType.slice(contentType.indexOf('/') + 1);
  const suffix = subtype.slice(subtype.lastIndexOf('+') + 1);
  return /(^|[.-])avro\b/.test(suffix) || suffix === 'avro' ? 'avro' : suffix;
}
