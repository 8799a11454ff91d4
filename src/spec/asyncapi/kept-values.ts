import { posix } from 'node:path';
import { readPointer, writePointer } from '../json-pointer.ts';
import type { AsyncApiDocument, Binding, Channel, Message } from './document.ts';

type Values = { readonly [key: string]: unknown };

/** What messages and channels of documents say that the language has no key for: `x-asyncapi`. */
export interface KeptValues {
  /** @param from of the event, relative to the file that it stands in */
  ofEvent(from: string, file: string): Values | undefined;
  ofTopic(topic: string): Values | undefined;
}

/** Finds what to keep of documents. References inside it would lead nowhere in another document: those are left out. */
export function createKeptValues(documents: readonly AsyncApiDocument[]): KeptValues {
  const messages = new Map<string, Message>();
  const channels = new Map<string, Channel>();
  for (const document of documents) {
    for (const channel of document.channels) {
      for (const name of [channel.key, channel.address]) if (name !== null) channels.set(name, channel);
      for (const message of channel.messages) {
        for (const use of message.uses) messages.set(`${use.file}#${writePointer(use.path)}`, message);
      }
    }
  }
  return {
    ofEvent: (from, file) => {
      const hash = from.indexOf('#');
      const path = posix.normalize(posix.join(posix.dirname(file), from.slice(0, hash)));
      const message = messages.get(`${path}#${writePointer(readPointer(from.slice(hash + 1)))}`);
      return message === undefined ? undefined : keptOf(message, { correlationId: correlationOf(message) });
    },
    ofTopic: (topic) => {
      const channel = channels.get(topic);
      return channel === undefined ? undefined : keptOf(channel, {});
    },
  };
}

function keptOf(
  object: { readonly title?: string; readonly bindings: readonly Binding[] },
  more: Values,
): Values | undefined {
  const bindings = object.bindings.filter(({ value }) => isSelfContained(value));
  const entries: [string, unknown][] = [
    ['title', object.title],
    ...Object.entries(more),
    [
      'bindings',
      bindings.length === 0
        ? undefined
        : Object.fromEntries(bindings.map(({ protocol, value }) => [protocol, value])),
    ],
  ];
  const kept = entries.filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function correlationOf({ correlationId }: Message): Values | undefined {
  return correlationId === undefined ? undefined : { location: correlationId.location };
}

function isSelfContained(value: unknown): boolean {
  return !(JSON.stringify(value) ?? '').includes('"$ref"');
}
