import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';

/**
 * The systems hold what they promise, checked by reading them naively: no code of ours is used, so that a system can
 * be trusted as the valid input of any test.
 */
const systems = ['todo', 'orders', 'iot', 'bank', 'large'];

type Json = null | boolean | number | string | Json[] | JsonMap;
interface JsonMap {
  [key: string]: Json;
}

/** All files of a system as one, with each reference to a file made relative to the system's folder. */
interface System {
  readonly folder: string;
  readonly root: JsonMap;
}

describe.each(systems)('%s', (name) => {
  const system = readSystem(join(import.meta.dirname, name));
  const events = sectionOf(system, 'events');
  const services = sectionOf(system, 'services');
  const published = publishedOf(system);

  test('names only files that exist', () => {
    const named = [...textsOf(system.root)].filter((text) => /^\.{1,2}\//.test(text) && text !== './secrets.json');
    const generators = Object.keys(sectionOf(system, 'generate')).filter((key) => key.startsWith('./'));
    for (const path of [...named, ...generators]) expect(existsSync(join(system.folder, path)), path).toBe(true);
  });

  test('refers only to shared schemas that exist', () => {
    const schemas = Object.keys(sectionOf(system, 'schemas'));
    for (const text of textsOf(system.root)) {
      if (text.startsWith('#/schemas/')) expect(schemas, text).toContain(text.slice('#/schemas/'.length));
    }
  });

  test('keys and ids of events are required fields of their data', () => {
    for (const [event, contract] of Object.entries(events)) {
      const paths = [...listOf(get(contract, 'key')), ...listOf(get(contract, 'id'))];
      for (const path of paths) expect(fieldAt(system, get(contract, 'data'), path), `${event} ${path}`).toBe('required');
    }
  });

  test('aggregates, projections and sagas find their keys in every event', () => {
    for (const { event, paths, of } of keyedUses(system)) {
      for (const path of paths) {
        expect(fieldAt(system, get(events[event], 'data'), path), `${of}: ${event} ${path}`).toBe('required');
      }
    }
  });

  test('subscriptions use fields that exist, of events that somebody publishes', () => {
    for (const [service, { event, subscription }] of subscriptionsOf(services)) {
      expect(Object.keys(events), service).toContain(event);
      expect([...published.keys()], `${service} subscribes ${event}`).toContain(event);
      const filter = String(get(subscription, 'when') ?? '');
      const filtered = [...filter.matchAll(/event\.data\.([\w.]+)/g)].map((match) => String(match[1]));
      for (const path of [...listOf(get(subscription, 'uses')), ...filtered]) {
        expect(fieldAt(system, get(events[event], 'data'), path), `${service} ${event} ${path}`).not.toBe(undefined);
      }
    }
  });

  test('events are published by services of their domain, commands handled by one', () => {
    for (const [event, contract] of Object.entries(events)) {
      const domain = event.split('.')[0];
      if (get(contract, 'kind') === 'command') {
        const handlers = [...subscriptionsOf(services)].filter(([, each]) => each.event === event);
        expect(handlers.map(([service]) => get(services[service], 'domain')), event).toEqual([domain]);
      }
      for (const service of published.get(event) ?? []) {
        if (get(contract, 'kind') !== 'command') expect(get(services[service], 'domain'), event).toBe(domain);
      }
    }
    for (const event of published.keys()) expect(Object.keys(events), event).toContain(event);
  });

  test('owners are teams, domains are declared, calls are served, fallbacks valid', () => {
    const teams = Object.keys(sectionOf(system, 'teams'));
    const domains = sectionOf(system, 'domains');
    for (const owned of [...Object.values(domains), ...Object.values(services)]) {
      const owner = get(owned, 'owner');
      if (teams.length > 0 && owner !== undefined) expect(teams).toContain(owner);
    }
    for (const [service, value] of Object.entries(services)) {
      expect(Object.keys(domains), service).toContain(get(value, 'domain'));
      for (const [callee, operations] of Object.entries(mapOf(get(value, 'calls')))) {
        for (const [operation, call] of Object.entries(mapOf(operations))) {
          const served = get(get(services[callee], 'serves'), operation);
          expect(served, `${service} calls ${callee}.${operation}`).not.toBe(undefined);
          const fallback = get(call, 'fallback');
          const response = get(served, 'response');
          if (fallback !== undefined && response !== undefined) expectValid(system, response, fallback);
        }
      }
    }
  });

  test('examples are valid', () => {
    for (const contract of Object.values(events)) {
      for (const example of arrayOf(get(contract, 'examples'))) expectValid(system, get(contract, 'data') ?? null, example);
    }
  });

  test('upcasts drop and rename what the version has, to what the next newer one has', () => {
    for (const [event, contract] of Object.entries(events)) {
      const previous = Object.entries(mapOf(get(contract, 'previous'))).sort(([a], [b]) => compareVersions(a, b));
      const datas = [...previous.map(([, version]) => get(version, 'data')), get(contract, 'data')];
      previous.forEach(([version, value], index) => {
        const upcast = get(value, 'upcast');
        const [before, after] = [datas[index], datas[index + 1]];
        for (const path of listOf(get(upcast, 'drop'))) {
          expect(fieldAt(system, before, path), `${event} ${version} drop ${path}`).not.toBe(undefined);
          expect(fieldAt(system, after, path), `${event} ${version} drop ${path}`).toBe(undefined);
        }
        for (const [from, to] of Object.entries(mapOf(get(upcast, 'rename')))) {
          expect(fieldAt(system, before, from), `${event} ${version} rename ${from}`).not.toBe(undefined);
          expect(fieldAt(system, after, String(to)), `${event} ${version} rename to ${to}`).not.toBe(undefined);
        }
        for (const path of Object.keys(mapOf(get(upcast, 'set')))) {
          expect(fieldAt(system, after, path), `${event} ${version} set ${path}`).not.toBe(undefined);
        }
        if (upcast !== 'code') expectMended(system, event, before, after, upcast);
      });
    }
  });

  test('topics are topics of events, their parameters come from fields, brokers are the same everywhere', () => {
    const topicPer = String(get(get(system.root, 'defaults'), 'topicPer') ?? 'event');
    for (const [topic, settings] of Object.entries(sectionOf(system, 'topics'))) {
      const carried = Object.entries(events).filter(([event, contract]) => topicOf(event, contract, topicPer) === topic);
      expect(carried.length, topic).toBeGreaterThan(0);
      for (const parameter of Object.values(mapOf(get(settings, 'parameters')))) {
        const from = get(parameter, 'from');
        for (const [event, contract] of carried) {
          if (typeof from === 'string') expect(fieldAt(system, get(contract, 'data'), from), event).toBe('required');
        }
      }
    }
    const brokers = Object.values(sectionOf(system, 'environments')).map((each) => Object.keys(mapOf(get(each, 'brokers'))).sort());
    expect(new Set(brokers.map(String)).size).toBe(1);
    for (const [key, value] of entriesOf(system.root)) if (key === 'broker') expect(brokers[0]).toContain(value);
  });
});

/** A document of the older version, made from its schema, is valid in the newer one once the edits are made. */
function expectMended(system: System, event: string, before: Json | undefined, after: Json | undefined, upcast: Json | undefined) {
  const old = sampleOf(system, before ?? null);
  if (typeof old !== 'object' || old === null || Array.isArray(old)) throw new Error(`${event}: no sample`);
  for (const path of listOf(get(upcast, 'drop'))) deleteAt(old, path);
  for (const [from, to] of Object.entries(mapOf(get(upcast, 'rename')))) setAt(old, String(to), deleteAt(old, from) ?? null);
  for (const [path, value] of Object.entries(mapOf(get(upcast, 'set')))) setAt(old, path, value);
  const schema = readData(system, after ?? null);
  if (!schema.isAvro) expectValid(system, after ?? null, old);
}

function readSystem(folder: string): System {
  const root = mapOf(load(readFileSync(join(folder, 'eda.yaml'), 'utf8')) as Json);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const isPart = picomatch(listOf(root['include']));
  const parts = root['include'] === undefined ? [] : files.filter((file) => isPart(file));
  for (const part of parts) {
    const value = mapOf(load(readFileSync(join(folder, part), 'utf8')) as Json);
    for (const [section, members] of Object.entries(value)) {
      if (section === 'eda') continue;
      const own = mapOf(moveFiles(members, dirname(part)));
      for (const key of Object.keys(own)) expect(Object.keys(mapOf(root[section])), `${part} ${section}`).not.toContain(key);
      root[section] = { ...mapOf(root[section]), ...own };
    }
  }
  return { folder, root };
}

/** References of a part, made relative to the root's folder. */
function moveFiles(value: Json, folder: string): Json {
  if (typeof value === 'string') return /^\.{1,2}\//.test(value) ? `./${relative('.', join(folder, value))}` : value;
  if (Array.isArray(value)) return value.map((item) => moveFiles(item, folder));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, moveFiles(member, folder)]));
}

function publishedOf(system: System): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (event: Json | undefined, service: Json | undefined) => {
    if (typeof event !== 'string' || event === 'none' || typeof service !== 'string') return;
    found.set(event, [...(found.get(event) ?? []), service]);
  };
  const services = sectionOf(system, 'services');
  for (const [service, value] of Object.entries(services)) {
    for (const event of listOf(get(value, 'publishes'))) add(event, service);
  }
  for (const [service, { subscription }] of subscriptionsOf(services)) {
    for (const event of listOf(get(subscription, 'publishes'))) add(event, service);
  }
  for (const saga of Object.values(sectionOf(system, 'sagas'))) {
    const starts = get(saga, 'starts');
    const runner = get(saga, 'coordinator') ?? found.get(String(starts))?.[0];
    add(get(saga, 'completes'), runner);
    add(get(saga, 'aborts'), runner);
    for (const step of arrayOf(get(saga, 'steps'))) {
      for (const key of ['command', 'compensate']) add(get(step, key), runner);
      for (const key of ['succeeds', 'fails', 'compensated']) add(get(step, key), get(step, 'service'));
    }
  }
  return found;
}

function* subscriptionsOf(services: JsonMap): Generator<[string, { readonly event: string; readonly subscription: Json }]> {
  for (const [service, value] of Object.entries(services)) {
    for (const [event, subscription] of Object.entries(mapOf(get(value, 'subscribes')))) yield [service, { event, subscription }];
  }
}

function* keyedUses(system: System): Generator<{ readonly event: string; readonly paths: string[]; readonly of: string }> {
  for (const [of, aggregate] of Object.entries(sectionOf(system, 'aggregates'))) {
    for (const event of listOf(get(aggregate, 'events'))) yield { event, paths: listOf(get(aggregate, 'key')), of };
  }
  for (const [of, projection] of Object.entries(sectionOf(system, 'projections'))) {
    for (const event of listOf(get(projection, 'from'))) {
      yield { event, paths: listOf(get(get(projection, 'keys'), event) ?? get(projection, 'key')), of };
    }
  }
  for (const [of, saga] of Object.entries(sectionOf(system, 'sagas'))) {
    const ofSteps = ['command', 'succeeds', 'fails', 'compensate', 'compensated'];
    const ofSaga = ['starts', 'completes', 'aborts'].map((key) => get(saga, key));
    const steps = arrayOf(get(saga, 'steps')).flatMap((step) => ofSteps.map((key) => get(step, key)));
    for (const event of [...ofSaga, ...steps]) {
      if (typeof event !== 'string' || event === 'none') continue;
      yield { event, paths: listOf(get(get(saga, 'keys'), event) ?? get(saga, 'key')), of };
    }
  }
}

function topicOf(event: string, contract: Json, topicPer: string): string {
  const own = get(contract, 'topic');
  if (typeof own === 'string') return own;
  if (topicPer === 'event') return event;
  const name = event.split('.').slice(0, topicPer === 'entity' ? 2 : 1).join('.');
  return get(contract, 'kind') === 'command' ? `${name}.commands` : name;
}

/** Whether data has the field, and whether always; undefined: it has not. */
function fieldAt(system: System, data: Json | undefined, path: string): 'required' | 'optional' | undefined {
  const { schema, isAvro } = readData(system, data ?? null);
  let node: Json | undefined = schema;
  let found: 'required' | 'optional' = 'required';
  for (const step of path.split('.')) {
    if (isAvro) {
      const field: Json | undefined = arrayOf(get(node, 'fields')).find((each) => get(each, 'name') === step);
      if (field === undefined) return undefined;
      if (Array.isArray(get(field, 'type'))) found = 'optional';
      node = get(field, 'type');
      continue;
    }
    node = step === '*' ? get(node, 'items') : get(get(node, 'properties'), step);
    if (node === undefined) return undefined;
    const parent = path.split('.').slice(0, path.split('.').indexOf(step));
    if (!isRequired(schema, parent, step, system)) found = 'optional';
    node = dereference(system, schema, node);
  }
  return found;
}

function isRequired(schema: Json, parent: readonly string[], step: string, system: System): boolean {
  let node: Json | undefined = schema;
  for (const each of parent) {
    const child: Json | undefined = each === '*' ? get(node, 'items') : get(get(node, 'properties'), each);
    node = dereference(system, schema, child ?? null);
  }
  return step === '*' || listOf(get(node, 'required')).includes(step);
}

function readData(system: System, data: Json): { readonly schema: Json; readonly isAvro: boolean } {
  const ref = get(data, '$ref');
  if (typeof ref !== 'string') return { schema: data, isAvro: false };
  const isAvro = ref.endsWith('.avsc');
  return { schema: isAvro ? readJson(system, ref) : dereference(system, data, data), isAvro };
}

function dereference(system: System, document: Json, node: Json): Json {
  const ref = get(node, '$ref');
  if (typeof ref !== 'string') return node;
  if (ref.startsWith('#/schemas/')) return dereference(system, document, sectionOf(system, 'schemas')[ref.slice(10)] ?? null);
  if (ref.startsWith('#/$defs/')) return get(get(document, '$defs'), ref.slice(8)) ?? null;
  return readJson(system, ref);
}

function readJson(system: System, path: string): Json {
  return JSON.parse(readFileSync(join(system.folder, path), 'utf8')) as Json;
}

/** Valid by ajv, with formats, against the schema with all its references in place. */
function expectValid(system: System, schema: Json, value: Json): void {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats.default(ajv);
  ajv.addVocabulary(['x-personal-data']);
  const validate = ajv.compile(inline(system, schema, schema) as object);
  expect(validate(value), `${JSON.stringify(value)}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}

function inline(system: System, node: Json, document: Json): Json {
  if (Array.isArray(node)) return node.map((item) => inline(system, item, document));
  if (node === null || typeof node !== 'object') return node;
  const ref = node['$ref'];
  if (typeof ref === 'string') {
    const target = dereference(system, document, node);
    return inline(system, target, ref.startsWith('#') ? document : target);
  }
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== '$defs')
      .map(([key, member]) => [key, inline(system, member, document)]),
  );
}

/** The plainest document that is valid against a schema, with every property. */
function sampleOf(system: System, data: Json): Json {
  const { schema, isAvro } = readData(system, data);
  if (isAvro) return Object.fromEntries(arrayOf(get(schema, 'fields')).map((field) => [String(get(field, 'name')), null]));
  return sample(inline(system, schema, schema));
}

function sample(schema: Json): Json {
  const values = arrayOf(get(schema, 'enum'));
  if (values.length > 0) return values[0] ?? null;
  const patterns: JsonMap = { '^[A-Z]{3}$': 'EUR', '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$': 'DE02120300000000202051' };
  switch (get(schema, 'type')) {
    case 'object':
      return Object.fromEntries(Object.entries(mapOf(get(schema, 'properties'))).map(([key, child]) => [key, sample(child)]));
    case 'array':
      return [sample(get(schema, 'items') ?? null)];
    case 'integer':
    case 'number':
      return get(schema, 'minimum') ?? 0;
    case 'boolean':
      return true;
    default:
      if (get(schema, 'format') === 'uuid') return '7d1f8a52-6c1e-4b0e-9d43-0a4f0f3c1b11';
      return patterns[String(get(schema, 'pattern'))] ?? 'text';
  }
}

function deleteAt(value: JsonMap, path: string): Json | undefined {
  const { parent, last } = parentAt(value, path);
  const old = parent[last];
  delete parent[last];
  return old;
}

function setAt(value: JsonMap, path: string, to: Json): void {
  const { parent, last } = parentAt(value, path);
  parent[last] = to;
}

function parentAt(value: JsonMap, path: string): { readonly parent: JsonMap; readonly last: string } {
  const steps = path.split('.');
  const parent = steps.slice(0, -1).reduce((map, step) => map[step] as JsonMap, value);
  return { parent, last: String(steps.at(-1)) };
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function sectionOf(system: System, section: string): JsonMap {
  return mapOf(system.root[section]);
}

function get(value: Json | undefined, key: string): Json | undefined {
  return mapOf(value)[key];
}

function mapOf(value: Json | undefined): JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function arrayOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** One text, or a list of them, as a list. */
function listOf(value: Json | undefined): string[] {
  return [value ?? []].flat().map(String);
}

function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) yield* textsOf(member);
}

function* entriesOf(value: Json): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield [key, member];
    yield* entriesOf(member);
  }
}
