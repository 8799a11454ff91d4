import { join } from 'node:path';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkXEda } from '../../src/spec/asyncapi/eda/check-x-eda.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { exportDocuments, load } from '../properties/export-documents.ts';
import { createSample, root, systems } from './generated-system.ts';

/** What the parser advises and a design has nothing to say of: a license, and contacts that are no mail and URL both. */
const unavoidable = new Set([
  'asyncapi-info-license',
  'asyncapi-info-contact-properties',
  // Tools speak 3.0; 3.1 adds nothing that these documents use.
  'asyncapi-latest-version',
]);

/** Documents that only say what is private or shared have these as well. */
const ofParts = new Set(['asyncapi-info-contact', 'asyncapi-servers', 'asyncapi-unused-component']);

const parser = new Parser();
parser.registerSchemaParser(AvroSchemaParser() as never);

const { todo: _, ...others } = systems;
/** With a design that uses every kind of broker: each has bindings of its own. */
const everyBroker = join(root, 'src/generators/asyncapi/scenarios/every-broker');
const judged = { ...others, everyBroker };

describe.each(Object.entries(judged))('%s', (name, folder) => {
  const architecture = load(createDiskFiles(folder), folder === everyBroker ? 'spec.yaml' : 'eda.yaml');
  const isLooked = createSample(name, architecture);
  const documents = [...exportDocuments(architecture)].filter(([path]) =>
    isLooked(path.replace(/^asyncapi\/(.+)\.yaml$/, 'services/$1/')),
  );

  test.each(documents)(
    '%s is valid',
    async (path, text) => {
      const { document, diagnostics } = await parser.parse(readable(text));
      const found = diagnostics.filter(({ code }) => !unavoidable.has(String(code)));
      const unexpected = found.filter(({ code, severity }) => severity === 0 || !ofParts.has(String(code)));
      expect(unexpected.map(({ code, message, path: at }) => `${code} ${at.join('/')}: ${message}`)).toEqual(
        [],
      );
      expect(document?.info().version()).toBe(architecture.system.version);
      if (path.endsWith('/_system.yaml')) return;
      const operations = document?.operations().all() ?? [];
      for (const operation of operations) expect(operation.messages().all().length).toBe(1);
    },
    60_000,
  );
});

describe.each(Object.entries(judged))('%s', (_name, folder) => {
  const texts = exportDocuments(
    load(createDiskFiles(folder), folder === everyBroker ? 'spec.yaml' : 'eda.yaml'),
  );
  const documents = [...texts.values()].map((text) => parse(text));

  test('payloads accept their examples by draft-07, and nothing else', () => {
    let judged = 0;
    for (const { components = {} } of documents) {
      for (const [key, message] of Object.entries<Message>(components.messages ?? {})) {
        if (message.contentType === 'application/avro') continue;
        const { ajv, payload } = compilerFor(components, message.payload);
        for (const example of message.examples ?? []) {
          judged++;
          expect(ajv.validate(payload, example.payload), `${key}: ${ajv.errorsText()}`).toBe(true);
          if (message.contentType !== 'application/cloudevents+json') continue;
          for (const wrong of [
            { type: 'another' },
            { specversion: '0.3' },
            { id: '' },
            { source: undefined },
          ]) {
            const changed = JSON.parse(JSON.stringify({ ...(example.payload as object), ...wrong }));
            expect(ajv.validate(payload, changed), `${key}: ${JSON.stringify(wrong)}`).toBe(false);
          }
        }
      }
    }
    if (
      documents.some(({ components }) => JSON.stringify(components ?? {}).includes('"examples":[{"payload"'))
    )
      expect(judged).toBeGreaterThan(0);
  });

  test('every x-eda fits its published schema', () => {
    for (const value of documents) expect(checkXEda({ file: 'document.yaml', value })).toEqual([]);
  });
});

interface Message {
  readonly contentType: string;
  readonly payload: object;
  readonly examples?: readonly { readonly payload: unknown }[];
}

/** ajv for the words of AsyncAPI's own schemas: draft-07, with the document's components. */
function compilerFor(components: { readonly schemas?: object }, payload: object) {
  const ajv = new Ajv({ strict: false, allErrors: true, ownProperties: true });
  addFormats.default(ajv);
  const definitions = JSON.parse(
    JSON.stringify({ payload, schemas: components.schemas ?? {} }).replaceAll(
      '#/components/schemas/',
      '#/definitions/',
    ),
  );
  const schemas = Object.entries<object>(definitions.schemas).filter(
    ([, schema]) => !('schemaFormat' in schema),
  );
  return { ajv, payload: { ...definitions.payload, definitions: Object.fromEntries(schemas) } };
}

/** The parser itself fails where a property is called so: it asks every object for the one, and freezes the other. */
function readable(text: string): string {
  return text.replaceAll('hasOwnProperty', 'hasOwnProperties').replaceAll('__proto__', '__prototype__');
}
