/**
 * `node scripts/refresh-dapr-components.mjs [--check]`: makes the data files on Dapr that eda and its tests go by, from
 * the Go modules that the pinned daprd is built of; `npm run components daprd` fetches them.
 *
 * - specs/dapr/components.json: the metadata that components publish of themselves in components-contrib, with
 *   specs/dapr/corrections.json, where their code says otherwise;
 * - specs/dapr/resources.json: the schemas of Dapr's custom resources, from its CRDs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Profiles that metadata files name and Dapr's build fills in, as the code of components-contrib reads them. */
const builtinProfiles = {
  aws: {
    region: {},
    awsRegion: { deprecated: true },
    accessKey: { sensitive: true },
    secretKey: { sensitive: true },
    sessionToken: { sensitive: true },
    assumeRoleArn: {},
    sessionName: {},
    trustAnchorArn: {},
    trustProfileArn: {},
    sessionDuration: { type: 'duration' },
    assumeRoleSessionName: {},
    awsAccountID: { deprecated: true },
    awsSecret: { deprecated: true, sensitive: true },
  },
  azuread: {
    azureTenantId: {},
    azureClientId: {},
    azureClientSecret: { sensitive: true },
    azureCertificate: { sensitive: true },
    azureCertificateFile: {},
    azureCertificatePassword: { sensitive: true },
    azureEnvironment: {},
    azureAuthMethods: {},
    tenantId: { deprecated: true },
    clientId: { deprecated: true },
    clientSecret: { deprecated: true, sensitive: true },
    spnTenantId: { deprecated: true },
    spnClientId: { deprecated: true },
    spnClientSecret: { deprecated: true, sensitive: true },
    spnCertificate: { deprecated: true, sensitive: true },
    spnCertificateFile: { deprecated: true },
    spnCertificatePassword: { deprecated: true, sensitive: true },
  },
  gcp: {
    type: {},
    projectID: {},
    identityProjectID: {},
    privateKeyID: {},
    privateKey: { sensitive: true },
    clientEmail: {},
    clientID: {},
    authURI: {},
    tokenURI: {},
    authProviderX509CertURL: {},
    clientX509CertURL: {},
  },
};

/** What daprd itself reads of a component, whatever its type. */
const ofEveryComponent = {
  pubsub: ['consumerID', 'publishingScopes', 'subscriptionScopes', 'allowedTopics', 'protectedTopics'],
  state: ['keyPrefix', 'actorStateStore', 'outboxPublishPubsub', 'outboxPublishTopic', 'outboxPubsub'].concat(
    'outboxDiscardWhenMissingState',
    'primaryEncryptionKey',
    'secondaryEncryptionKey',
  ),
  bindings: ['direction', 'route'],
};

/** @returns the text of components.json */
export function makeComponents({ contrib: { folder, version }, dapr }) {
  const {
    components: corrections,
    names,
    former,
  } = JSON.parse(readFileSync(join(root, 'specs/dapr/corrections.json'), 'utf8'));
  const components = {};
  for (const path of findMetadata(folder)) {
    const published = readPublished(path);
    const kind = published.type === 'middleware' ? 'middleware.http' : published.type;
    const type = names[`${kind}.${published.name}`] ?? `${kind}.${published.name}`;
    const component = componentOf(published);
    const known = components[type];
    // Two versions of one type: what either takes is known, what both need is required.
    components[type] = known === undefined ? component : mergeVersions(known, component);
  }
  for (const [type, changes] of Object.entries(corrections)) correct(components, type, changes);
  const sorted = Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)));
  const file = {
    description:
      'Metadata of Dapr components by type: name, type, allowed values; required, sensitive, deprecated where true. ' +
      '`logins` lists what each way to log in needs, `auth` the same by the value of authType, `exclusive` what may ' +
      'not stand together. `checked`: compared with the code of the component, so that other names are mistakes. ' +
      '`aliases`: other names that daprd knows a type by; `former`: those of them that Dapr has given up; `others`: types that publish no metadata.',
    source: `metadata.yaml of each component in github.com/dapr/components-contrib ${version}, with corrections.json`,
    ...registeredTypes(dapr.folder, sorted, former),
    components: sorted,
  };
  return format(JSON.stringify(file), 'components.json');
}

/** What daprd registers: other names of types, which of them are former ones, and types without metadata. */
function registeredTypes(folder, components, former) {
  const aliases = {};
  const others = [];
  const registry = join(folder, 'cmd/daprd/components');
  for (const name of readdirSync(registry).filter(
    (each) => each.endsWith('.go') && !each.startsWith('zz_'),
  )) {
    const [, kind] = /^(middleware_http|[a-z]+)_/.exec(name);
    const [, body = ''] = readFileSync(join(registry, name), 'utf8').split('func init()');
    const types = [...body.matchAll(/"([a-z][a-z0-9.-]*)"/g)]
      .map(([, text]) => text)
      // Versions, and words of other calls.
      .filter((text) => !/^v\d+$|^(both|direction|request|response)$/.test(text))
      .map((text) => `${kind.replace('_', '.')}.${text}`);
    const known = types.find((type) => type in components);
    for (const type of new Set(types)) {
      if (type in components) continue;
      if (known === undefined) others.push(type);
      else aliases[type] = known;
    }
  }
  const unknown = Object.keys(former).filter((type) => !(type in aliases));
  if (unknown.length > 0)
    throw new Error(`daprd registers no ${unknown.join(', ')}: take it out of corrections.json`);
  return { aliases: sortKeys(aliases), former: Object.keys(former).sort(), others: others.sort() };
}

/** @returns the text of resources.json */
export function makeResources({ dapr: { folder, version } }) {
  const crds = join(folder, 'charts/dapr/crds');
  const kinds = {};
  for (const name of readdirSync(crds).filter((each) => each.endsWith('.yaml'))) {
    const { group, names, versions } = parse(readFileSync(join(crds, name), 'utf8')).spec;
    kinds[names.kind] = Object.fromEntries(
      versions.map((each) => [`${group}/${each.name}`, toSchema(each.schema.openAPIV3Schema)]),
    );
  }
  const file = {
    description: 'Schemas of Dapr resources by kind and apiVersion: keys, types, what is required.',
    source: `The custom resource definitions of github.com/dapr/dapr ${version}, without their descriptions`,
    kinds: sortKeys(kinds),
  };
  return format(JSON.stringify(file), 'resources.json');
}

/** What of a structural schema says which values are right. */
function toSchema(schema) {
  const { type, properties, additionalProperties, items, required, enum: values } = schema;
  if (schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-int-or-string']) return {};
  return {
    ...(type === undefined ? {} : { type }),
    ...(properties && { properties: mapValues(properties, toSchema) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: toSchema(additionalProperties) }),
    ...(items && { items: toSchema(items) }),
    ...(required && { required }),
    ...(values && { enum: values }),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function findMetadata(folder) {
  const kinds = ['pubsub', 'state', 'secretstores', 'bindings', 'configuration', 'lock', 'crypto'].concat(
    'conversation',
    'middleware',
    'nameresolution',
  );
  return kinds
    .flatMap((kind) => readdirSync(join(folder, kind), { recursive: true }).map((name) => join(kind, name)))
    .filter((name) => /(^|[\\/])metadata\.yaml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function readPublished(path) {
  // One of them is indented by a tab.
  return parse(readFileSync(path, 'utf8').replaceAll('\t', '  '));
}

function componentOf(published) {
  const metadata = {};
  const logins = [];
  const auth = {};
  for (const entry of published.metadata ?? []) add(metadata, entry, entry.required === true);
  const own = published.authenticationProfiles ?? [];
  const builtin = published.builtinAuthenticationProfiles ?? [];
  for (const profile of own) {
    for (const entry of profile.metadata ?? []) add(metadata, entry, false);
    noteLogin(profile.metadata ?? [], logins, auth);
  }
  for (const profile of builtin) {
    for (const entry of profile.metadata ?? []) add(metadata, entry, false);
    for (const [name, known] of Object.entries(builtinProfiles[profile.name] ?? {}))
      metadata[name] ??= { type: 'string', ...known };
    noteLogin(profile.metadata ?? [], logins, auth);
  }
  for (const name of ofEveryComponent[published.type] ?? [])
    if (findName(metadata, name) === undefined) metadata[name] = { type: 'string' };
  return {
    versions: [published.version],
    status: published.status,
    metadata: sortKeys(metadata),
    ...(Object.keys(auth).length === 0 ? {} : { auth: sortKeys(auth) }),
    ...(logins.length === 0 || logins.some((names) => names.length === 0) ? {} : { logins }),
  };
}

function add(metadata, entry, required) {
  const values = (entry.allowedValues ?? []).map(unquote);
  const known = metadata[entry.name];
  metadata[entry.name] = {
    type: entry.type === 'bytesize' || entry.type === undefined ? 'string' : entry.type,
    ...(required || known?.required ? { required: true } : {}),
    ...(entry.sensitive || known?.sensitive ? { sensitive: true } : {}),
    ...(entry.deprecated || /deprecated/i.test(entry.description ?? '') ? { deprecated: true } : {}),
    ...mergeValues(known, values),
  };
}

/** Profiles list one value of authType each. */
function mergeValues(known, values) {
  if (known !== undefined && known.values === undefined) return {};
  const all = [...new Set([...(known?.values ?? []), ...values])];
  return all.length === 0 ? {} : { values: all };
}

function noteLogin(entries, logins, auth) {
  const selector = entries.find(({ name }) => name === 'authType');
  const names = entries
    .filter((entry) => entry.required === true && entry !== selector)
    .map(({ name }) => name);
  if (selector === undefined) logins.push(names);
  else for (const value of selector.allowedValues ?? []) auth[unquote(value)] = names;
}

function unquote(value) {
  return String(value).replace(/^"(.*)"$/, '$1');
}

function mergeVersions(a, b) {
  const metadata = {};
  for (const name of new Set([...Object.keys(a.metadata), ...Object.keys(b.metadata)])) {
    const both = a.metadata[name] !== undefined && b.metadata[name] !== undefined;
    const { required, ...known } = { ...a.metadata[name], ...b.metadata[name] };
    metadata[name] = { ...known, ...(required && both ? { required } : {}) };
  }
  const { logins: _, auth: __, ...rest } = { ...a, ...b };
  return { ...rest, versions: [...a.versions, ...b.versions].sort(), metadata: sortKeys(metadata) };
}

function correct(components, type, { checked, version, exclusive, logins, retries, changes = [] }) {
  components[type] ??= { versions: [version], status: 'stable', metadata: {} };
  const component = components[type];
  for (const { name, set, drop } of changes) {
    const written = findName(component.metadata, name) ?? name;
    const before = component.metadata[written];
    delete component.metadata[written];
    if (drop) continue;
    const after = { type: 'string', ...before, ...set };
    component.metadata[name] = Object.fromEntries(
      Object.entries(after).filter(([, value]) => value !== null),
    );
  }
  for (const [name, kind] of Object.entries(retries === undefined ? {} : retryFields))
    component.metadata[`${retries}${name}`] ??= { type: kind };
  component.metadata = sortKeys(component.metadata);
  if (checked) component.checked = true;
  if (exclusive) component.exclusive = exclusive;
  if (logins === null) delete component.logins;
  else if (logins) component.logins = logins;
}

/** What components read of their own retries, behind a prefix: `Config` of github.com/dapr/kit/retry. */
const retryFields = {
  Policy: 'string',
  Duration: 'duration',
  InitialInterval: 'duration',
  RandomizationFactor: 'number',
  Multiplier: 'number',
  MaxInterval: 'duration',
  MaxElapsedTime: 'duration',
  MaxRetries: 'number',
};

/** Dapr decodes names without regard to case. */
function findName(metadata, name) {
  return Object.keys(metadata).find((each) => each.toLowerCase() === name.toLowerCase());
}

function sortKeys(value) {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function format(text, name) {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=specs/dapr/${name}`],
    { cwd: root, input: text, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Folders and versions of the modules in Go's cache, by what the pinned daprd requires; undefined: not there. */
export function findModules() {
  const { runtime } = JSON.parse(readFileSync(join(root, 'specs/dapr/version.json'), 'utf8'));
  const cache = join(goCache(), 'github.com/dapr');
  const dapr = { folder: join(cache, `dapr@v${runtime}`), version: `v${runtime}` };
  const requirements = join(dapr.folder, 'go.mod');
  if (!existsSync(requirements)) return undefined;
  const version = /^\s*github\.com\/dapr\/components-contrib (\S+)/m.exec(
    readFileSync(requirements, 'utf8'),
  )?.[1];
  const contrib = { folder: join(cache, `components-contrib@${version}`), version };
  return existsSync(contrib.folder) ? { dapr, contrib } : undefined;
}

/** Texts of the data files by name. */
export function makeFiles(modules) {
  return { 'components.json': makeComponents(modules), 'resources.json': makeResources(modules) };
}

function goCache() {
  if (process.env.GOMODCACHE) return process.env.GOMODCACHE;
  try {
    return execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  } catch {
    return join(homedir(), 'go/pkg/mod');
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const modules = findModules();
  if (modules === undefined) {
    process.stderr.write('the modules of Dapr are not in the cache of Go: npm run components daprd\n');
    process.exitCode = 1;
  } else {
    for (const [name, text] of Object.entries(makeFiles(modules))) {
      const target = join(root, 'specs/dapr', name);
      if (!process.argv.includes('--check')) writeFileSync(target, text);
      else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
        process.stderr.write(`specs/dapr/${name} is out of date\n`);
        process.exitCode = 4;
      }
    }
  }
}
