import { posix } from 'node:path';
import { isMap } from '../is-map.ts';
import { createSchemaImport, type SchemaImport } from './import-schema.ts';
import { createKeptValues } from './kept-values.ts';
import { nameEvent, tableName } from './name-event.ts';
import type { ReadDocuments } from './read-documents.ts';

type Values = { [key: string]: unknown };
type ReadonlyValues = { readonly [key: string]: unknown };

/**
 * The values of an `eda.yaml` that says what documents say, under names of the language. `name` is the system's;
 * `out` the file that they are written to, relative to the project: paths in it are relative to that.
 */
export function importValues(read: ReadDocuments, name: string, out: string): Values {
  const schemas = createSchemaImport(read.references, read.formats);
  const kept = createKeptValues(read);
  const names = new Map<string, string>();
  const events: Values = {};
  const topics: Values = {};
  const domains: Values = {};
  const taken = new Set<string>();
  for (const { path, value } of read.files) {
    for (const [domain, written] of Object.entries(mapOf(value.domains))) domains[domain] = written;
    for (const [topic, written] of Object.entries(mapOf(value.topics))) {
      const own = withKept(importTopic(mapOf(written)), kept.ofTopic(topic));
      if (Object.keys(own).length > 0) topics[topic] = own;
    }
    for (const [foreign, written] of Object.entries(mapOf(value.events))) {
      const event = mapOf(written);
      const own = nameEvent(
        {
          message: foreign.slice(foreign.lastIndexOf('#') + 1),
          address: addressOf(event, mapOf(value.topics)),
          ...(typeof event.type === 'string' ? { type: event.type } : {}),
        },
        String(event.domain),
        taken,
      );
      taken.add(own).add(tableName(own));
      names.set(foreign, own);
      const imported = importEvent(event, own, path, out, schemas);
      events[own] = withKept(imported, kept.ofEvent(String(event.from), path, imported));
    }
  }
  const services: Values = {};
  for (const { value } of read.files) {
    for (const [service, written] of Object.entries(mapOf(value.services)))
      services[service] = withKept(importService(mapOf(written), names, events), kept.ofService(service));
  }
  schemas.finish();
  return {
    eda: 1,
    system: name,
    domains,
    ...(Object.keys(schemas.schemas).length === 0 ? {} : { schemas: schemas.schemas }),
    events,
    ...(Object.keys(topics).length === 0 ? {} : { topics }),
    services,
    lint: { extends: 'asyncapi-import' },
  };
}

function withKept(values: Values, kept: ReadonlyValues | undefined): Values {
  return kept === undefined ? values : { ...values, 'x-asyncapi': kept };
}

function addressOf(event: ReadonlyValues, topics: ReadonlyValues): string {
  const { address } = mapOf(topics[String(event.topic)]);
  return typeof address === 'string' ? address : String(event.topic);
}

function importTopic(topic: ReadonlyValues): Values {
  const parameters = mapOf(topic.parameters);
  return {
    ...topic,
    ...(Object.keys(parameters).length === 0
      ? {}
      : {
          parameters: Object.fromEntries(
            Object.entries(parameters).map(([parameter, written]) => [parameter, written]),
          ),
        }),
  };
}

function importEvent(
  event: ReadonlyValues,
  name: string,
  file: string,
  out: string,
  schemas: SchemaImport,
): Values {
  const { domain: _domain, from, data: written, attributes, topic, ...rest } = event;
  // The references in it are relative to the document's file.
  const at = { file, path: ['events'] };
  const data = written === undefined ? undefined : schemas.copy({ value: written, at });
  const copied: Values = Object.fromEntries(
    Object.entries(mapOf(attributes))
      .filter(([attribute]) => attributeName.test(attribute))
      .map(([attribute, value]) => [attribute, schemas.copy({ value, at }) ?? {}]),
  );
  const examples = Array.isArray(rest.examples) ? rest.examples.filter(isMap) : [];
  delete (rest as Values).examples;
  return {
    ...(topic === name ? {} : { topic }),
    ...rest,
    // What is no JSON Schema stays where it is.
    ...(data === undefined ? { from: fromOf(String(from), file, out) } : { data }),
    ...(examples.length === 0 ? {} : { examples }),
    ...(Object.keys(copied).length === 0 ? {} : { attributes: copied }),
  };
}

/** Names that the language takes for attributes. */
const attributeName =
  /^(?!(id|source|specversion|type|datacontenttype|dataschema|subject|time|data)$)[a-z0-9]{1,20}$/;

function fromOf(from: string, file: string, out: string): string {
  const hash = from.indexOf('#');
  const target = posix.join(posix.dirname(file), from.slice(0, hash));
  const path = posix.relative(posix.dirname(out), target);
  return `${path.startsWith('../') ? path : `./${path}`}${from.slice(hash)}`;
}

function importService(service: ReadonlyValues, names: ReadonlyMap<string, string>, events: Values): Values {
  const {
    contract: _contract,
    language: _language,
    database: _database,
    publishes,
    subscribes,
    ...rest
  } = service;
  const own = (foreign: unknown): string => names.get(String(foreign)) ?? String(foreign);
  const taken: Values = {};
  for (const [event, written] of Object.entries(mapOf(subscribes))) {
    const { publishes: answers } = mapOf(written);
    const isRaw = mapOf(events[own(event)]).envelope === 'raw';
    taken[own(event)] = {
      // Nothing tells two of these messages apart.
      ...(isRaw ? { idempotent: false } : {}),
      ...(Array.isArray(answers) ? { publishes: answers.map(own) } : {}),
    };
  }
  return {
    ...rest,
    ...(Array.isArray(publishes) ? { publishes: publishes.map(own) } : {}),
    ...(Object.keys(taken).length === 0 ? {} : { subscribes: taken }),
  };
}

function mapOf(value: unknown): ReadonlyValues {
  return isMap(value) ? value : {};
}
