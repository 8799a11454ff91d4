import type { Version } from '../detect-document.ts';

/**
 * Keys of the other major version, and what this one writes instead (asyncapi.com/docs/migration/migrating-to-v3).
 * Keys are `<shape>.<key>`, or the key alone where the shape does not matter.
 */
const of3: { readonly [key: string]: string } = {
  'document.tags': 'in 3.x `tags` belongs to `info`',
  'document.externalDocs': 'in 3.x `externalDocs` belongs to `info`',
  'server.url': '3.x writes `host` (with the port) and `pathname`',
  'channel.publish':
    '3.x has `operations` beside `channels`: what clients publish is an operation with `action: receive`',
  'channel.subscribe':
    '3.x has `operations` beside `channels`: what clients subscribe to is an operation with `action: send`',
  'operation.operationId': 'in 3.x the key under `operations` is the id',
  'operationTrait.operationId': 'in 3.x the key under `operations` is the id',
  'operation.message': '3.x writes `messages`, a list of references to messages of the channel',
  'messageObject.messageId': 'in 3.x the key under `messages` is the id',
  'messageTrait.messageId': 'in 3.x the key under `messages` is the id',
  'messageObject.schemaFormat': '3.x writes `payload: { schemaFormat: …, schema: … }`',
  'messageTrait.schemaFormat': '3.x writes `payload: { schemaFormat: …, schema: … }`',
  'messageObject.oneOf': '3.x writes several messages under `messages` of the channel',
  'parameter.schema':
    '3.x writes `enum`, `default` and `examples` right at the parameter; its value is a text',
  'oauth2Flow.scopes': '3.x writes `availableScopes`',
};

const of2: { readonly [key: string]: string } = {
  'document.operations': '2.x writes `publish` and `subscribe` at the channel',
  'server.host': '2.x writes `url`',
  'server.pathname': 'in 2.x it is part of `url`',
  'channelItem.address': 'in 2.x the key of the channel is its address',
  'channelItem.messages': '2.x writes `message` at `publish` or `subscribe`',
  'operation.action': '2.x writes the operation under `publish` or `subscribe` of the channel',
  'operation.messages': '2.x writes `message`, several as `message: { oneOf: […] }`',
  'operation.channel': '2.x writes the operation under its channel',
  'operation.reply': '2.x has no replies',
  '.oneOf': '`oneOf` stands alone: what else is said here belongs to the messages that it lists',
  'info.tags': 'in 2.x `tags` belongs to the document',
  'info.externalDocs': 'in 2.x `externalDocs` belongs to the document',
  'parameter.enum': '2.x writes `schema: { type: string, enum: […] }`',
  'parameter.default': '2.x writes `schema: { type: string, default: … }`',
  'oauth2Flow.availableScopes': '2.x writes `scopes`',
};

/** Keys that came with a later 2.x. */
const since: { readonly [key: string]: Version } = {
  'channelItem.servers': '2.2.0',
  'components.servers': '2.3.0',
  'components.channels': '2.3.0',
  'operation.security': '2.4.0',
  '.messageId': '2.4.0',
  'components.serverVariables': '2.4.0',
  'server.tags': '2.5.0',
};

/** What to write instead of a key that another version has here; `version` as people say it: `AsyncAPI 3.0.0`. */
export function elsewhere(key: string, shape: string, version: string): string | undefined {
  const id = `${shape}.${key}`;
  const found = version.startsWith('AsyncAPI 3') ? of3[id] : of2[id];
  if (found !== undefined) return found;
  const first = version.startsWith('AsyncAPI 2') ? since[id] : undefined;
  return first === undefined
    ? undefined
    : `it came with AsyncAPI ${first}: say so in \`asyncapi\`, or take it out`;
}
