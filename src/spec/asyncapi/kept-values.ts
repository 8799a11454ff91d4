import { posix } from 'node:path';
import type { Place } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { readPointer, writePointer } from '../json-pointer.ts';
import type { AsyncApiDocument, Binding, Channel, Message } from './document.ts';
import { inlineReferences } from './inline-references.ts';
import { keptHeaders } from './kept-headers.ts';
import { keptChannelServers, keptServers } from './kept-servers.ts';
import type { ReadDocuments } from './read-documents.ts';
import type { References } from './references.ts';

type Values = { readonly [key: string]: unknown };

/** What documents and their messages and channels say that the language has no key for: `x-asyncapi`. */
export interface KeptValues {
  ofService(service: string): Values | undefined;
  /**
   * @param from of the event, relative to the file that it stands in
   * @param said what the event says in the language
   */
  ofEvent(from: string, file: string, said: Values): Values | undefined;
  ofTopic(topic: string): Values | undefined;
}

/** Finds what to keep of documents; what their `$ref`s lead to takes the place of these. */
export function createKeptValues({ documents, services, references, topics }: ReadDocuments): KeptValues {
  const described = new Map<string, AsyncApiDocument>();
  const messages = new Map<string, { readonly message: Message; readonly document: AsyncApiDocument }>();
  const channels = new Map<string, Channel>();
  for (const document of documents) {
    const service = services.get(document);
    if (service !== undefined) described.set(service, document);
    for (const channel of document.channels) {
      for (const name of [channel.key, channel.address]) if (name !== null) channels.set(name, channel);
      for (const message of channel.messages) {
        for (const use of message.uses)
          messages.set(`${use.file}#${writePointer(use.path)}`, { message, document });
      }
    }
  }
  return {
    ofService: (service) => {
      const document = described.get(service);
      if (document === undefined) return undefined;
      return definedOf([
        ['info', keptOfInfo(document, references)],
        ['servers', keptServers(document, references)],
        ['channels', keptChannelServers(document, topics)],
      ]);
    },
    ofEvent: (from, file, said) => {
      const hash = from.indexOf('#');
      const path = posix.normalize(posix.join(posix.dirname(file), from.slice(0, hash)));
      const found = messages.get(`${path}#${writePointer(readPointer(from.slice(hash + 1)))}`);
      if (found === undefined) return undefined;
      const { message, document } = found;
      return keptOf(message, references, [
        ['correlationId', correlationOf(message)],
        // Of JSON the language says enough.
        [
          'contentType',
          message.payload?.format === 'avro' ? (message.contentType ?? document.contentType) : undefined,
        ],
        ['tags', tagsOf(message, said, references)],
        ['headers', keptHeaders(message, said, references)],
      ]);
    },
    ofTopic: (topic) => {
      const channel = channels.get(topic);
      return channel === undefined
        ? undefined
        : keptOf(channel, references, [['tags', memberAt(channel.at, 'tags', references)]]);
    },
  };
}

/** Members of `info`; in 2.x tags and links stand beside it. */
function keptOfInfo({ at, major }: AsyncApiDocument, references: References): Values | undefined {
  const root = { file: at.file, path: [] };
  return definedOf([
    ...['contact', 'license', 'termsOfService'].map((name): [string, unknown] => [
      name,
      memberAt(at, name, references),
    ]),
    ...['tags', 'externalDocs'].map((name): [string, unknown] => [
      name,
      memberAt(major === 2 ? root : at, name, references),
    ]),
  ]);
}

function keptOf(
  object: { readonly title?: string; readonly bindings: readonly Binding[]; readonly at: Place },
  references: References,
  more: readonly [string, unknown][],
): Values | undefined {
  const bindings = object.bindings.map(({ protocol, value, at }): [string, unknown] => [
    protocol,
    inlineReferences({ value, at }, references),
  ]);
  return definedOf([
    ['title', object.title],
    ...more,
    ['externalDocs', memberAt(object.at, 'externalDocs', references)],
    ['bindings', definedOf(bindings)],
  ]);
}

/** A member of the object at a place, whole. */
function memberAt(at: Place, name: string, references: References): unknown {
  const file: Place = { file: at.file, path: [] };
  const object = references.follow({ value: { $ref: `#${writePointer(at.path)}` }, at: file });
  if (object === undefined || !isMap(object.value) || !Object.hasOwn(object.value, name)) return undefined;
  return inlineReferences(
    { value: object.value[name], at: { file: object.at.file, path: [...object.at.path, name] } },
    references,
  );
}

/** Tags that say more than their names, which are those of the event. */
function tagsOf({ at }: Message, { tags: names }: Values, references: References): unknown {
  const tags = memberAt(at, 'tags', references);
  if (!Array.isArray(tags) || !tags.some((tag) => isMap(tag) && Object.keys(tag).length > 1))
    return undefined;
  const own = tags.map((tag) => (isMap(tag) ? tag.name : undefined));
  return JSON.stringify(own) === JSON.stringify(names) ? tags : undefined;
}

function definedOf(entries: readonly [string, unknown][]): Values | undefined {
  const defined = entries.filter(([, value]) => value !== undefined);
  return defined.length === 0 ? undefined : Object.fromEntries(defined);
}

function correlationOf({ correlationId }: Message): Values | undefined {
  return correlationId === undefined ? undefined : { location: correlationId.location };
}
