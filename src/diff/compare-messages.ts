import type { Architecture, EventContract } from '../model/architecture.ts';
import type { ApiDocument } from '../model/document.ts';
import type { Schema } from '../model/schema.ts';
import type { Message } from '../spec/asyncapi/document.ts';
import { writePointer } from '../spec/json-pointer.ts';
import { arrow, type ChangeDraft, type CompareContext } from './compare-context.ts';

type Report = (draft: Omit<ChangeDraft, 'subject'>) => void;

/** Compares what a message of a document says beyond an event: how it is encoded, and how answers find it. */
export function compareMessages(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: Report,
): void {
  const [before, after] = [context.old.messageOf(old), context.new.messageOf(now)];
  if (before === undefined || after === undefined) return;
  compareEncoding(before, after, report);
  const [was, is] = [before.message.correlationId, after.message.correlationId];
  if (was?.location === is?.location) return;
  report({
    kind: was === undefined ? 'event-correlation-added' : 'event-correlation-changed',
    what: `correlation id ${arrow(was?.location, is?.location)}`,
    old: was?.at ?? before.message.at,
    new: is?.at ?? after.message.at,
  });
}

export interface FoundMessage {
  readonly message: Message<Schema>;
  /** As written, or the document's default. */
  readonly contentType: string | undefined;
  /** What stands on the wire; undefined where nobody says. */
  readonly encoding: string | undefined;
}

/** Finds the message that an event of a design stands for; the documents are gone through once, when first asked. */
export function messageFinder({ documents }: Architecture): FindMessage {
  let byPlace: ReadonlyMap<string, MessageOfDocument> | undefined;
  return ({ foreign, dataFormat }) => {
    if (foreign === undefined || documents.length === 0) return undefined;
    byPlace ??= indexMessages(documents);
    const found = byPlace.get(idOf(foreign.file, foreign.pointer));
    if (found === undefined) return undefined;
    const { message, byDefault } = found;
    const contentType = (message.contentType ?? byDefault)?.toLowerCase().replace(/\s*;.*$/, '');
    return {
      message,
      contentType,
      encoding: contentType === undefined ? encodings[dataFormat] : encodingOf(contentType),
    };
  };
}

export type FindMessage = (event: EventContract) => FoundMessage | undefined;

interface MessageOfDocument {
  readonly message: Message<Schema>;
  readonly byDefault: string | undefined;
}

function indexMessages(documents: readonly ApiDocument[]): ReadonlyMap<string, MessageOfDocument> {
  const found = new Map<string, MessageOfDocument>();
  for (const { channels, contentType: byDefault } of documents) {
    for (const { messages } of channels) {
      for (const message of messages) {
        for (const { file, path } of message.uses)
          found.set(idOf(file, writePointer(path)), { message, byDefault });
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

function compareEncoding(old: FoundMessage, now: FoundMessage, report: Report): void {
  if (old.contentType === now.contentType && old.encoding === now.encoding) return;
  const what = `content type ${arrow(old.contentType, now.contentType)}`;
  if (old.encoding !== now.encoding && old.encoding !== undefined && now.encoding !== undefined) {
    const how = old.contentType === now.contentType ? `encoding ${arrow(old.encoding, now.encoding)}` : what;
    report({ kind: 'event-content-type-changed', what: how });
    return;
  }
  // The bytes are the same, or were not spoken of; who goes by the header may mind where there was one.
  const isNews = old.contentType !== undefined;
  report({
    kind: 'event-content-type-changed',
    what,
    consumers: isNews ? 'risk' : 'none',
    producers: 'none',
    bump: isNews ? 'minor' : 'patch',
    ...(isNews
      ? { why: 'the bytes are the same; readers that go by the content type have to know the other one' }
      : {}),
  });
}
