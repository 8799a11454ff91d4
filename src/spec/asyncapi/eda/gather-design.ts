import { type Diagnostic, type Path, type Place, placeAt } from '../../../diagnostics/diagnostic.ts';
import { isMap } from '../../is-map.ts';
import { factsOf, keptOf } from './kept-members.ts';
import { readChannel } from './read-channel.ts';
import { readMessage } from './read-message.ts';
import { type RefTarget, readSchemaWords } from './read-schema.ts';
import { definedOnly, lastStep, mapIn, mapMembers, sameText, type Values } from './values.ts';

/** An AsyncAPI document as it was read. */
export interface EdaDocument {
  readonly file: string;
  readonly value: Values;
}

export interface GatherReport {
  report(diagnostic: Diagnostic): void;
  /** Where a value of the gathered design stands in a document; `path` leads into `root`. */
  addOrigin(path: Path, at: Place): void;
}

/** A design in the words of the language. */
export interface GatheredDesign {
  readonly root: Values;
  /** Avro schemas by the path that references give them. */
  readonly files: Values;
}

/** Whether a document says under `x-eda` what AsyncAPI has no word for: it was exported by eda. */
export function isEdaDocument(value: unknown): boolean {
  return isMap(mapIn(mapIn(value).info)['x-eda']);
}

const rootMembers = new Set([
  ...['asyncapi', 'id', 'info', 'defaultContentType', 'servers', 'channels', 'operations', 'components'],
]);
const infoMembers = new Set(['title', 'version', 'description', 'contact', 'x-eda']);
const componentMembers = new Set(['messages', 'schemas']);

/**
 * Gathers the documents of a system, exported by eda, into the design that they came from. What standard fields say
 * is taken from them alone; `x-eda` adds what they have no word for. Two documents that say different things of one
 * event, topic or schema contradict each other: the first holds, the other is reported.
 */
export function gatherDesign(documents: readonly EdaDocument[], reporting: GatherReport): GatheredDesign {
  const design = createDesign(reporting);
  for (const document of documents) gatherDocument(document, design);
  return { root: design.finish(documents), files: Object.fromEntries(design.files) };
}

type Section = 'schemas' | 'events' | 'topics' | 'services' | 'aggregates' | 'projections' | 'sagas';

interface Design {
  readonly files: Map<string, unknown>;
  /** The system's document, read. */
  readonly system: Map<string, unknown>;
  add(section: Section, name: string, value: unknown, at: Place): void;
  addPrevious(event: string, version: string, value: Values, at: Place): void;
  finish(documents: readonly EdaDocument[]): Values;
}

function createDesign({ report, addOrigin }: GatherReport): Design {
  const sections = new Map<Section, Map<string, { value: unknown; at: Place }>>();
  const previous = new Map<string, Map<string, unknown>>();
  const files = new Map<string, unknown>();
  const system = new Map<string, unknown>();
  const sectionOf = (section: Section): Map<string, { value: unknown; at: Place }> => {
    const known = sections.get(section);
    if (known !== undefined) return known;
    const made = new Map<string, { value: unknown; at: Place }>();
    sections.set(section, made);
    return made;
  };
  return {
    files,
    system,
    add: (section, name, value, at) => {
      const members = sectionOf(section);
      const first = members.get(name);
      if (first === undefined) {
        members.set(name, { value, at });
        addOrigin([section, name], at);
      } else if (sameText(first.value) !== sameText(value)) {
        report({
          code: 'asyncapi-contradiction',
          severity: 'error',
          message: `two documents say different things of ${singular[section]} ${name}`,
          help: 'export both anew, or make them say the same',
          at,
          related: [{ message: 'first here', at: first.at }],
        });
      }
    },
    addPrevious: (event, version, value, at) => {
      const versions = previous.get(event) ?? new Map<string, unknown>();
      previous.set(event, versions);
      if (versions.has(version)) return;
      versions.set(version, value);
      addOrigin(['events', event, 'previous', version], at);
    },
    finish: (documents) => {
      const named = (section: Section): Values | undefined => {
        const members = sectionOf(section);
        if (members.size === 0) return undefined;
        return Object.fromEntries([...members].map(([name, { value }]) => [name, value]));
      };
      const events = mapMembers(named('events'), (event, name) => {
        const versions = previous.get(name);
        return versions === undefined ? event : { ...mapIn(event), previous: Object.fromEntries(versions) };
      });
      const services = { ...named('services'), ...mapIn(system.get('services')) };
      const own = [...system].filter(
        ([key]) => !['services', 'aggregates', 'projections', 'sagas'].includes(key),
      );
      return definedOnly([
        ['eda', 1],
        ['system', systemNameOf(documents)],
        ...own,
        ...(system.has('domains') ? [] : [['domains', domainsOf(services, events)] as const]),
        ...(system.has('environments') ? [] : [['environments', environmentsOf(documents)] as const]),
        ['schemas', named('schemas')],
        ['events', Object.keys(events).length === 0 ? undefined : events],
        ['topics', named('topics')],
        ['services', Object.keys(services).length === 0 ? undefined : services],
        ['aggregates', named('aggregates')],
        ['projections', named('projections')],
        ['sagas', named('sagas')],
      ]);
    },
  };
}

const singular: { readonly [section in Section]: string } = {
  schemas: 'schema',
  events: 'event',
  topics: 'topic',
  services: 'service',
  aggregates: 'aggregate',
  projections: 'projection',
  sagas: 'saga',
};

function gatherDocument(document: EdaDocument, design: Design): void {
  const { value } = document;
  const root: Place = { file: document.file, path: [] };
  const target = gatherSchemas(value, root, design);
  const events = gatherMessages(value, root, target, design);
  gatherChannels(value, root, events, design);
  gatherInfo(value, root, target, events, design);
}

/** Reads the schemas; returns what references to them are called in the language. */
function gatherSchemas(document: Values, root: Place, design: Design): RefTarget {
  const schemas = mapIn(mapIn(document.components).schemas);
  const targets = new Map<string, string>();
  for (const [key, schema] of Object.entries(schemas)) {
    const { file } = mapIn(mapIn(schema)['x-eda']);
    targets.set(key, typeof file === 'string' ? `./${file}` : `#/schemas/${key}`);
  }
  const target: RefTarget = (key) => targets.get(key) ?? `#/schemas/${key}`;
  for (const [key, schema] of Object.entries(schemas)) {
    const { file, envelope } = mapIn(mapIn(schema)['x-eda']);
    if (envelope === true) continue;
    if (typeof file !== 'string') {
      design.add(
        'schemas',
        key,
        readSchemaWords(schema, target),
        placeAt(root, 'components', 'schemas', key),
      );
    } else if (mapIn(schema).schemaFormat !== undefined && !file.includes('#')) {
      design.files.set(file, mapIn(schema).schema);
    }
  }
  return target;
}

/** Reads the messages; returns the events by the keys of their messages. */
function gatherMessages(
  document: Values,
  root: Place,
  target: RefTarget,
  design: Design,
): ReadonlyMap<string, { readonly event: string; readonly isWrapped: boolean }> {
  const { messages, schemas } = mapIn(document.components);
  const events = new Map<string, { event: string; isWrapped: boolean }>();
  const avroFile = (key: string): string | undefined => {
    const { file } = mapIn(mapIn(mapIn(schemas)[key])['x-eda']);
    return typeof file === 'string' ? file : undefined;
  };
  const topics = topicsOfMessages(document);
  for (const [key, written] of Object.entries(mapIn(messages))) {
    const read = readMessage(key, mapIn(written), { target, avroFile });
    const at = placeAt(root, 'components', 'messages', key);
    events.set(key, { event: read.event, isWrapped: read.dataPath.length > 1 });
    if (read.previous !== undefined) design.addPrevious(read.event, read.previous, read.value, at);
    else {
      const topic = topics.get(key);
      design.add('events', read.event, topic === undefined ? read.value : { ...read.value, topic }, at);
    }
  }
  return events;
}

function topicNameOf(key: string, channel: unknown): string {
  const { topic } = mapIn(mapIn(channel)['x-eda']);
  return typeof topic === 'string' ? topic : key;
}

function topicsOfMessages({ channels }: Values): ReadonlyMap<string, string> {
  const topics = new Map<string, string>();
  for (const [key, channel] of Object.entries(mapIn(channels))) {
    for (const ref of Object.values(mapIn(mapIn(channel).messages))) {
      const message = lastStep(ref);
      if (message !== undefined) topics.set(message, topicNameOf(key, channel));
    }
  }
  return topics;
}

type EventsByKey = ReturnType<typeof gatherMessages>;

function gatherChannels(document: Values, root: Place, events: EventsByKey, design: Design): void {
  for (const [key, channel] of Object.entries(mapIn(document.channels))) {
    const messages = Object.values(mapIn(mapIn(channel).messages)).map(lastStep);
    const isWrapped = messages.every((message) => events.get(message ?? '')?.isWrapped !== false);
    const value = readChannel(mapIn(channel), isWrapped);
    const isRest = messages.length === 0;
    if (Object.keys(value).length === 0 && !isRest) continue;
    design.add('topics', topicNameOf(key, channel), value, placeAt(root, 'channels', key));
  }
}

function gatherInfo(
  document: Values,
  root: Place,
  target: RefTarget,
  events: EventsByKey,
  design: Design,
): void {
  const info = mapIn(document.info);
  const facts = factsOf(info);
  const at = placeAt(root, 'info', 'x-eda');
  for (const section of ['aggregates', 'projections', 'sagas'] as const) {
    for (const [name, value] of Object.entries(mapIn(facts[section]))) {
      const read = section === 'projections' ? withColumns(mapIn(value), target) : value;
      design.add(section, name, read, placeAt(at, section, name));
    }
  }
  const version = info.version;
  if (typeof facts.service !== 'string') {
    const { system: _, ...others } = facts;
    const isGenerated =
      info.description === `What the services of the system ${facts.system} have in common.`;
    if (info.title !== facts.system) design.system.set('title', info.title);
    design.system.set('version', version);
    if (info.description !== undefined && !isGenerated) design.system.set('description', info.description);
    for (const [key, value] of Object.entries(others)) {
      if (key === 'services')
        design.system.set(
          key,
          mapMembers(value, (each) => withOperations(mapIn(each), target)),
        );
      else if (key === 'defaults') design.system.set(key, withAttributes(mapIn(value), target));
      else design.system.set(key, value);
    }
    return;
  }
  if (!design.system.has('version')) design.system.set('version', version);
  const { system, service, aggregates: _, projections: __, sagas: ___, ...own } = facts;
  const isGenerated = info.description === `What ${service} publishes and takes in the system ${system}.`;
  const value = definedOnly([
    ...Object.entries(withOperations(own, target)),
    ['description', isGenerated ? undefined : info.description],
    ...usesOf(document, events),
    ['x-asyncapi', keptOfDocument(document)],
  ]);
  design.add('services', service, value, root);
}

/** What a service publishes and takes because somebody wrote it; what follows from sagas and projections is left out. */
function usesOf(document: Values, events: EventsByKey): [string, unknown][] {
  const publishes: string[] = [];
  const subscribes: [string, unknown][] = [];
  for (const operation of Object.values(mapIn(document.operations)).map(mapIn)) {
    const { because } = mapIn(operation['x-eda']);
    if (Array.isArray(because) && !because.includes('written')) continue;
    const messages = Array.isArray(operation.messages) ? operation.messages : [];
    for (const { event } of messages.flatMap((message) => events.get(lastStep(message) ?? '') ?? [])) {
      if (operation.action === 'send') publishes.push(event);
      else {
        const facts = Object.entries(factsOf(operation, 'because'));
        subscribes.push([event, definedOnly([['description', operation.description], ...facts])]);
      }
    }
  }
  return [
    ['publishes', publishes.length === 0 ? undefined : publishes],
    ['subscribes', subscribes.length === 0 ? undefined : Object.fromEntries(subscribes)],
  ];
}

function withColumns(projection: Values, target: RefTarget): Values {
  return {
    ...projection,
    columns: mapMembers(projection.columns, (type) => (isMap(type) ? readSchemaWords(type, target) : type)),
  };
}

function withAttributes(defaults: Values, target: RefTarget): Values {
  if (defaults.attributes === undefined) return defaults;
  return {
    ...defaults,
    attributes: mapMembers(defaults.attributes, (schema) => readSchemaWords(schema, target)),
  };
}

/** A service whose operations refer to schemas as the language does. */
function withOperations(service: Values, target: RefTarget): Values {
  if (service.serves === undefined) return service;
  const read = (schema: unknown): unknown => readSchemaWords(schema, target);
  const serves = mapMembers(service.serves, (written) => {
    const { params, request, response, ...operation } = mapIn(written);
    return definedOnly([
      ...Object.entries(operation),
      ['params', params === undefined ? undefined : mapMembers(params, read)],
      ['request', request === undefined ? undefined : read(request)],
      ['response', response === undefined ? undefined : read(response)],
    ]);
  });
  return { ...service, serves };
}

/** `x-asyncapi` of a service: members of the document, and of its `info` and `components`. */
function keptOfDocument(document: Values): Values | undefined {
  const info = mapIn(document.info);
  const pointers = mapIn(info['x-eda']).kept;
  const kept = {
    ...keptOf({ ...document, 'x-eda': { kept: pointers } }, new Set([...rootMembers, 'x-eda'])),
  };
  const joined: [string, Values | undefined][] = [
    ['info', keptOf({ ...info, 'x-eda': undefined }, infoMembers)],
    ['components', keptOf(mapIn(document.components), componentMembers)],
  ];
  for (const [name, members] of joined) {
    const all = { ...mapIn(kept[name]), ...members };
    if (Object.keys(all).length > 0) Object.assign(kept, { [name]: all });
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function systemNameOf(documents: readonly EdaDocument[]): unknown {
  return documents.map(({ value }) => mapIn(mapIn(mapIn(value).info)['x-eda']).system).find(Boolean);
}

/** Without the system's document: domains by the services and events that name them. */
function domainsOf(services: Values, events: Values): Values {
  const names = [
    ...Object.values(services).map((service) => mapIn(service).domain),
    ...Object.keys(events).map((event) => event.split('.')[0]),
  ];
  return Object.fromEntries(
    names.filter((name) => typeof name === 'string' && name !== '').map((name) => [name, {}]),
  );
}

/** Without the system's document: environments and brokers as far as servers tell. */
function environmentsOf(documents: readonly EdaDocument[]): Values | undefined {
  const environments = new Map<string, Map<string, Values>>();
  for (const server of documents.flatMap(({ value }) => Object.values(mapIn(value.servers)).map(mapIn))) {
    const { environment, broker, type, ...own } = mapIn(server['x-eda']);
    if (typeof environment !== 'string' || typeof broker !== 'string') continue;
    const brokers = environments.get(environment) ?? new Map<string, Values>();
    environments.set(environment, brokers);
    const known = mapIn(brokers.get(broker));
    const servers = [known.servers, server.host].flat().filter((host) => host !== undefined);
    const hasServers =
      !String(type).startsWith('aws') && !String(type).startsWith('gcp') && !String(type).startsWith('azure');
    brokers.set(broker, { type, ...(hasServers ? { servers: [...new Set(servers)] } : {}), ...own });
  }
  if (environments.size === 0) return undefined;
  return Object.fromEntries(
    [...environments].map(([name, brokers]) => [name, { brokers: Object.fromEntries(brokers) }]),
  );
}
