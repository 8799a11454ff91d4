import { posix } from 'node:path';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { dataPathOf, writePointer } from '../json-pointer.ts';
import { isSamePlace } from '../place-tree.ts';
import { isCalledAlike } from './called-alike.ts';
import type {
  AsyncApiDocument,
  Channel,
  Message,
  Operation,
  SchemaFormat,
  WrittenSchema,
} from './document.ts';
import { envelopeOf, membersOf } from './envelope.ts';
import { createOrigins, type Origins } from './origins.ts';
import { parseRef, type References } from './references.ts';
import { topicSettings } from './topic-settings.ts';

/** A document and the service that it describes. */
export interface DescribedService {
  readonly document: AsyncApiDocument;
  /** Name of the service; undefined: only messages of it are taken, by `from`. */
  readonly service?: string;
  readonly domain: string;
  /** True: the design says all about the service but what it publishes and takes. */
  readonly isDeclared: boolean;
}

/** An event of the design that takes a message of a document (`from`), under a name of its own. */
export interface AdoptedMessage {
  readonly event: string;
  /** Where it is declared. */
  readonly file: string;
  readonly document: AsyncApiDocument;
  readonly channel: Channel;
  readonly message: Message;
}

/** Values of the language, as if somebody had written them in the document's file. */
export interface TranslatedFile {
  readonly path: string;
  readonly value: { readonly [key: string]: unknown };
}

export interface Translation {
  readonly files: readonly TranslatedFile[];
  readonly origins: Origins;
  /** Payloads that are no JSON Schema, by `placeId`. */
  readonly formats: ReadonlyMap<string, SchemaFormat>;
  /** Names of topics by the addresses of their channels, or by their keys where they have none. */
  readonly topics: ReadonlyMap<string, string>;
}

type Values = { [key: string]: unknown };

/** What one message on one address is called in the design. */
interface NamedMessage {
  readonly names: readonly string[];
  readonly message: Message;
}

/**
 * Says in the language what documents say: a message is an event, a channel a topic, a document a service. Messages of
 * one address and name are one event, whichever documents hold them.
 */
export function translateDocuments(
  described: readonly DescribedService[],
  adopted: readonly AdoptedMessage[],
  references: References,
): Translation {
  const origins = createOrigins();
  const formats = new Map<string, SchemaFormat>();
  const topics = new Map<string, string>();
  const topicNames = new Set<string>();
  const named = new Map<string, NamedMessage[]>();
  const eventNames = new Set<string>();
  const ours = new Map<string, AdoptedMessage[]>();
  for (const one of adopted) {
    const id = messageId(one.document, one.channel, one.message);
    ours.set(id, [...(ours.get(id) ?? []), one]);
  }

  const topicOf = (channel: Channel, service: string, values: Values, file: string): string => {
    const address = channel.address ?? channel.key;
    const known = topics.get(address);
    if (known !== undefined) return known;
    const name = [channel.key, address, `${service}/${channel.key}`].find((one) => !topicNames.has(one));
    const topic = name ?? `${service}/${channel.key}/${topicNames.size}`;
    topics.set(address, topic);
    topicNames.add(topic);
    const at: Place = { file, path: ['topics', topic] };
    values[topic] = translateTopic(channel, topic, at, origins);
    origins.add(at, channel.at);
    return topic;
  };

  const nameOf = (document: AsyncApiDocument, service: string, channel: Channel, message: Message) => {
    const address = channel.address ?? channel.key;
    const others = named.get(address) ?? [];
    const known = others.find((other) => isSame(other.message, message));
    if (known !== undefined) return { names: known.names, isNew: false };
    const taken = ours.get(messageId(document, channel, message));
    const plain = `${channel.key}#${message.key}`;
    const own = eventNames.has(plain) ? `${service}/${plain}` : plain;
    const names = taken === undefined ? [own] : taken.map(({ event }) => event);
    for (const name of names) eventNames.add(name);
    if (others.push({ names, message }) === 1) named.set(address, others);
    return { names, isNew: true };
  };

  const parts = described.map((one) => ({
    ...one,
    file: one.document.file,
    name: one.service ?? one.document.file,
    events: Object.create(null) as Values,
    topics: Object.create(null) as Values,
    ofMessage: new Map<string, readonly string[]>(),
  }));
  for (const { part, channel, message } of sentFirst(parts)) {
    const { document, file, domain } = part;
    const id = messageId(document, channel, message);
    if (part.service === undefined && !ours.has(id)) continue;
    const topic = topicOf(channel, part.name, part.topics, file);
    const { names, isNew } = nameOf(document, part.name, channel, message);
    part.ofMessage.set(messageKey(channel.key, message.key), names);
    if (!isNew) continue;
    for (const name of names) {
      const at: Place = { file, path: ['events', name] };
      const isOwn = !ours.has(id);
      // References are relative to the file that the values hold in.
      const from = ours.get(id)?.find(({ event }) => event === name)?.file ?? file;
      part.events[name] = {
        ...translateMessage({ from, message, topic, at, isOwn, references, origins, formats }),
        ...(isOwn ? { domain } : {}),
      };
    }
  }

  const files = parts.map((one): TranslatedFile => {
    const { document, domain, file, ofMessage } = one;
    const value: Values = { events: one.events, topics: one.topics };
    if (one.service !== undefined) {
      const at: Place = { file, path: ['services', one.service] };
      const uses = translateOperations(document.operations, ofMessage, at, origins);
      value.services = {
        [one.service]: one.isDeclared
          ? uses
          : {
              domain,
              description: document.description,
              contract: `./${posix.basename(file)}`,
              language: 'none',
              database: 'none',
              ...uses,
            },
      };
      origins.add(at, document.at);
      if (!one.isDeclared) {
        value.domains = { [domain]: {} };
        origins.add({ file, path: ['domains', domain] }, document.at);
      }
    }
    return { path: file, value };
  });
  return { files, origins, formats, topics };
}

/**
 * The messages of all documents, those that a document sends before those that it only receives: a message is told by
 * who sends it, whoever else describes it too.
 */
function sentFirst<Part extends { readonly document: AsyncApiDocument }>(
  parts: readonly Part[],
): { part: Part; channel: Channel; message: Message }[] {
  const all = parts.flatMap((part) => {
    const sent = messagesSentBy(part.document);
    return part.document.channels.flatMap((channel) =>
      channel.messages.map((message) => ({
        entry: { part, channel, message },
        isSent: sent.has(messageKey(channel.key, message.key)),
      })),
    );
  });
  return [true, false].flatMap((wanted) =>
    all.flatMap(({ entry, isSent }) => (isSent === wanted ? [entry] : [])),
  );
}

/** What a document's application sends: by its operations, and in answer to requests. */
function messagesSentBy({ operations }: AsyncApiDocument): ReadonlySet<string> {
  return new Set(
    operations.flatMap((operation) => {
      const { channel, messages } =
        operation.action === 'send' ? operation : (operation.reply ?? { messages: [] });
      return messages.map(({ name }) => messageKey(channel, name));
    }),
  );
}

/** A message within its document. */
function messageKey(channel: string | undefined, message: string): string {
  return `${channel}\0${message}`;
}

/** Whether two messages of one address are one: written at one place, or of one key or name. */
function isSame(one: Message, other: Message): boolean {
  return isCalledAlike(one, other) || isSamePlace(one.at, other.at);
}

function messageId(document: AsyncApiDocument, channel: Channel, message: Message): string {
  return `${document.file}\0${channel.key}\0${message.key}`;
}

function translateTopic(channel: Channel, name: string, at: Place, origins: Origins): Values {
  const address = channel.address ?? channel.key;
  const parameters: Values = Object.create(null);
  // One that does not stand in the address is no parameter of the topic; that it is declared has been reported.
  const declared = channel.parameters.filter((parameter) => address.includes(`{${parameter.name}}`));
  for (const parameter of declared) {
    const from = pathOfLocation(parameter.location);
    parameters[parameter.name] = {
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
      ...(parameter.enum.length === 0 ? {} : { enum: parameter.enum }),
      ...(from === undefined ? {} : { from }),
    };
    origins.add(placeAt(at, 'parameters', parameter.name), parameter.at);
  }
  return {
    ...(channel.description === undefined ? {} : { description: channel.description }),
    ...(address === name ? {} : { address }),
    ...(declared.length === 0 ? {} : { parameters }),
    ...topicSettings(channel.bindings),
  };
}

/** `$message.payload#/customer/id` → `customer.id` */
function pathOfLocation(location: string | undefined): string | undefined {
  const pointer = /^\$message\.payload#(\/.+)$/.exec(location ?? '')?.[1];
  return pointer && dataPathOf(pointer);
}

interface MessageInput {
  /** The file that references are relative to. */
  readonly from: string;
  readonly message: Message;
  readonly topic: string;
  /** Of the event. */
  readonly at: Place;
  /** False: the design names the event and may say all this better. */
  readonly isOwn: boolean;
  readonly references: References;
  readonly origins: Origins;
  readonly formats: Map<string, SchemaFormat>;
}

function translateMessage(input: MessageInput): Values {
  const { from, message, topic, at, isOwn, references, origins, formats } = input;
  const { payload } = message;
  origins.add(at, message.at);
  const envelope = envelopeOf(message, references);
  const structured =
    envelope?.mode === 'structured' ||
    (envelope === undefined && /^application\/cloudevents\b/.test(message.contentType ?? ''));
  const data = envelope?.mode === 'structured' ? envelope.data : payload;
  const value: Values = { topic };
  if (message.summary !== undefined) value.summary = message.summary;
  if (message.description !== undefined) value.description = message.description;
  if (message.tags.length > 0) value.tags = message.tags;
  if (envelope === undefined && !structured) value.envelope = 'raw';
  if (envelope?.type !== undefined) value.type = envelope.type;
  const written =
    data === undefined || payload === undefined ? undefined : { ...data, format: payload.format };
  if (
    data !== undefined &&
    written !== undefined &&
    written.format !== 'other' &&
    references.follow(data) !== undefined
  ) {
    value.data = referTo(written, from, formats);
    origins.add(placeAt(at, 'data'), data.at);
  }
  if (message.deprecated) value.deprecated = { since: '1.0.0' };
  if (isOwn) {
    const [use] = message.uses;
    if (use !== undefined) value.from = refTextTo(use, from);
    const examples = message.examples.flatMap((example) => {
      const inner = structured && isMap(example.payload) ? example.payload.data : example.payload;
      return inner === undefined
        ? []
        : [{ inner, at: placeAt(example.at, 'payload', ...(structured ? ['data'] : [])) }];
    });
    if (examples.length > 0) value.examples = examples.map(({ inner }) => inner);
    for (const [index, example] of examples.entries())
      origins.add(placeAt(at, 'examples', index), example.at);
  }
  if (envelope === undefined) {
    const attributes: Values = Object.create(null);
    for (const headers of message.headers) {
      if (headers.format !== 'json') continue;
      for (const [name, schema] of membersOf(headers, references).properties) {
        if (name in attributes) continue;
        attributes[name] = { $ref: refTextTo(schema.at, from) };
        origins.add(placeAt(at, 'attributes', name), schema.at);
      }
    }
    if (Object.keys(attributes).length > 0) value.attributes = attributes;
  }
  return value;
}

/** A reference to a schema of a document from another value in its file; a payload that only refers is passed through. */
function referTo(schema: WrittenSchema, file: string, formats: Map<string, SchemaFormat>): Values {
  const { value, at, format } = schema;
  if (isMap(value) && typeof value.$ref === 'string' && Object.keys(value).every(isNote)) {
    const target = parseRef(value.$ref, at.file);
    if (target.kind === 'file') {
      if (format !== 'json') formats.set(`${target.file}#${target.pointer}`, format);
      return { $ref: `${relativeTo(target.file, file)}${target.pointer === '' ? '' : `#${target.pointer}`}` };
    }
  }
  if (format !== 'json') formats.set(`${at.file}#${writePointer(at.path)}`, format);
  return { $ref: refTextTo(at, file) };
}

function isNote(keyword: string): boolean {
  return keyword === '$ref' || keyword === 'title' || keyword === 'description' || keyword.startsWith('x-');
}

function refTextTo(place: Place, file: string): string {
  return `${relativeTo(place.file, file)}#${writePointer(place.path)}`;
}

function relativeTo(target: string, file: string): string {
  if (target === file && !/[%#]/.test(file)) return `./${file.slice(file.lastIndexOf('/') + 1)}`;
  const path = posix.relative(posix.dirname(file), target).replaceAll('%', '%25').replaceAll('#', '%23');
  return path.startsWith('../') ? path : `./${path}`;
}

/** What a service publishes and takes. What answers a request is published by its handler. */
function translateOperations(
  operations: readonly Operation[],
  ofMessage: ReadonlyMap<string, readonly string[]>,
  at: Place,
  origins: Origins,
): Values {
  const publishes = new Set<string>();
  const subscribes: { [event: string]: { publishes?: string[] } } = Object.create(null);
  const eventsOf = (channel: string | undefined, messages: Operation['messages']): readonly string[] =>
    messages.flatMap(({ name }) => ofMessage.get(messageKey(channel, name)) ?? []);
  const publish = (event: string, operation: Operation): void => {
    if (publishes.has(event)) return;
    origins.add(placeAt(at, 'publishes', publishes.size), operation.at);
    publishes.add(event);
  };
  const subscribe = (event: string, operation: Operation): { publishes?: string[] } => {
    const known = subscribes[event];
    if (known !== undefined) return known;
    origins.add(placeAt(at, 'subscribes', event), operation.at);
    const subscription = {};
    subscribes[event] = subscription;
    return subscription;
  };
  for (const operation of operations) {
    const events = eventsOf(operation.channel, operation.messages);
    const { reply } = operation;
    const answers = reply === undefined ? [] : eventsOf(reply.channel, reply.messages);
    if (operation.action === 'send') {
      for (const event of events) publish(event, operation);
      for (const event of answers) subscribe(event, operation);
    } else {
      for (const event of events) {
        const subscription = subscribe(event, operation);
        if (answers.length > 0)
          subscription.publishes = [...new Set([...(subscription.publishes ?? []), ...answers])];
      }
    }
  }
  return {
    ...(publishes.size === 0 ? {} : { publishes: [...publishes] }),
    ...(Object.keys(subscribes).length === 0 ? {} : { subscribes }),
  };
}
