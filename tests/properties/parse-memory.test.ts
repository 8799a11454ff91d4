import { expect, test } from 'vitest';
import { loadDesign } from '../../src/pipeline.ts';
import { createParseMemory } from '../../src/spec/parse-memory.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { systems } from '../generated/generated-system.ts';
import fc from '../support/fast-check.ts';

/** What an edit puts in the place of a word: names that lead elsewhere, settings that others depend on. */
const words = [
  '',
  'sales',
  'compact',
  'true',
  'command',
  'entity',
  'v2',
  "'#/schemas/Money'",
  '{ }',
  ': ',
  '- ',
];

const edit = fc.record({
  file: fc.nat(),
  line: fc.nat(),
  kind: fc.constantFrom('drop', 'double', 'swap', 'indent', 'word', 'word', 'undo'),
  word: fc.constantFrom(...words),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function readAll(folder: string): { [path: string]: string } {
  const files = createDiskFiles(folder);
  const texts: { [path: string]: string } = {};
  for (const path of files.glob('**/*.{yaml,yml,json,avsc}')) {
    const read = files.read(path);
    if (read.ok) texts[path] = read.text;
  }
  return texts;
}

function edited(text: string, original: string, { line, kind, word }: Edit): string {
  if (kind === 'undo') return original;
  const lines = text.split('\n');
  const at = line % lines.length;
  const own = lines[at] ?? '';
  if (kind === 'drop') lines.splice(at, 1);
  else if (kind === 'double') lines.splice(at, 0, own);
  else if (kind === 'swap') lines.splice(at, 2, lines[at + 1] ?? '', own);
  else if (kind === 'indent') lines[at] = `  ${own}`;
  else lines[at] = own.replace(/[\w.'#/-]+$/, word);
  return lines.join('\n');
}

test.each(Object.entries(systems))(
  '%s, read again after each edit, is what a first look at it sees',
  (_name, folder) => {
    const original = readAll(folder);
    const paths = Object.keys(original);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        const texts = { ...original };
        const memory = createParseMemory();
        // What is kept is used from the third look on.
        for (const _ of [1, 2]) loadDesign(createMemoryFiles({ ...texts }), 'eda.yaml', memory);
        for (const one of edits) {
          const path = paths[one.file % paths.length] ?? '';
          texts[path] = edited(texts[path] ?? '', original[path] ?? '', one);
          const files = createMemoryFiles({ ...texts });
          const { source: _, ...again } = loadDesign(files, 'eda.yaml', memory);
          const { source: __, ...first } = loadDesign(files, 'eda.yaml');
          expect(again).toEqual(first);
        }
      }),
      { numRuns: 12 },
    );
  },
);

test('what stands in lines that are as they were is the same object, in a file that changed as well', () => {
  const text = (summary: string): string => `eda: 1
system: shop
events:
  shop.order.placed:
    summary: ${summary}
    data:
      type: object
  shop.order.paid:
    data:
      type: object
      properties:
        by: { type: string }
`;
  const memory = createParseMemory();
  const read = (summary: string) =>
    loadDesign(createMemoryFiles({ 'eda.yaml': text(summary) }), 'eda.yaml', memory).architecture?.events;
  read('one');
  read('two');
  const before = read('three');
  const after = read('four');
  expect(after?.['shop.order.placed']?.summary).toBe('four');
  expect(after?.['shop.order.paid']).toBeDefined();
  expect(after?.['shop.order.paid']).toBe(before?.['shop.order.paid']);
});

const part = `eda: 1
events:
  shop.order.placed:
    key: id
    data: { type: object, properties: { id: { $ref: '#/schemas/Id' } }, required: [id] }
  shop.order.lost:
    deprecated: { since: 1.0.0, replacedBy: shop.order.moved }
    data: { type: object }
`;
const root = 'eda: 1\nsystem: shop\ninclude: [part.yaml]\nschemas: { Id: { type: string } }\n';

test.each([
  ['the name of the system', root.replace('shop', 'store').concat("defaults: { type: 'x.{system}' }\n")],
  ['the type of events', `${root}defaults: { type: 'com.shop.{event}' }\n`],
  ['an attribute of all events', `${root}defaults: { attributes: { tenant: { type: string } } }\n`],
  ['what a topic carries', `${root}defaults: { topicPer: entity }\n`],
  ['that all topics are compacted', `${root}defaults: { compact: true }\n`],
  ['that its topic is compacted', `${root}topics: { shop.order.placed: { compact: true } }\n`],
  [
    'that an aggregate stores it',
    `${root}services: { shop: { domain: shop, database: true } }
aggregates: { order: { service: shop, id: id, events: [shop.order.placed] } }\n`,
  ],
  ['what takes its place', `${root}events: { shop.order.moved: { data: { type: object } } }\n`],
  ['that a schema is gone', root.replace('Id:', 'Key:')],
])('an event whose lines are as they were is another one by %s', (_what, changed) => {
  const memory = createParseMemory();
  const read = (text: string, known = memory) => {
    const { source: _, ...design } = loadDesign(
      createMemoryFiles({ 'eda.yaml': text, 'part.yaml': part }),
      'eda.yaml',
      known,
    );
    return design;
  };
  for (const _ of [1, 2, 3]) read(root);
  expect(read(changed)).toEqual(read(changed, createParseMemory()));
  expect(read(changed).architecture?.events).not.toEqual(read(root).architecture?.events);
});
