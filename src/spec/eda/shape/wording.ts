import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { Shape } from './shape-schema.ts';

/** A value as messages show it: short, on one line. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${shorten(value)}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return shorten(String(value));
}

/** How messages name a place: its key, or its number in the list that has the key. */
export function labelOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'string') return `\`${shorten(last)}\``;
  return `item ${last + 1} of ${labelOf(path.slice(0, -1))}`;
}

/** What a kind of thing is called, with its article. */
export function thingOf(kind: string): string {
  return Object.hasOwn(things, kind) ? (things[kind] ?? 'this map') : 'this map';
}

/** Keys in backticks, for lists in sentences. */
export function listKeys(keys: readonly string[], last = 'and'): string {
  const shown = keys.map((key) => `\`${shorten(key)}\``);
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`;
}

/** What may stand at a place, for "… is expected". */
export function expectation(shape: Shape): string {
  if (Object.hasOwn(expectations, shape.kind)) return expectations[shape.kind] ?? '';
  const { node } = shape;
  if (node.enum !== undefined) return alternatives(node.enum);
  const types = [node.type ?? 'object'].flat();
  return types.map((type) => typeNames[type] ?? type).join(' or ');
}

/** `a, b or c`. */
export function alternatives(values: readonly unknown[]): string {
  const shown = values.map(String);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** A text as YAML needs it written inside `{ }`: bare where that is safe, else in single quotes. */
export function yamlText(value: string): string {
  const isBare = /^[A-Za-z0-9_/.][\w./@-]*$/.test(value);
  const readsOtherwise = /^(true|false|null)$|^[\d.][\d.e_x-]*$/i.test(value);
  return isBare && !readsOtherwise ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A value as YAML inside `{ }`; what is long is left out. */
export function yamlFlow(value: unknown): string {
  if (typeof value === 'string') return yamlText(shorten(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '…';
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const members = entries.slice(0, 3).map(([key, member]) => `${yamlText(key)}: ${yamlFlow(member)}`);
  return `{ ${members.join(', ')}${entries.length > 3 ? ', …' : ''} }`;
}

/** Longest text that a message repeats, in UTF-16 units. */
const longest = 60;

/** Without line breaks and other control characters, which could break a terminal. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function shorten(value: string): string {
  const line = oneLine(value);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map',
  array: 'a list',
};

const expectations: Readonly<Record<string, string>> = {
  duration: 'a duration such as 30s',
  retention: 'a duration such as 7d or forever',
  name: 'a name',
  eventRef: 'the full name of an event',
  eventRefOrNone: 'the full name of an event or none',
  eventList: 'a list of events',
  semver: 'a version such as 1.0.0',
  date: 'a date such as 2027-06-30',
  dataPath: 'a path such as customer.id',
  dataPaths: 'a path or a list of paths',
  hostPort: 'host:port',
  servers: 'a list of host:port',
  column: 'a column type or a `$ref`',
  bulk: 'false or a map of `max` and `wait`',
  generatorOptions: 'false or a map of options',
  ruleOptions: 'a severity, or a map of it and options',
  customRule: 'the path of a module or a rule',
};

const things: Readonly<Record<string, string>> = {
  root: 'the file',
  rootDefaults: 'the defaults',
  domainDefaults: 'the defaults of a domain',
  environmentDefaults: 'the defaults of an environment',
  serviceDefaults: 'the defaults of a service',
  team: 'a team',
  domain: 'a domain',
  event: 'an event',
  previousVersion: 'a previous version',
  deprecated: '`deprecated`',
  topic: 'a topic',
  topicDifference: 'a topic in one environment',
  parameter: 'a parameter',
  service: 'a service',
  serviceDifference: 'a service in one environment',
  servicePaths: '`paths`',
  subscription: 'a subscription',
  subscriptionDifference: 'a subscription in one environment',
  operation: 'an operation',
  call: 'a call',
  circuitBreaker: 'a circuit breaker',
  retry: '`retry`',
  bulk: '`bulk`',
  aggregate: 'an aggregate',
  projection: 'a projection',
  column: 'a column',
  saga: 'a saga',
  orchestration: 'an orchestration',
  orchestrationStep: 'a step of an orchestration',
  choreography: 'a choreography',
  choreographyStep: 'a step of a choreography',
  environment: 'an environment',
  brokerConnection: 'a broker',
  auth: '`auth`',
  kafkaAuth: '`auth`',
  secrets: '`secrets`',
  databaseServer: 'a database server',
  registry: 'a registry',
  tracing: '`tracing`',
  lint: '`lint`',
  docs: '`docs`',
  lintOverride: 'an override',
  ruleOptions: 'a map of options',
  customRule: 'a rule',
  conditions: 'a map of conditions',
  requirement: '`require`',
};
