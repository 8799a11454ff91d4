import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';
import { parseDaprResources } from '../../dev/sidecar/read-dapr-resources.ts';

/** Files by path, as the generator plans them. */
export type Files = ReadonlyMap<string, string>;

type Fields = { readonly [key: string]: unknown };

interface KnownMetadata {
  readonly type: 'string' | 'bool' | 'number' | 'duration';
  readonly required?: boolean;
  readonly sensitive?: boolean;
  readonly values?: readonly string[];
}

interface KnownComponent {
  readonly versions: readonly string[];
  readonly metadata: { readonly [name: string]: KnownMetadata };
  readonly auth?: { readonly [type: string]: readonly string[] };
  readonly logins?: readonly (readonly string[])[];
  readonly exclusive?: readonly (readonly string[])[];
}

const specs = new URL('../../../specs/dapr/', import.meta.url);
const known = readSpec('components.json').components as { readonly [type: string]: KnownComponent };
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const schemas = {
  Component: ajv.compile(readSpec('component.schema.json')),
  Subscription: ajv.compile(readSpec('subscription.schema.json')),
  Resiliency: ajv.compile(readSpec('resiliency.schema.json')),
  Configuration: ajv.compile(readSpec('configuration.schema.json')),
  run: ajv.compile(readSpec('multi-app-run.schema.json')),
};

function readSpec(name: string): Fields {
  return JSON.parse(readFileSync(new URL(name, specs), 'utf8')) as Fields;
}

/** Everything that Dapr would refuse or silently pass over in the files of one environment. */
export function checkDaprFiles(files: Files): string[] {
  const problems: string[] = [];
  const documents = [...files].flatMap(([path, text]) =>
    [...parseAllDocuments(text)].map((document) => ({ path, body: document.toJS() as Fields })),
  );
  const bodies = documents.map(({ body }) => body);
  for (const [path, text] of files) {
    if (!text.endsWith('\n') || text.endsWith('\n\n'))
      problems.push(`${path}: does not end with one line feed`);
    for (const { message } of parseDaprResources(text, path).problems) problems.push(`${path}: ${message}`);
    const kinds = documents.filter((document) => document.path === path).map(({ body }) => body.kind);
    if (kinds.length > 1 && kinds.some((kind) => kind !== 'Subscription'))
      problems.push(`${path}: holds more than one resource, and not only subscriptions`);
  }
  const names = new Set<string>();
  for (const { path, body } of documents) {
    const fail = (message: string) => void problems.push(`${path}: ${message}`);
    const kind = body.kind === undefined ? 'run' : (body.kind as keyof typeof schemas);
    // What lists the files for `kubectl` is none of Dapr's.
    if (body.kind === 'Kustomization') continue;
    const validate = schemas[kind];
    if (!validate(body)) fail(ajv.errorsText(validate.errors));
    if (kind === 'run') continue;
    const name = `${kind} ${fields(body.metadata).name}`;
    if (names.has(name)) fail(`${name} is there twice`);
    names.add(name);
    if (kind === 'Component') checkComponent(body, bodies, fail);
    if (kind === 'Resiliency') checkResiliency(body, bodies, fail);
    if (kind === 'Subscription') checkSubscription(body, bodies, fail);
  }
  return problems;
}

type Fail = (message: string) => void;

function checkComponent(body: Fields, bodies: readonly Fields[], fail: Fail): void {
  const spec = fields(body.spec);
  const type = known[String(spec.type)];
  if (type === undefined) {
    fail(`${spec.type} is not in components.json`);
    return;
  }
  if (!type.versions.includes(String(spec.version))) fail(`version ${spec.version}`);
  const entries = list(spec.metadata).map(fields);
  const given = new Map(entries.map((entry) => [String(entry.name), entry]));
  if (given.size < entries.length) fail('a metadata name is there twice');
  for (const [name, entry] of given) {
    const field = type.metadata[name];
    if (field === undefined) fail(`unknown metadata ${name}`);
    else checkValue(name, field, entry, fail);
  }
  for (const [name, { required }] of Object.entries(type.metadata)) {
    if (required && !given.has(name)) fail(`metadata ${name} is missing`);
  }
  for (const name of type.auth?.[String(given.get('authType')?.value)] ?? []) {
    if (!given.has(name)) fail(`this login needs ${name}`);
  }
  if (type.logins !== undefined && !type.logins.some((names) => names.every((name) => given.has(name))))
    fail(
      `one of these logins has to be complete: ${type.logins.map((names) => names.join(' and ')).join('; ')}`,
    );
  for (const group of type.exclusive ?? []) {
    if (group.filter((name) => given.has(name)).length > 1) fail(`only one of ${group.join(', ')}`);
  }
  const store = fields(body.auth).secretStore;
  const usesSecrets = entries.some((entry) => 'secretKeyRef' in entry);
  if (usesSecrets !== (store !== undefined)) fail('auth.secretStore and secretKeyRef go together');
  if (store !== undefined && store !== 'kubernetes' && component(bodies, store) === undefined)
    fail(`no store ${store}`);
}

function checkValue(name: string, field: KnownMetadata, entry: Fields, fail: Fail): void {
  if (field.sensitive && !('secretKeyRef' in entry)) fail(`${name} is a secret and stands in the file`);
  if (!('value' in entry)) return;
  const value = String(entry.value);
  if (/:\/\/[^/@]*:[^/@]*@/.test(value)) fail(`${name}: a login stands in the file`);
  const patterns = {
    string: /^/,
    bool: /^(true|false)$/,
    number: /^\d+$/,
    duration: /^(\d+(\.\d+)?(ms|s|m|h))+$/,
  };
  if (!patterns[field.type].test(value)) fail(`${name}: '${value}' is no ${field.type}`);
  if (field.values !== undefined && !field.values.includes(value))
    fail(`${name}: '${value}' is not a choice`);
}

function checkResiliency(body: Fields, bodies: readonly Fields[], fail: Fail): void {
  const { policies, targets } = fields(body.spec);
  const defined = {
    timeout: fields(fields(policies).timeouts),
    retry: fields(fields(policies).retries),
    circuitBreaker: fields(fields(policies).circuitBreakers),
  };
  const used = new Set<string>();
  const check = (target: string, names: Fields) => {
    for (const [kind, policy] of Object.entries(names)) {
      used.add(`${kind} ${policy}`);
      if (!(String(policy) in defined[kind as keyof typeof defined])) fail(`${target}: no ${kind} ${policy}`);
    }
  };
  for (const [name, target] of Object.entries(fields(fields(targets).components))) {
    if (component(bodies, name) === undefined) fail(`no component ${name}`);
    for (const [direction, names] of Object.entries(fields(target)))
      check(`${name} ${direction}`, fields(names));
  }
  for (const [name, names] of Object.entries(fields(fields(targets).apps))) check(name, fields(names));
  for (const [kind, names] of Object.entries(defined)) {
    for (const name of Object.keys(names))
      if (!used.has(`${kind} ${name}`)) fail(`${kind} ${name} is not used`);
  }
}

function checkSubscription(body: Fields, bodies: readonly Fields[], fail: Fail): void {
  const { pubsubname, topic, deadLetterTopic } = fields(body.spec);
  const [app] = list(body.scopes).map(String);
  const carrier = component(bodies, pubsubname);
  if (carrier === undefined || app === undefined) {
    fail(`no component ${pubsubname}`);
    return;
  }
  if (!list(carrier.scopes).includes(app)) fail(`${app} does not see ${pubsubname}`);
  if (!mayUse(carrier, 'subscriptionScopes', app).has(String(topic))) fail(`${app} may not take ${topic}`);
  if (isDeadLetterTopic(topic, bodies) && forgetsGivenUp.test(String(fields(carrier.spec).type))) {
    const { policy, maxRetries } = retryOf(bodies, app, String(pubsubname));
    if (policy !== 'constant' || maxRetries !== -1)
      fail(`the sidecar of ${app} gives up what it takes from ${topic}, and the broker forgets it`);
  }
  if (deadLetterTopic === undefined) return;
  if (!mayUse(carrier, 'publishingScopes', app).has(String(deadLetterTopic))) {
    fail(`${app} may not publish ${deadLetterTopic}: its dead letters would be lost`);
  }
}

/** Components whose brokers do not bring again what a sidecar gave up. */
const forgetsGivenUp = /^pubsub\.(redis|rabbitmq)$/;

function isDeadLetterTopic(topic: unknown, bodies: readonly Fields[]): boolean {
  return bodies.some(({ kind, spec }) => kind === 'Subscription' && fields(spec).deadLetterTopic === topic);
}

/** How a sidecar tries again what comes through a component. */
function retryOf(bodies: readonly Fields[], app: string, name: string): Fields {
  const resiliency = bodies.find(({ kind, scopes }) => kind === 'Resiliency' && list(scopes).includes(app));
  const { policies, targets } = fields(resiliency?.spec);
  const { retry } = fields(fields(fields(fields(targets).components)[name]).inbound);
  return fields(fields(fields(policies).retries)[String(retry)]);
}

/** Topics of an app in one of the scopes of a component, as Dapr reads them. */
export function mayUse(
  body: Fields,
  scope: 'publishingScopes' | 'subscriptionScopes',
  app: string,
): ReadonlySet<string> {
  const text = metadataOf(body)[scope] ?? '';
  const own = text.split(';').find((part) => part.startsWith(`${app}=`));
  return new Set((own?.slice(app.length + 1) ?? '').split(',').filter((topic) => topic !== ''));
}

/** Plain values of a component's metadata. */
export function metadataOf(body: Fields): { readonly [name: string]: string } {
  return Object.fromEntries(
    list(fields(body.spec).metadata)
      .map(fields)
      .flatMap(({ name, value }) => (value === undefined ? [] : [[String(name), String(value)]])),
  );
}

function component(bodies: readonly Fields[], name: unknown): Fields | undefined {
  return bodies.find((body) => body.kind === 'Component' && fields(body.metadata).name === name);
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
