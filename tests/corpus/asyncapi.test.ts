import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { checkDesign } from '../../src/cli/check-design.ts';
import { findProject } from '../../src/cli/project.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { printYaml } from '../../src/print/yaml.ts';
import { importValues } from '../../src/spec/asyncapi/import-values.ts';
import { createMemoryFiles } from '../../src/spec/project-files.ts';
import { readSpec } from '../../src/spec/source.ts';

const folder = process.env.EDA_CORPUS;
if (folder === undefined) throw new Error('EDA_CORPUS names the folder of real documents');

/** Errors that are right although @asyncapi/parser has none: file, code, why. */
const rightErrors: readonly (readonly [file: string, code: string, because: string])[] = [
  [
    'Redocly__redocly-cli__resources-async.yaml',
    'schema-value',
    'headers are a text, where a schema belongs',
  ],
  [
    'asyncapi__jasyncapi__asyncapi-core-src-test-resources-examples-v2.6.0-schemaFormat---avro-payload.yaml',
    'schema-value',
    'the Avro schema names model.DocumentInfo, which it does not declare; the parser reads no Avro without a plug-in',
  ],
  [
    'asyncapi__parser-js__packages-parser-test-mocks-nested-schemas.yaml',
    'channel-parameter',
    'a parameter is declared that does not stand in the address',
  ],
  [
    'specmesh__specmesh-build__kafka-src-test-resources-bigdatalondon-api.yaml',
    'yaml-syntax',
    'a closing bracket is not indented more than its key (YAML 1.2 §7.4)',
  ],
  [
    'asyncapi__website__public-resources-casestudies-hdi-asyncapi.yaml',
    'yaml-syntax',
    'JSON that is pasted in is not indented more than its key (YAML 1.2 §7.4)',
  ],
  [
    'asyncapi__asyncapi-react__library-src-__tests__-docs-v3-streetlights-mqtt.json',
    'operation-channel',
    'its messages are named under components (3.0: MUST NOT); the parser overlooks that where the key of the channel has braces',
  ],
  [
    'asyncapi__asyncapi-react__library-src-__tests__-docs-v3-websocket-gemini.json',
    'operation-channel',
    'its message is named under components (3.0: MUST NOT); the parser overlooks that where the key of the channel has braces',
  ],
  [
    'asyncapi__asyncapi-react__library-src-__tests__-docs-v3-kraken-websocket-request-reply-message-filter-in-reply.json',
    'operation-reply',
    'messages of replies are named under components (3.0: MUST NOT); the parser does not look at those of replies',
  ],
];

/** Documents that their authors call invalid, and in which nothing is found: why. */
const notFound: { readonly [file: string]: string } = {
  'asyncapi__parser-js__packages-openapi-schema-parser-test-documents-invalid-asyncapi.yaml':
    'the fault lies in an OpenAPI schema, which is carried along unread',
  'asyncapi__tck__tests-asyncapi-2.0-Message-Trait-Object-invalid-examples-item.yaml':
    '2.0 and the official schema take any map for an example',
  'asyncapi__tck__tests-asyncapi-2.0-Server-Variable-Object-invalid-examples-item.yaml':
    'an example that is none of the enum; neither the specification nor the official schema forbids it',
  'asyncapi__tck__tests-bindings-http-0.1.0-Operation-Bindings-Object-invalid-query-schema-type.yaml':
    'the official binding schema takes any schema for `query`',
  'asyncapi__tck__tests-bindings-mqtt-0.1.0-Operation-Bindings-Object-invalid-qos-value.yaml':
    'the official binding schema of this version names no values for `qos`',
};

const files: readonly string[] = readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
  .split('\n')
  .map((line) => line.split('\t')[0] ?? '')
  .filter((file) => file.startsWith('asyncapi/'));

function filesOf(areInvalid: boolean): string[] {
  return files.filter((file) => file.startsWith('asyncapi/invalid/') === areInvalid);
}

async function check(file: string): Promise<readonly Diagnostic[]> {
  const found = findProject(dirname(join(folder ?? '', file)), basename(file));
  if (!found.ok) {
    // The file says no more than a version that it cannot have: it is not taken for a document.
    expect(found.message).toContain(basename(file));
    return [];
  }
  const { diagnostics } = await checkDesign(found.project);
  return diagnostics;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const show = ({ code, message, at }: Diagnostic): string => `${code}: ${message} (${at.path.join('.')})`;

describe('documents that are not called invalid', () => {
  const parser = new Parser();
  it.each(filesOf(false))('%s', async (file) => {
    const excused = rightErrors.flatMap(([name, code]) => (name === basename(file) ? [code] : []));
    const errors = (await check(file)).filter(isError).filter(({ code }) => !excused.includes(code));
    if (errors.length === 0) return;
    // What the official parser refuses as well is right.
    const official = await parser.validate(readFileSync(join(folder, file), 'utf8'));
    expect(official.some(({ severity }) => severity === 0) ? [] : errors.map(show)).toEqual([]);
  });
});

describe('documents that their authors call invalid', () => {
  it.each(filesOf(true))('%s', async (file) => {
    const diagnostics = await check(file);
    const isFound = diagnostics.some(({ severity }) => severity !== 'info');
    expect(isFound).toBe(!(basename(file) in notFound));
  });
});

describe('documents without errors are imported', () => {
  it.each(filesOf(false))('%s', async (file) => {
    const path = basename(file);
    const texts = { [path]: readFileSync(join(folder, file), 'utf8') };
    const { source, diagnostics } = readSpec(createMemoryFiles(texts), {
      documents: [path],
      system: 'imported',
    });
    if (source?.documents === undefined || diagnostics.some(isError)) return;
    const imported = printYaml(importValues(source.documents, 'imported', 'eda.yaml'));
    const design = loadDesign(createMemoryFiles({ ...texts, 'eda.yaml': imported }), 'eda.yaml');
    const known = new Set(
      loadDesign(createMemoryFiles(texts), { documents: [path], system: 'imported' })
        .diagnostics.filter(isError)
        .map(({ code }) => code),
    );
    expect(
      design.diagnostics
        .filter(isError)
        .filter(({ code }) => !known.has(code))
        .map(show),
    ).toEqual([]);
  });
});
