import type { ApiDocument } from '../model/document.ts';
import type { Schema } from '../model/schema.ts';
import type { Channel, Message } from '../spec/asyncapi/document.ts';
import { readPlainPointer } from '../spec/json-pointer.ts';

/** A message of a document, and the first channel that carries it. */
export interface DocumentMessage {
  readonly message: Message<Schema>;
  readonly channel: Channel<Schema>;
}

const known = new WeakMap<ApiDocument, readonly DocumentMessage[]>();

/** Every message of a document once, however many channels carry it. Made once: several rules ask. */
export function messagesIn(document: ApiDocument): readonly DocumentMessage[] {
  const made = known.get(document);
  if (made !== undefined) return made;
  const seen = new Set<string>();
  const messages: DocumentMessage[] = [];
  for (const channel of document.channels) {
    for (const message of channel.messages) {
      const id = `${message.at.file}\0${message.at.path.join('\0')}`;
      if (seen.has(id)) continue;
      seen.add(id);
      messages.push({ message, channel });
    }
  }
  known.set(document, messages);
  return messages;
}

/** What a runtime expression (`$message.header#/replyTo`) points to; undefined: it has another form. */
export function placeInMessage(
  expression: string,
): { readonly part: 'header' | 'payload'; readonly path: readonly string[] } | undefined {
  const match = /^\$message\.(header|payload)#((?:\/.*)?)$/.exec(expression);
  if (match === null) return undefined;
  return {
    part: match[1] === 'header' ? 'header' : 'payload',
    path: readPlainPointer(match[2] ?? ''),
  };
}
