import { type Diagnostic, type Place, placeAt } from '../../../diagnostics/diagnostic.ts';
import { isMap } from '../../is-map.ts';
import { descend, readPointer } from '../../json-pointer.ts';
import type { EdaDocument } from './gather-design.ts';
import { type ShapeError, validate } from './validate-x-eda.generated.js';
import { mapIn, type Values } from './values.ts';

/** What `x-eda` stands on; `specs/schema/x-eda.schema.json` says what it may be there. */
type XEdaKind =
  | 'service'
  | 'system'
  | 'server'
  | 'channel'
  | 'parameter'
  | 'message'
  | 'previous'
  | 'operation'
  | 'schema';

/** Checks every `x-eda` of a document against the published schema. */
export function checkXEda({ file, value }: EdaDocument): Diagnostic[] {
  const found: Diagnostic[] = [];
  const check = (kind: XEdaKind, object: Values, at: Place): void => {
    const facts = object['x-eda'];
    if (facts !== undefined) found.push(...faultsOf(kind, facts, placeAt(at, 'x-eda')));
  };
  const root: Place = { file, path: [] };
  const info = mapIn(value.info);
  const isService = mapIn(info['x-eda']).service !== undefined;
  check(isService ? 'service' : 'system', info, placeAt(root, 'info'));
  for (const [key, server] of members(value.servers)) check('server', server, placeAt(root, 'servers', key));
  for (const [key, channel] of members(value.channels)) {
    const at = placeAt(root, 'channels', key);
    check('channel', channel, at);
    for (const [name, parameter] of members(channel.parameters))
      check('parameter', parameter, placeAt(at, 'parameters', name));
  }
  for (const [key, operation] of members(value.operations))
    check('operation', operation, placeAt(root, 'operations', key));
  const { messages, schemas } = mapIn(value.components);
  for (const [key, message] of members(messages)) {
    const kind = mapIn(message['x-eda']).event === undefined ? 'message' : 'previous';
    check(kind, message, placeAt(root, 'components', 'messages', key));
  }
  for (const [key, schema] of members(schemas))
    check('schema', schema, placeAt(root, 'components', 'schemas', key));
  return found;
}

function members(map: unknown): [string, Values][] {
  return Object.entries(mapIn(map)).map(([key, member]) => [key, mapIn(member)]);
}

function faultsOf(kind: XEdaKind, facts: unknown, at: Place): Diagnostic[] {
  if (validate({ [kind]: facts })) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if' && keyword !== 'oneOf' && keyword !== 'anyOf')
    .map((error) => faultOf(kind, error, facts, at));
}

function faultOf(kind: XEdaKind, error: ShapeError, facts: unknown, at: Place): Diagnostic {
  const steps = readPointer(error.instancePath).slice(1);
  const unknown = error.params.additionalProperty;
  const place = placeAt(at, ...steps);
  const base = { code: 'x-eda', severity: 'error' } as const;
  if (typeof unknown === 'string') {
    const where = steps.length === 0 ? `x-eda of a ${nouns[kind]}` : steps.join('.');
    return {
      ...base,
      message: `${unknown} is not a key of ${where}`,
      help: 'specs/schema/x-eda.schema.json lists the keys',
      at: { ...placeAt(place, unknown), on: 'key' },
    };
  }
  const value = descend(facts, steps);
  const missing = error.params.missingProperty;
  return {
    ...base,
    message:
      typeof missing === 'string'
        ? `${steps.at(-1) ?? 'x-eda'} has no ${missing}`
        : `${steps.at(-1) ?? 'x-eda'} cannot be ${isMap(value) ? 'this map' : JSON.stringify(value)} (${error.keyword})`,
    help: 'specs/schema/x-eda.schema.json says what it may be',
    at: place,
  };
}

const nouns: { readonly [kind in XEdaKind]: string } = {
  service: 'service’s info',
  system: 'system’s info',
  server: 'server',
  channel: 'channel',
  parameter: 'parameter',
  message: 'message',
  previous: 'previous version’s message',
  operation: 'operation',
  schema: 'schema',
};
