import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { planSystem, systems, textsOf } from './generated-system.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const schemas = Object.fromEntries(
  ['Component', 'Subscription', 'Resiliency', 'Configuration', 'multi-app-run'].map((kind) => {
    const file = new URL(`../../specs/dapr/${kind.toLowerCase()}.schema.json`, import.meta.url);
    return [kind, ajv.compile(JSON.parse(readFileSync(file, 'utf8')))];
  }),
);

describe.each(Object.entries(systems))('%s', async (_name, source) => {
  const { architecture, plan } = await planSystem(createDiskFiles(source));
  const texts = textsOf(plan);
  const ending = (suffix: string) => [...texts].filter(([path]) => path.endsWith(suffix));

  test('YAML says the same to two parsers, and nothing twice', () => {
    expect(ending('.yaml').length).toBeGreaterThan(0);
    for (const [path, text] of ending('.yaml')) {
      const documents = [...parseAllDocuments(text, { uniqueKeys: true, strict: true, version: '1.2' })];
      expect(
        documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]),
        path,
      ).toEqual([]);
      expect(loadAll(text), path).toEqual(documents.map((document) => document.toJS()));
      // Dapr's loader takes several resources of a file where they are subscriptions; kubectl takes them anywhere.
      if (path.includes('/dapr/') && !path.includes('/subscriptions/'))
        expect(documents, path).toHaveLength(1);
    }
  });

  test('Dapr takes every resource', () => {
    for (const environment of Object.keys(architecture.environments)) {
      const resources = ending('.yaml').filter(
        ([path]) => path.startsWith(`infra/${environment}/dapr/`) && !path.endsWith('/kustomization.yaml'),
      );
      expect(resources.length).toBeGreaterThan(0);
      for (const [path, text] of resources) {
        for (const value of loadAll(text) as { readonly kind?: string }[]) {
          const validate = schemas[value.kind ?? 'multi-app-run'];
          expect(validate?.(value), `${path}: ${ajv.errorsText(validate?.errors)}`).toBe(true);
        }
      }
    }
  });

  test('JSON is read back', () => {
    expect(ending('.json').length).toBeGreaterThan(0);
    for (const [path, text] of ending('.json')) {
      expect(text.endsWith('\n') && !text.includes('\r'), path).toBe(true);
      expect(() => JSON.parse(text), path).not.toThrow();
    }
  });

  test('no text has control characters, trailing blanks or more than one line feed at its end', () => {
    const wrong = [...texts].filter(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      ([, text]) => /[\0-\x08\x0b-\x1f\x7f\u2028\u2029]|[ \t]\n|\n\n$|[^\n]$/.test(text),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});
