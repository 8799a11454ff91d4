import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { createSample, planSystem, systems } from './generated-system.ts';

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

const { todo: _, ...judged } = systems;

describe.each(Object.entries(judged))('%s', async (name, folder) => {
  const { architecture, plan } = await planSystem(createDiskFiles(folder));
  const isLooked = createSample(name, architecture);
  const documents = plan.files.filter(
    ({ path, generator }) =>
      generator === 'asyncapi' && isLooked(path.replace(/^asyncapi\/(.+)\.yaml$/, 'services/$1/')),
  );

  test.each(documents.map((file) => [file.path, file] as const))(
    '%s is valid',
    async (path, file) => {
      const { document, diagnostics } = await parser.parse(readable(file.content()));
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

/** The parser itself fails where a property is called so: it asks every object for the one, and freezes the other. */
function readable(text: string): string {
  return text.replaceAll('hasOwnProperty', 'hasOwnProperties').replaceAll('__proto__', '__prototype__');
}
