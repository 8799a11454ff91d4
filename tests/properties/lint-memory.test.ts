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
