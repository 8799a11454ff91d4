import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Architecture, EventContract } from '../model/architecture.ts';
import { indexArchitecture } from '../model/query.ts';
import { loadDesign } from '../pipeline.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { createInputHasher } from '../write/content-hash.ts';
import { openAssets } from './assets.ts';
import { asyncapiGenerator } from './asyncapi/asyncapi-generator.ts';
import { daprGenerator } from './dapr/dapr-generator.ts';
import type { Generator, Plan } from './generator.ts';
import { generators } from './index.ts';
import { kafkaGenerator } from './kafka/kafka-generator.ts';
import { type PlanMemory, planByMemory, type RememberedPlan, readsStructure } from './remembered-plan.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const assets = openAssets();
const designs = generators
  .map(({ id }) => join(folder, id, 'scenarios'))
  .filter(existsSync)
  .flatMap((cases) => readdirSync(cases).map((name) => join(cases, name)))
  .map((scenario) => ({ scenario, architecture: readDesign(scenario) }));

describe('the structure of a design', () => {
  const readers = generators.filter((generator) => readsStructure(generator, {}));

  it.each(readers)(
    'is all that $id reads',
    (generator) => {
      expect(designs.length).toBeGreaterThan(10);
      for (const { scenario, architecture } of designs) {
        if (!readsStructure(generator, inputOf(architecture, generator.id).options)) continue;
        const expected = textsOf(plan(generator, architecture));
        expect(textsOf(plan(generator, guarded(architecture))), scenario).toEqual(expected);
      }
    },
    600_000,
  );

  it('is not all that a generator reads whose options ask for more', () => {
    expect(readsStructure(kafkaGenerator, {})).toBe(true);
    expect(readsStructure(kafkaGenerator, { restProxy: 'http://localhost:8082' })).toBe(false);
  });

  it('is not all that documents are made of', () => {
    const documents = designs.find(({ scenario }) => scenario.includes('asyncapi'));
    if (documents === undefined) throw new Error('no design of documents');
    const design = guarded(documents.architecture);
    expect(() => textsOf(plan(asyncapiGenerator, design))).toThrow('outside of');
  });
});

describe('a remembered plan', () => {
  const architecture = readDesign(
    join(folder, 'dapr/scenarios', readdirSync(join(folder, 'dapr/scenarios'))[0] ?? ''),
  );
  const [event] = Object.values(architecture.events);
  if (event === undefined) throw new Error('a design without events');
  const changed = (part: Partial<EventContract>): Architecture => ({
    ...architecture,
    events: { ...architecture.events, [event.name]: { ...event, ...part } },
  });

  it('holds while data change, and makes its texts where they are asked for', () => {
    const { generator, asked, memory } = counting();
    const first = planByMemory(generator, inputOf(architecture), memory);
    const again = planByMemory(generator, inputOf(changed({ data: { kind: 'any' }, examples: [1] })), memory);
    expect(asked()).toBe(1);
    expect(again.files.map(({ path, owner, inputs }) => [path, owner, inputs])).toEqual(
      first.files.map(({ path, owner, inputs }) => [path, owner, inputs]),
    );
    expect(again.diagnostics).toEqual(first.diagnostics);
    expect(textsOf(again)).toEqual(textsOf(first));
    expect(asked()).toBe(2);
  });

  it.each([
    ['an event', changed({ kind: 'command' })],
    ['a setting', { ...architecture, defaults: { ...architecture.defaults, values: { timeout: 1 } } }],
    ['a service', { ...architecture, services: {} }],
  ])('is made anew when %s changes', (_, other) => {
    const { generator, asked, memory } = counting();
    planByMemory(generator, inputOf(architecture), memory);
    planByMemory(generator, inputOf(other), memory);
    expect(asked()).toBe(2);
  });

  it.each([
    ['reads everything', { reads: undefined }],
    ["is a project's own", { configuredAs: './own.ts' }],
  ])('is none of a generator that %s', (_, part) => {
    const { generator, asked, memory } = counting();
    const other = { ...generator, ...part } as Generator;
    for (const __ of [1, 2]) planByMemory(other, inputOf(architecture), memory);
    expect(asked()).toBe(2);
  });
});

/** Dapr's generator, with a count of its plans, and an empty memory. */
function counting(): { generator: Generator; asked: () => number; memory: PlanMemory } {
  let plans = 0;
  const kept = new Map<string, RememberedPlan>();
  const hash = createInputHasher();
  return {
    generator: {
      ...daprGenerator,
      plan: (input) => {
        plans += 1;
        return daprGenerator.plan(input);
      },
    },
    asked: () => plans,
    memory: {
      hash: (values) => hash(values),
      find: (generator) => kept.get(generator),
      keep: (generator, kind) => kept.set(generator, JSON.parse(JSON.stringify(kind))),
    },
  };
}

function readDesign(scenario: string): Architecture {
  const { architecture } = loadDesign(createDiskFiles(scenario), 'spec.yaml');
  if (architecture === undefined) throw new Error('the design could not be read');
  return architecture;
}

function inputOf(architecture: Architecture, id = 'dapr') {
  return {
    architecture,
    index: indexArchitecture(architecture),
    options: architecture.generate[id]?.options ?? {},
    record: {},
    assets,
  };
}

function plan(generator: Generator, architecture: Architecture): Plan {
  return generator.plan(inputOf(architecture, generator.id));
}

/** Texts of files by path, and what their keys are made of, which must not look at more either. */
function textsOf({ files }: Plan): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, `${JSON.stringify(file.inputs)}${file.content()}`]));
}

/** A design that throws where somebody looks at more of it than its structure. */
function guarded(architecture: Architecture): Architecture {
  const events = Object.fromEntries(
    Object.entries(architecture.events).map(([name, event]) => [
      name,
      guard(event, ['data', 'dataAt', 'examples', 'previous', 'asyncapi']),
    ]),
  );
  return guard({ ...architecture, events }, ['schemas', 'documents', 'lint', 'unresolved']);
}

function guard<T extends object>(value: T, keys: readonly (keyof T & string)[]): T {
  const copy = { ...value };
  for (const key of keys) {
    Object.defineProperty(copy, key, {
      enumerable: true,
      get: () => {
        throw new Error(`${key} is outside of the structure`);
      },
    });
  }
  return copy;
}
