import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { readPointer } from '../json-pointer.ts';
import type {
  AsyncApiDocument,
  Channel,
  Message,
  NamedUse,
  Operation,
  SecurityUse,
  Server,
} from './document.ts';
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
  textIn,
  variableOf,
  wordsIn,
} from './fields.ts';
import { readInfo } from './read-info.ts';
import { readMessage } from './read-message.ts';
import { type Located, parseRef, placeId, type References } from './references.ts';

/** What clients publish the application receives (asyncapi.com/docs/reference/specification/v2.6.0, §Channel Item Object). */
const actions = [
  ['publish', 'receive'],
  ['subscribe', 'send'],
] as const;

/** Reads an AsyncAPI 2.x document. */
export function readDocument2(root: Fields, references: References): AsyncApiDocument {
  const channels: Channel[] = [];
  const operations: Operation[] = [];
  for (const { name, object } of objectsIn(root, 'channels', references)) {
    const channel = readChannel(name, object, references);
    channels.push(channel.channel);
    operations.push(...channel.operations);
  }
  return {
    ...readInfo(root, references),
    major: 2,
    servers: objectsIn(root, 'servers', references).map(({ name, object }) =>
      readServer(name, object, references),
    ),
    channels,
    operations,
    remoteRefs: references.remoteOf(root.at.file),
  };
}

function readServer(name: string, server: Fields, references: References): Server {
  return {
    name,
    host: textIn(server, 'url') ?? '',
    protocol: textIn(server, 'protocol') ?? '',
    ...wordsIn(server),
    variables: objectsIn(server, 'variables', references).map((variable) =>
      variableOf(variable.name, variable.object),
    ),
    security: readSecurity(server),
    bindings: bindingsIn(server, references),
    at: server.at,
  };
}

function readSecurity(fields: Fields): SecurityUse[] {
  return itemsIn(fields, 'security').flatMap(({ value, at }) =>
    isMap(value)
      ? Object.entries(value).map(([name, scopes]) => ({
          name,
          scopes: Array.isArray(scopes) ? scopes.length : 0,
          at: placeAt(at, name),
        }))
      : [],
  );
}

function readChannel(
  key: string,
  item: Fields,
  references: References,
): { channel: Channel; operations: Operation[] } {
  const messages: Draft<Message>[] = [];
  const operations: Operation[] = [];
  for (const [verb, action] of actions) {
    const written = memberOf(item, verb);
    const operation = written === undefined ? undefined : fieldsOf(written, references);
    if (operation === undefined) continue;
    operations.push(readOperation(key, verb, action, operation, messages, references));
  }
  return {
    channel: {
      key,
      address: key,
      ...wordsIn(item),
      servers: itemsIn(item, 'servers').flatMap(({ value, at }) =>
        typeof value === 'string' ? [{ name: value, at }] : [],
      ),
      parameters: objectsIn(item, 'parameters', references).map(({ name, object }) => {
        const schema = memberOf(object, 'schema');
        const values = schema === undefined ? undefined : fieldsOf(schema, references);
        return variableOf(name, object, values ?? { map: {}, at: object.at });
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

function lastRefStep({ value, at }: Located): string | undefined {
  if (!isMap(value) || typeof value.$ref !== 'string') return undefined;
  const target = parseRef(value.$ref, at.file);
  if (target.kind !== 'file') return undefined;
  const last = readPointer(target.pointer).at(-1);
  return last === undefined || /^\d+$/.test(last) ? undefined : last;
}
