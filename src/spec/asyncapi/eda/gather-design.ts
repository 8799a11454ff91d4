import { posix } from 'node:path';
import { designSections } from '../../../diagnostics/design-sections.ts';
import { type Diagnostic, type Place, placeAt } from '../../../diagnostics/diagnostic.ts';
import { isMap } from '../../is-map.ts';
import type { SpecFile } from '../../spec-file.ts';
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
  /** Where a value of the gathered design stands: the one has a path of the language, the other one of the document. */
  addOrigin(translated: Place, origin: Place): void;
}

/** A design in the words of the language, as if each document were a file of it. */
export interface GatheredDesign {
  readonly root: SpecFile;
  readonly parts: readonly SpecFile[];
  /** Avro schemas by path, relative to the project. */
  readonly files: ReadonlyMap<string, unknown>;
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
  return { ...design.finish(documents), files: design.files };
}

const sections = ['schemas', 'events', 'topics', 'services', 'aggregates', 'projections', 'sagas'] as const;
type Section = (typeof sections)[number];

interface Design {
  readonly files: Map<string, unknown>;
  /** Topics of events by their channels; an event that a document only stores has none there. */
  readonly topics: Map<string, string>;
  /** The system's document, read. */
  readonly system: Map<string, unknown>;
  /** @param facts keys of the value that stand under `x-eda` */
  add(section: Section, name: string, value: unknown, at: Place, facts?: readonly string[]): void;
  /** Where a part of something stands, when not at the same steps below it. */
  addOrigin(translated: Place, origin: Place): void;
  addPrevious(event: string, version: string, value: Values, at: Place): void;
  finish(documents: readonly EdaDocument[]): Omit<GatheredDesign, 'files'>;
}

function createDesign({ report, addOrigin }: GatherReport): Design {
  const found = new Map<Section, Map<string, { value: unknown; at: Place }>>();
  const previous = new Map<string, Map<string, unknown>>();
  const files = new Map<string, unknown>();
  const topics = new Map<string, string>();
  const system = new Map<string, unknown>();
  const sectionOf = (section: Section): Map<string, { value: unknown; at: Place }> => {
    const known = found.get(section);
    if (known !== undefined) return known;
    const made = new Map<string, { value: unknown; at: Place }>();
    found.set(section, made);
    return made;
  };
  return {
    files,
    topics,
    system,
    addOrigin,
    add: (section, name, value, at, facts = []) => {
      const members = sectionOf(section);
      const first = members.get(name);
      if (first === undefined) {
        members.set(name, { value, at });
        addOrigin({ file: at.file, path: [section, name] }, at);
        for (const key of facts) {
          addOrigin({ file: at.file, path: [section, name, key] }, placeAt(at, 'x-eda', key));
        }
      } else if (sameText(first.value) !== sameText(value)) {
        report({
          code: 'asyncapi-contradiction',
          severity: 'error',
          message: `two documents say different things of ${designSections[section]} ${name}`,
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
      addOrigin({ file: at.file, path: ['events', event, 'previous', version] }, at);
    },
    finish: (documents) => {
      const named = (section: Section, file?: string): Values => {
        const members = [...sectionOf(section)].filter(
          ([, { at }]) => file === undefined || at.file === file,
        );
        return Object.fromEntries(
          members.map(([name, { value }]) => {
            if (section !== 'events') return [name, value];
            const versions = previous.get(name);
            const topic = topics.get(name);
            return [
              name,
              {
                ...mapIn(value),
                ...(topic === undefined ? {} : { topic }),
                ...(versions === undefined ? {} : { previous: Object.fromEntries(versions) }),
              },
            ];
          }),
        );
      };
      const sectionsOf = (file: string): Values => {
        const found = sections.map((section): [string, Values] => [section, named(section, file)]);
        return Object.fromEntries(found.filter(([, members]) => Object.keys(members).length > 0));
      };
      const [first] = documents;
      const main = documents.find(({ value }) => !isOfService(value)) ?? first;
      const path = main?.file ?? '';
      const { services, ...own } = Object.fromEntries(system);
      const root = {
        eda: 1,
        system: systemNameOf(documents),
        ...own,
        ...(system.has('domains') ? {} : { domains: domainsOf(named('services'), named('events')) }),
        ...(system.has('environments') ? {} : environmentsOf(documents)),
        ...sectionsOf(path),
      };
      for (const key of ['defaults', 'teams', 'domains', 'environments', 'lint', 'generate']) {
        addOrigin({ file: path, path: [key] }, { file: path, path: ['info', 'x-eda', key] });
      }
      return {
        root: {
          path,
          value:
            services === undefined
              ? root
              : { ...root, services: { ...mapIn(services), ...named('services', path) } },
        },
        parts: documents
          .filter(({ file }) => file !== path)
          .map(({ file }) => ({ path: file, value: { eda: 1, ...sectionsOf(file) } })),
      };
    },
  };
}

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
    targets.set(key, typeof file === 'string' ? pathTo(file, root.file) : `#/schemas/${key}`);
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

/** A file of the project as a document refers to it. */
function pathTo(file: string, from: string): string {
  const path = posix.relative(posix.dirname(from), file);
  return path.startsWith('../') ? path : `./${path}`;
}

/** What a message in a channel is of. */
interface KeyedMessage {
  readonly event: string;
  /** False: of a previous version. */
  readonly isCurrent: boolean;
  /** Whether its data stand in an envelope. */
  readonly isWrapped: boolean;
}

/** Reads the messages; returns the events by the keys of their messages. */
function gatherMessages(
  document: Values,
  root: Place,
  target: RefTarget,
  design: Design,
): ReadonlyMap<string, KeyedMessage> {
  const { messages, schemas } = mapIn(document.components);
  const events = new Map<string, KeyedMessage>();
  const avroFile = (key: string): string | undefined => {
    const { file } = mapIn(mapIn(mapIn(schemas)[key])['x-eda']);
    return typeof file === 'string' ? pathTo(file, root.file) : undefined;
  };
  const toFile = (file: string): string => pathTo(file, root.file);
  const topics = topicsOfMessages(document);
  for (const [key, written] of Object.entries(mapIn(messages))) {
    const read = readMessage(key, mapIn(written), { target, avroFile, pathTo: toFile });
    const at = placeAt(root, 'components', 'messages', key);
    const isCurrent = read.previous === undefined;
    events.set(key, { event: read.event, isCurrent, isWrapped: read.dataPath.length > 1 });
    if (read.previous !== undefined) design.addPrevious(read.event, read.previous, read.value, at);
    else {
      const data: Place = { file: root.file, path: ['events', read.event, 'data'] };
      design.addOrigin(data, placeAt(at, ...read.dataPath));
      const topic = topics.get(key);
      design.add('events', read.event, read.value, at, Object.keys(factsOf(mapIn(written))));
      if (topic !== undefined) design.topics.set(read.event, topic);
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
    const current = messages
      .flatMap((message) => events.get(message ?? '') ?? [])
      .filter(({ isCurrent }) => isCurrent);
    const isWrapped = current.every((message) => message.isWrapped);
    const value = readChannel(mapIn(channel), isWrapped);
    const isRest = messages.length === 0;
    if (Object.keys(value).length === 0 && !isRest) continue;
    const facts = Object.keys(factsOf(mapIn(channel)));
    design.add('topics', topicNameOf(key, channel), value, placeAt(root, 'channels', key), facts);
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
    ...usesOf(document, root, service, events, design),
    ['x-asyncapi', keptOfDocument(document)],
  ]);
  design.add('services', service, value, at);
}

/** What a service publishes and takes because somebody wrote it; what follows from sagas and projections is left out. */
function usesOf(
  document: Values,
  root: Place,
  service: string,
  events: EventsByKey,
  design: Design,
): [string, unknown][] {
  const publishes: string[] = [];
  const subscribes: [string, unknown][] = [];
  const own: Place = { file: root.file, path: ['services', service] };
  for (const [key, written] of Object.entries(mapIn(document.operations))) {
    const operation = mapIn(written);
    const at = placeAt(root, 'operations', key);
    const { because } = mapIn(operation['x-eda']);
    if (Array.isArray(because) && !because.includes('written')) continue;
    const messages = Array.isArray(operation.messages) ? operation.messages : [];
    for (const { event } of messages.flatMap((message) => events.get(lastStep(message) ?? '') ?? [])) {
      if (operation.action === 'send') {
        design.addOrigin(placeAt(own, 'publishes', publishes.length), at);
        publishes.push(event);
      } else {
        design.addOrigin(placeAt(own, 'subscribes', event), at);
        const facts = Object.entries(factsOf(operation, 'because'));
        for (const [name] of facts)
          design.addOrigin(placeAt(own, 'subscribes', event, name), placeAt(at, 'x-eda', name));
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

/** `x-asyncapi` of a service: members of the document, and of its `info`, `components`, `servers` and, by topic, `channels`. */
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
  if (kept.channels !== undefined) {
    const channels = Object.entries(mapIn(kept.channels)).map(([key, channel]): [string, unknown] => [
      topicNameOf(key, mapIn(document.channels)[key]),
      channel,
    ]);
    Object.assign(kept, { channels: Object.fromEntries(channels) });
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** Whether a document is that of a service, rather than of the system as a whole. */
function isOfService(document: Values): boolean {
  return typeof mapIn(mapIn(document.info)['x-eda']).service === 'string';
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
function environmentsOf(documents: readonly EdaDocument[]): Values {
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
  if (environments.size === 0) return {};
  return {
    environments: Object.fromEntries(
      [...environments].map(([name, brokers]) => [name, { brokers: Object.fromEntries(brokers) }]),
    ),
  };
}
