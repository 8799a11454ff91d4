import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { Explanation } from './explanation.ts';
import { childOf, shapeAt, tagsOf, valueAt } from './shape-schema.ts';
import { alternatives, labelOf, listKeys, thingOf } from './wording.ts';

/** Puts into words that a map lacks keys which it needs. */
export function explainMissingKeys(path: Path, keys: readonly string[], root: unknown): Explanation {
  const { kind, node } = shapeAt(root, path);
  const help =
    keys.length === 1 ? helpFor(kind, keys[0] ?? '', tagsOf(node), path, root) : `add ${listKeys(keys)}`;
  return {
    code: 'missing-key',
    path,
    onKey: typeof path.at(-1) === 'string',
    message: path.length === 0 ? `the file has no ${listKeys(keys, 'or')}` : messageFor(kind, keys, path),
    help,
  };
}

function messageFor(kind: string, keys: readonly string[], path: Path): string {
  const label = labelOf(path);
  const thing = thingOf(kind);
  const message = `${label} has no ${listKeys(keys, 'or')}`;
  return thing === label ? message : `${message}, and ${thing} needs ${keys.length > 1 ? 'them' : 'it'}`;
}

function helpFor(kind: string, key: string, tags: readonly string[], path: Path, root: unknown): string {
  switch (`${kind}.${key}`) {
    case 'root.eda':
      return 'begin the file with `eda: 1`';
    case 'root.system':
      return 'write `system: <name>`: it makes this file the root of the design';
    case 'event.data':
      return 'write `data: { type: object, properties: { … } }`, or `data: { $ref: ./schemas/<name>.json }`';
    case 'service.domain':
      return `write \`domain:\` with ${domainsOf(root)}`;
    case 'orchestrationStep.compensate':
      return 'name the command that undoes the step, or write `compensate: none` where there is nothing to undo';
    case 'orchestrationStep.compensated':
      return `name the event that says that ${compensateOf(path, root)} is done, or write \`compensate: none\``;
    case 'choreographyStep.compensated':
      return 'name the event that says that the step is undone, or write `compensated: none` where there is nothing to undo';
    case 'previousVersion.upcast':
      return 'write `upcast: { drop: […], rename: { … }, set: { … } }`, or `upcast: code`';
    case 'lintOverride.reason':
      return 'say why: whoever reads it next needs to know when it may go';
    case 'environment.brokers':
      return 'write `brokers: { pubsub: { type: in-memory } }`';
    case 'brokerConnection.servers':
      return `write \`servers: ['${exampleServer(childOf(valueAt(root, path), 'type'))}']\``;
    case 'auth.secret':
    case 'kafkaAuth.secret':
      return "name a secret of the environment's store: `secret: <name>`";
    case 'auth.type':
    case 'kafkaAuth.type':
      return 'write `type: password`, or another way to log in';
    default:
      return tags.length > 0
        ? `write \`${key}:\` with one of ${alternatives(tags)}`
        : `add ${listKeys([key])}`;
  }
}

function domainsOf(root: unknown): string {
  const domains = childOf(root, 'domains');
  const names = typeof domains === 'object' && domains !== null ? Object.keys(domains) : [];
  return names.length === 0 || names.length > 5 ? 'the name of its domain' : alternatives(names);
}

function compensateOf(path: Path, root: unknown): string {
  const command = valueAt(root, [...path, 'compensate']);
  return typeof command === 'string' ? command : '`compensate`';
}

const ports: Readonly<Record<string, number>> = {
  kafka: 9092,
  redis: 6379,
  rabbitmq: 5672,
  nats: 4222,
  pulsar: 6650,
  mqtt: 1883,
};

function exampleServer(type: unknown): string {
  const name = typeof type === 'string' && Object.hasOwn(ports, type) ? type : 'kafka';
  return `${name}:${ports[name]}`;
}
