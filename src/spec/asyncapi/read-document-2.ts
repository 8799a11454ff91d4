import type { AsyncApiDocument, Channel, Message, NamedUse, Operation } from './document.ts';
import {
  bindingsIn,
  type Fields,
  fieldsOf,
  itemsIn,
  layeredBindings,
  layersOf,
  layerWith,
  memberOf,
  nameIn,
  objectsIn,
  parametersIn,
  variableOf,
  wordsIn,
} from './fields.ts';
import { readInfo } from './read-info.ts';
import { readMessage } from './read-message.ts';
import { type ReadSecurity, readSecurity2, readServers } from './read-server.ts';
import { type Located, placeId, type References, refSteps } from './references.ts';

/** What clients publish the application receives (asyncapi.com/docs/reference/specification/v2.6.0, §Channel Item Object). */
const actions = [
  ['publish', 'receive'],
  ['subscribe', 'send'],
] as const;

/** Reads an AsyncAPI 2.x document. */
export function readDocument2(root: Fields, references: References): AsyncApiDocument {
  const info = readInfo(root, references);
  const readSecurity = readSecurity2(info.securitySchemes);
  const channels: Channel[] = [];
  const operations: Operation[] = [];
  for (const { name, object } of objectsIn(root, 'channels', references)) {
    const channel = readChannel(name, object, readSecurity, references);
    channels.push(channel.channel);
    operations.push(...channel.operations);
  }
  return {
    ...info,
    major: 2,
    servers: readServers(root, 'url', readSecurity, references),
    channels,
    operations,
    remoteRefs: references.remoteOf(root.at.file),
  };
}

function readChannel(
  key: string,
  item: Fields,
  readSecurity: ReadSecurity,
  references: References,
): { channel: Channel; operations: Operation[] } {
  const messages: Draft<Message>[] = [];
  const operations: Operation[] = [];
  for (const [verb, action] of actions) {
    const written = memberOf(item, verb);
    const operation = written === undefined ? undefined : fieldsOf(written, references);
    if (operation === undefined) continue;
    operations.push(readOperation(key, verb, action, operation, messages, readSecurity, references));
  }
  return {
    channel: {
      key,
      address: key,
      ...wordsIn(item),
      servers: itemsIn(item, 'servers').flatMap(({ value, at }) =>
        typeof value === 'string' ? [{ name: value, at }] : [],
      ),
      parameters: parametersIn(item, references, (name, object) => {
        const schema = memberOf(object, 'schema');
        const values = schema === undefined ? undefined : fieldsOf(schema, references);
        return {
          ...variableOf(name, object, values ?? { map: {}, at: object.at }),
          ...(schema === undefined ? {} : { schema: { ...schema, format: 'json' } }),
        };
      }),
      messages,
      bindings: bindingsIn(item, references),
      at: item.at,
    },
    operations,
  };
}

function readOperation(
  channel: string,
  verb: 'publish' | 'subscribe',
  action: Operation['action'],
  operation: Fields,
  messages: Draft<Message>[],
  readSecurity: ReadSecurity,
  references: References,
): Operation {
  const layers = layersOf(operation, 2, references);
  const idLayer = layerWith(layers, 'operationId');
  const id = idLayer === undefined ? undefined : nameIn(idLayer, 'operationId');
  const security = layerWith(layers, 'security');
  return {
    name: id?.name ?? `${verb} ${channel}`,
    ...(id === undefined ? {} : { id }),
    action,
    channel,
    channelAt: operation.at,
    messages: messagesOf(operation, references).map((located) =>
      addMessage(located, verb, messages, references),
    ),
    foreignMessages: [],
    bypassingMessages: [],
    ...wordsIn(layerWith(layers, 'summary') ?? operation),
    security: security === undefined ? [] : readSecurity(security),
    bindings: layeredBindings(layers, references),
    at: operation.at,
  };
}

/** `message`, or the alternatives of its `oneOf`; as written. */
function messagesOf(operation: Fields, references: References): Located[] {
  const written = memberOf(operation, 'message');
  if (written === undefined) return [];
  const message = fieldsOf(written, references);
  if (message === undefined) return [];
  return Array.isArray(message.map.oneOf) ? itemsIn(message, 'oneOf') : [written];
}

/** A message belongs to its channel, however many operations carry it. */
function addMessage(
  written: Located,
  verb: 'publish' | 'subscribe',
  messages: Draft<Message>[],
  references: References,
): NamedUse {
  const object = fieldsOf(written, references);
  if (object === undefined) return { name: '', at: written.at };
  const id = placeId(object.at);
  const known = messages.find(({ at }) => placeId(at) === id);
  if (known !== undefined) {
    known.uses = [...known.uses, written.at];
    return { name: known.key, at: written.at };
  }
  const message = readMessage(object, 2, references);
  const wanted = message.id?.name ?? lastRefStep(written) ?? message.name ?? message.title ?? 'message';
  const taken = new Set(messages.map(({ key }) => key));
  const own = `${verb}-${wanted}`;
  const key = !taken.has(wanted) ? wanted : !taken.has(own) ? own : `${own}-${taken.size + 1}`;
  messages.push({ key, ...message, uses: [written.at] });
  return { name: key, at: written.at };
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** A name, not a place in a list. */
function lastRefStep(written: Located): string | undefined {
  const last = refSteps(written)?.at(-1);
  return last === undefined || /^\d+$/.test(last) ? undefined : last;
}
