import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { AsyncApiDocument, Channel, Message, NamedUse, Operation, Reply } from './document.ts';
import {
  bindingsIn,
  type Fields,
  fieldsOf,
  itemsIn,
  layeredBindings,
  layersOf,
  layerWith,
  memberOf,
  objectsIn,
  parametersIn,
  textIn,
  variableOf,
  wordsIn,
} from './fields.ts';
import { readInfo } from './read-info.ts';
import { readMessage } from './read-message.ts';
import { type ReadSecurity, readSecurity3, readServers } from './read-server.ts';
import { type Located, placeId, type References, refSteps } from './references.ts';

/** Reads an AsyncAPI 3.x document (asyncapi.com/docs/reference/specification/v3.0.0, v3.1.0). */
export function readDocument3(root: Fields, references: References): AsyncApiDocument {
  const channels = objectsIn(root, 'channels', references).map(({ name, object }) =>
    readChannel(name, object, references),
  );
  const readSecurity = readSecurity3(references);
  const byKey: Channels = new Map(channels.map((channel) => [channel.key, channel]));
  return {
    ...readInfo(root, references),
    major: 3,
    servers: readServers(root, 'host', readSecurity, references),
    channels,
    operations: objectsIn(root, 'operations', references).map(({ name, object }) =>
      readOperation(name, object, byKey, readSecurity, references),
    ),
    remoteRefs: references.remoteOf(root.at.file),
  };
}

/** By key. */
type Channels = ReadonlyMap<string, Channel>;

function readChannel(key: string, channel: Fields, references: References): Channel {
  return {
    key,
    address: textIn(channel, 'address') ?? null,
    ...wordsIn(channel),
    servers: itemsIn(channel, 'servers').flatMap((item) => {
      references.follow(item);
      const name = refSteps(item)?.at(-1);
      return name === undefined ? [] : [{ name, at: item.at }];
    }),
    parameters: parametersIn(channel, references, variableOf),
    messages: objectsIn(channel, 'messages', references).map(({ name, object, written }) => ({
      key: name,
      ...readMessage(object, 3, references),
      uses: [written.at],
    })),
    bindings: bindingsIn(channel, references),
    at: channel.at,
  };
}

function readOperation(
  name: string,
  operation: Fields,
  channels: Channels,
  readSecurity: ReadSecurity,
  references: References,
): Operation {
  const layers = layersOf(operation, 3, references);
  const written = memberOf(operation, 'channel');
  const channel =
    written === undefined ? undefined : channelOf(written, channels, operation.at.file, references);
  const security = layerWith(layers, 'security');
  const replyAt = memberOf(operation, 'reply');
  const reply = replyAt === undefined ? undefined : fieldsOf(replyAt, references);
  return {
    name,
    action: textIn(operation, 'action') === 'send' ? 'send' : 'receive',
    ...(channel === undefined ? {} : { channel: channel.key }),
    channelAt: written?.at ?? operation.at,
    ...danglingOf(written, channel, references),
    ...messagesOf(operation, channel, references),
    ...wordsIn(operation),
    ...(reply === undefined ? {} : { reply: readReply(reply, channels, references) }),
    security: security === undefined ? [] : readSecurity(security),
    bindings: layeredBindings(layers, references),
    at: operation.at,
  };
}

function readReply(reply: Fields, channels: Channels, references: References): Reply {
  const written = memberOf(reply, 'channel');
  const channel = written === undefined ? undefined : channelOf(written, channels, reply.at.file, references);
  const addressAt = memberOf(reply, 'address');
  const address = addressAt === undefined ? undefined : fieldsOf(addressAt, references);
  const location = address === undefined ? undefined : textIn(address, 'location');
  return {
    ...(channel === undefined ? {} : { channel: channel.key }),
    ...(written === undefined ? {} : { channelAt: written.at }),
    ...danglingOf(written, channel, references),
    ...(location === undefined || address === undefined
      ? {}
      : { location: { text: location, at: placeAt(address.at, 'location') } }),
    ...messagesOf(reply, channel, references),
    at: reply.at,
  };
}

/** Whether a reference to a channel leads to nothing at all. */
function danglingOf(
  written: Located | undefined,
  channel: Channel | undefined,
  references: References,
): { isDangling?: true } {
  if (written === undefined || channel !== undefined || refSteps(written) === undefined) return {};
  return references.follow(written) === undefined ? { isDangling: true } : {};
}

/** The channel that a reference names: `#/channels/<key>`, or what a channel of the document refers to as well. */
function channelOf(
  written: Located,
  channels: Channels,
  file: string,
  references: References,
): Channel | undefined {
  const steps = refSteps(written);
  if (steps?.length === 2 && steps[0] === 'channels' && written.at.file === file && isLocal(written)) {
    const channel = channels.get(steps[1] ?? '');
    if (channel !== undefined) return channel;
  }
  const target = references.follow(written);
  if (target === undefined) return undefined;
  const id = placeId(target.at);
  return target.at.path[0] === 'channels'
    ? [...channels.values()].find(({ at }) => placeId(at) === id)
    : undefined;
}

/** The messages that an operation or a reply names; none named: those of the channel. */
function messagesOf(
  fields: Fields,
  channel: Channel | undefined,
  references: References,
): Pick<Operation, 'messages' | 'foreignMessages' | 'bypassingMessages'> {
  const items = itemsIn(fields, 'messages');
  if (!Array.isArray(fields.map.messages)) {
    const messages = channel?.messages ?? [];
    return {
      messages: messages.map(({ key, at }) => ({ name: key, at })),
      foreignMessages: [],
      bypassingMessages: [],
    };
  }
  const messages: NamedUse[] = [];
  const foreignMessages: NamedUse[] = [];
  const bypassingMessages: NamedUse[] = [];
  for (const item of items) {
    const found = messageOf(item, channel, references);
    if (found !== undefined) {
      const use: NamedUse = { name: found.key, at: item.at };
      messages.push(use);
      if (refSteps(item)?.[0] === 'components' && isLocal(item)) bypassingMessages.push(use);
    } else if (references.follow(item) !== undefined)
      foreignMessages.push({ name: refSteps(item)?.at(-1) ?? '', at: item.at });
  }
  return { messages, foreignMessages, bypassingMessages };
}

/** The message of the channel that a reference names, by its key or by what both refer to. */
function messageOf(item: Located, channel: Channel | undefined, references: References): Message | undefined {
  const [section, channelKey, inside, key] = refSteps(item) ?? [];
  if (section === 'channels' && channelKey === channel?.key && inside === 'messages' && isLocal(item)) {
    const byKey = channel?.messages.find((message) => message.key === key);
    if (byKey !== undefined) return byKey;
  }
  const target = references.follow(item);
  if (target === undefined) return undefined;
  const id = placeId(target.at);
  return channel?.messages.find(({ at }) => placeId(at) === id);
}

function isLocal({ value }: Located): boolean {
  return isMap(value) && typeof value.$ref === 'string' && value.$ref.startsWith('#');
}
