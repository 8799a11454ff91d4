import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceFiles } from './source-files.ts';

const files = sourceFiles()
  .filter((path) => !path.endsWith('.cases.ts'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** What generators and commands are made with: who reads a call there should not have to read the function. */
const common =
  /^src\/(pipeline\.ts$|(diagnostics|spec|model|rules|print|draw|dev|runtime)\/|generators\/[^/]+\.ts$)/;

/** What no code of the package names a second time, and why it is there. */
const entries: { readonly [reference: string]: string } = {
  'src/dev/components/kafka.ts#writeKafkaTools':
    'the tests of generated scripts, which call the tools of Kafka',
  'src/rules/docs.ts#propertiesAsMarkdown': 'makes a part of docs/custom-rules.md',
  'src/rules/docs.ts#ruleAsMarkdown': 'the test that writes docs/rules',
  'src/rules/docs.ts#rulesAsMarkdown': 'the test that writes docs/rules.md',
  'src/rules/testing/lint-text.ts#lintText': 'what tests of rules are made of',
  'src/runtime/typescript/drizzle-transaction.ts#drizzleTransaction': 'services that keep Drizzle',
  'src/runtime/typescript/kysely-transaction.ts#kyselyTransaction': 'services that keep Kysely',
  'src/runtime/typescript/pg-transaction.ts#pgTransaction': 'services that keep node-postgres',
  'src/runtime/typescript/prisma-transaction.ts#prismaTransaction': 'services that keep Prisma',
};

describe('code', () => {
  it('says in a docstring what each exported function does', () => {
    const missing = files
      .filter(({ path }) => common.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^export (?:async )?function (\w+)/gm)]
          .filter(({ index }) => !text.slice(0, index).trimEnd().endsWith('*/'))
          .map(([, name]) => `${path}#${name}`),
      );
    expect(missing).toEqual([]);
  });

  it('has no function that tests alone call', () => {
    const frames = readdirSync(join(root, 'templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const uses = new Map<string, number>();
    for (const text of [...files.map((file) => file.text), ...frames]) {
      for (const word of text.match(/\w+/g) ?? []) uses.set(word, (uses.get(word) ?? 0) + 1);
    }
    const unused = files
      .filter(({ path }) => common.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)]
          .filter(([, name = '']) => uses.get(name) === 1)
          .map(([, name]) => `${path}#${name}`),
      );
    expect(unused.sort()).toEqual(Object.keys(entries).sort());
  });

  it('has no comment that is put off', () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b/;
    expect(files.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
