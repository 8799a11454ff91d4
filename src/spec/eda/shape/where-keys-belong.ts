import { brokerTypesWith, childOf, keysOfKind, valueAt } from './shape-schema.ts';
import {
  belongsTo as at,
  type Belonging,
  type Misplaced,
  whereSettingBelongs,
} from './where-settings-belong.ts';
import { listKeys, yamlText } from './wording.ts';

/** Says where a key belongs that the language knows, but not at this place; undefined where there is no telling. */
export function whereKeyBelongs(misplaced: Misplaced): Belonging | undefined {
  return belongsByKind(misplaced) ?? whereSettingBelongs(misplaced);
}

const payloadKeywords = [
  'properties',
  'required',
  'items',
  'additionalProperties',
  'oneOf',
  'anyOf',
  'allOf',
  'enum',
  'format',
];
const modelSections = [
  'events',
  'topics',
  'services',
  'schemas',
  'aggregates',
  'projections',
  'sagas',
  'teams',
];
const operationKeys = ['get', 'post', 'put', 'patch', 'delete', 'params', 'request', 'response'];

function belongsByKind(misplaced: Misplaced): Belonging | undefined {
  const { kind, key, path, value, root } = misplaced;
  const [, owner] = path.map(String);
  switch (kind) {
    case 'event':
      if (payloadKeywords.includes(key)) {
        const message = `\`${key}\` belongs to the schema of the data, one level deeper`;
        const help = 'write `data: { type: object, properties: { … } }`';
        return { message, help, cause: 'payload', meant: ['data'] };
      }
      if (key === 'domain')
        return at(key, 'the name of the event: its first part is the domain', 'leave it out');
      if (key === 'owner')
        return at(key, 'the domain', `write \`domains: { ${domainOf(owner)}: { owner: … } }\``);
      if (['publishes', 'publisher', 'publishers', 'producer', 'producers', 'service'].includes(key)) {
        return at(key, 'the service', `write \`services: { <service>: { publishes: [${owner}] } }\``);
      }
      if (['subscribes', 'subscriber', 'subscribers', 'consumer', 'consumers'].includes(key)) {
        return at(key, 'the service', `write \`services: { <service>: { subscribes: { ${owner}: {} } } }\``);
      }
      return undefined;
    case 'topic':
    case 'topicDifference':
      if (key === 'events')
        return at(key, 'the event', `write \`events: { <event>: { topic: ${yamlText(owner ?? '')} } }\``);
      if (key === 'key') return at(key, 'the event', 'write `events: { <event>: { key: … } }`');
      return undefined;
    case 'call':
      if (!operationKeys.includes(key)) return undefined;
      return at(
        key,
        `the operation that is called: \`services.${path[3]}.serves.${path[4]}\``,
        `write it there: \`${key}\` is said once, by the service that serves it`,
      );
    case 'operation':
      if (!keysOfKind('call').includes(key)) return undefined;
      return at(
        key,
        'the service that calls it',
        `write \`calls: { ${owner}: { ${path[3]}: { ${key}: … } } }\` at the caller`,
      );
    case 'domain':
      if (!modelSections.includes(key)) return undefined;
      return at(
        key,
        'the root of the file',
        `write \`${key}:\` without indentation; names and \`domain\` say what belongs to ${owner}`,
      );
    case 'orchestrationStep':
      if (key !== 'service') return undefined;
      return at(key, 'a choreography', 'leave it out: the service is the one that handles `command`');
    case 'choreographyStep':
      if (!['command', 'compensate', 'timeout'].includes(key)) return undefined;
      if (key === 'timeout') return at(key, 'the saga as a whole', 'write `timeout` beside `steps`');
      return at(key, 'an orchestration', 'leave it out, or write `style: orchestration` and a `coordinator`');
    case 'choreography':
      if (key !== 'coordinator') return undefined;
      return at(key, 'an orchestration', 'leave it out, or write `style: orchestration`');
    case 'orchestration':
      if (key === 'timeout') return at(key, 'each step', 'write `timeout` in the steps');
      if (key === 'service')
        return {
          ...at(key, 'a step of a choreography', 'write `coordinator: <service>`'),
          meant: ['coordinator'],
        };
      return undefined;
    case 'brokerConnection':
      return belongsToBroker(key, value, valueAt(root, path));
    case 'environment':
      if (key !== 'type' && key !== 'servers') return undefined;
      return {
        ...at(key, 'a broker', 'write `brokers: { pubsub: { type: … } }`'),
        cause: 'brokers',
        meant: ['brokers'],
      };
    case 'column':
      return {
        message: `${listKeys([key])} is not needed: the value of a column is its type`,
        help: `write \`${yamlText(String(path.at(-1)))}: integer\`, or another type`,
        cause: 'column',
        meant: ['$ref'],
      };
    case 'root':
      if (key === 'brokers' || key === 'broker')
        return at(
          key,
          'an environment',
          'write `environments: { local: { brokers: { pubsub: { type: … } } } }`',
        );
      if (key === 'asyncapi' || key === 'openapi') {
        const message = `this is an ${key === 'asyncapi' ? 'AsyncAPI' : 'OpenAPI'} document, not an eda.yaml`;
        return {
          message,
          help:
            key === 'asyncapi'
              ? 'import it: `eda import asyncapi <file>`'
              : 'write its operations under `serves`',
          cause: 'foreign',
          meant: ['eda', 'system'],
        };
      }
      return undefined;
    default:
      return undefined;
  }
}

function belongsToBroker(key: string, value: unknown, broker: unknown): Belonging | undefined {
  if (key === 'secret')
    return at(
      key,
      '`auth`',
      `write \`auth: { type: password, secret: ${typeof value === 'string' ? yamlText(value) : '…'} }\``,
    );
  const types = brokerTypesWith(key);
  if (types.length === 0) return undefined;
  const type = childOf(broker, 'type');
  const others =
    types.length > 4
      ? 'other types of brokers'
      : `the type${types.length > 1 ? 's' : ''} ${types.join(', ')}`;
  return at(
    key,
    others,
    `leave it out: a broker of type ${typeof type === 'string' ? type : '…'} has no \`${key}\``,
  );
}

function domainOf(event: string | undefined): string {
  return event?.split('.')[0] ?? '<domain>';
}
