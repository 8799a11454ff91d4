import { describe, expect, test } from 'vitest';
import { createLintMemory, lintDesign, loadDesign } from '../../src/pipeline.ts';
import { rules } from '../../src/rules/index.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { createParseMemory } from '../../src/spec/parse-memory.ts';
import { createDiskFiles, createMemoryFiles } from '../../src/spec/project-files.ts';
import { systems } from '../generated/generated-system.ts';

/** Edits of the kinds that people make; each is one where it finds something to replace. */
const edits: readonly [RegExp, string][] = [
  [/type: string/, 'type: number'],
  [/(\n *)type: integer/, '$1# eda-ignore money-float: it is rounded$1type: number'],
  [/maxLength: \d+/, 'maxLength: 3'],
  [/required: \[/, 'required: [nobodySaysWhatThisIs, '],
  [/\ndefaults:/, '\nlint: { extends: strict }\ndefaults:'],
  [/format: date-time/, 'description: when'],
  [/type: number/, 'type: string'],
  [/(\n +)([a-z]+)Id:/, '$1$2_id:'],
  [/(\n +)([a-z]+)_id:( \{)? /, '$1$2Id:$3 '],
  [/(\n +)([a-z]+): \{ type: string/, '$1email: { type: string'],
];

/** All of them, so that every rule that is remembered speaks. */
const strict = (text: string): string => text.replace(/^eda: 1$/m, 'eda: 1\nlint: { extends: strict }');

function readAll(folder: string): { [path: string]: string } {
  const files = createDiskFiles(folder);
  const paths = files.glob('**/*.{yaml,yml,json,avsc}');
  return Object.fromEntries(
    paths.flatMap((path) => {
      const read = files.read(path);
      return read.ok
        ? [[path, path === 'eda.yaml' && !/^lint:/m.test(read.text) ? strict(read.text) : read.text]]
        : [];
    }),
  );
}

describe.each(Object.entries(systems))('%s, edited again and again', (_name, folder) => {
  test('has the findings that a first look at it has', () => {
    const texts = readAll(folder);
    const [cache, memory] = [createParseMemory(), createLintMemory()];
    let changed = 0;
    for (const [pattern, replacement] of [[/$^/, ''] as const, ...edits, ...edits]) {
      for (const [path, text] of Object.entries(texts)) {
        const next = text.replace(pattern, replacement);
        if (next === text && changed > 0) continue;
        texts[path] = next;
        const files = createMemoryFiles({ ...texts });
        const again = lintDesign(loadDesign(files, 'eda.yaml', cache), rules, '2026-11-21', { memory });
        const first = lintDesign(loadDesign(files, 'eda.yaml'), rules, '2026-11-21');
        expect(again).toEqual(first);
        changed++;
        break;
      }
    }
    expect(changed).toBeGreaterThan(1);
  });

  test('tells rules that are local nothing but schemas', () => {
    const design = loadDesign(createMemoryFiles(readAll(folder)), 'eda.yaml');
    if (design.architecture === undefined) throw new Error('not readable');
    const asked = new Set<string>();
    const watched = rules
      .filter(({ local }) => local === true)
      .map((rule): Rule => {
        const schema = rule.visit?.schema;
        if (schema === undefined) throw new Error(`${rule.id} looks at no schema`);
        return {
          ...rule,
          visit: {
            schema: (node, at, context, trail) => {
              const spied = (name: string, value: object): object =>
                new Proxy(value, {
                  get: (target, key) => {
                    if (key !== 'schemas') asked.add(`${rule.id}: ${name}.${String(key)}`);
                    return Reflect.get(target, key);
                  },
                });
              const architecture = spied('architecture', context.architecture) as typeof context.architecture;
              schema(
                node,
                at,
                { ...context, architecture, index: spied('index', context.index) as never },
                trail,
              );
            },
          },
        };
      });
    lintDesign(design, watched, '2026-11-21');
    expect([...asked]).toEqual([]);
  });
});

const twoFiles = {
  'eda.yaml': `eda: 1
system: shop
lint: { extends: strict }
include: ['*.part.yaml']
schemas:
  OrderId: { type: string, maxLength: 36 }
`,
  'orders.part.yaml': `eda: 1
events:
  shop.order.placed:
    data:
      type: object
      properties:
        orderId: { $ref: '#/schemas/OrderId' }
        taxId: { type: string, maxLength: 20 }
`,
  'bills.part.yaml': `eda: 1
events:
  shop.bill.paid:
    data:
      type: object
      properties:
        orderId: { type: string, maxLength: 36 }
        amount: { type: integer }
`,
};

describe('what was said of a schema that did not change', () => {
  test.each([
    [
      'id-type',
      'where another file gives the id another type',
      'bills.part.yaml',
      'orderId: { type: string, maxLength: 36 }',
      'orderId: { type: integer }',
    ],
    [
      'id-type',
      'where a shared schema changes',
      'eda.yaml',
      'OrderId: { type: string, maxLength: 36 }',
      'OrderId: { type: integer }',
    ],
    [
      'personal-data-unmarked',
      'where another file knows what it is the id of',
      'bills.part.yaml',
      'shop.bill.paid',
      'shop.tax.paid',
    ],
    [
      'property-case',
      'where the case is another',
      'eda.yaml',
      'extends: strict',
      'extends: strict, rules: { property-case: { case: snake_case } }',
    ],
  ])('%s says anew %s, and again as before', (ruleId, _where, file, text, other) => {
    const [cache, memory] = [createParseMemory(), createLintMemory()];
    const lint = (texts: { readonly [path: string]: string }) => {
      const files = createMemoryFiles(texts);
      const again = lintDesign(loadDesign(files, 'eda.yaml', cache), rules, '2026-11-21', { memory });
      expect(again).toEqual(lintDesign(loadDesign(files, 'eda.yaml'), rules, '2026-11-21'));
      return again.diagnostics.filter(({ code }) => code === ruleId);
    };
    const texts: { readonly [path: string]: string } = twoFiles;
    const edited = { ...texts, [file]: (texts[file] ?? '').replace(text, other) };
    const before = lint(texts);
    expect(lint(texts)).toEqual(before);
    const after = lint(edited);
    expect(after).not.toEqual(before);
    expect(lint(edited)).toEqual(after);
    expect(lint(texts)).toEqual(before);
  });
});
