import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { knownComponent, type ResourceSchema, schemasOf } from './known.ts';
import { lintResources } from './lint-resources.ts';
import type { ResourceFile } from './read-resources.ts';

/*
 * Mistakes planted one by one into everything that the generator writes for its scenarios: a key renamed, one that is
 * needed dropped, a value of another type. Each has to be found.
 */
const scenarios = fileURLToPath(new URL('../generators/dapr/scenarios', import.meta.url));

type Fields = { [key: string]: unknown };
type Path = readonly (string | number)[];

/** Files by environment of each scenario. */
const environments = readdirSync(scenarios).flatMap((scenario) => {
  const infra = `${scenarios}/${scenario}/output/infra`;
  return readdirSync(infra).map((name) => ({
    name: `${scenario}/${name}`,
    files: readdirSync(`${infra}/${name}/dapr`, { recursive: true })
      .map(String)
      // What lists the files for `kubectl` is none of Dapr's.
      .filter((path) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'))
      .sort()
      .map((path): ResourceFile => ({ path, text: readFileSync(`${infra}/${name}/dapr/${path}`, 'utf8') })),
  }));
});

/** Those that differ in what they have; planting takes a second or two for each. */
const planted = environments.filter(({ name }) =>
  ['brokers/production', 'brokers/testing', 'jetstream/staging', 'clouds/azure', 'clouds/hubs'].includes(
    name,
  ),
);

interface Mutant {
  readonly what: string;
  readonly document: Fields;
}

/** Keys whose members have free names, so that another name is no mistake by itself. */
const free: readonly RegExp[] = [
  // Subscription metadata are the component's own, and are not checked.
  /^Subscription spec\.metadata\./,
  /^Configuration spec\.nameResolution\.configuration\./,
  /^\w+ metadata\.(namespace|labels|annotations)/,
  // Where nothing says which apps there are.
  /^Resiliency spec\.targets\.apps\.[^.]+$/,
];

function mutantsOf(document: Fields): Mutant[] {
  const kind = String(document.kind);
  const schema = schemasOf(kind)?.[String(document.apiVersion)] ?? {};
  const mutants: Mutant[] = [];
  const plant = (what: string, path: Path, change: (parent: Fields, key: string | number) => void): void => {
    const copy = structuredClone(document);
    let parent = copy as Fields;
    for (const step of path.slice(0, -1)) parent = parent[step] as Fields;
    change(parent, path.at(-1) ?? '');
    mutants.push({ what: `${what} ${kind} ${path.join('.')}`, document: copy });
  };
  const visit = (value: unknown, path: Path, inner: ResourceSchema | undefined): void => {
    const id = `${kind} ${path.join('.')}`;
    if (path.length > 0 && !free.some((pattern) => pattern.test(id))) {
      if (typeof value === 'object' && value !== null) plant('as a text', path, set('a text'));
      else plant('as a list', path, set([value]));
      if (typeof value === 'number' || typeof value === 'boolean') plant('as a word', path, set('perhaps'));
    }
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, index], inner?.items);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const at = [...path, key];
        const isFree = free.some((pattern) => pattern.test(`${kind} ${at.join('.')}`));
        if (!isFree) plant('renamed', at, rename);
        if (inner?.required?.includes(key)) plant('without', at, drop);
        visit(member, at, inner?.properties?.[key] ?? inner?.additionalProperties);
      }
    }
  };
  visit(document, [], schema);
  if (kind === 'Component') plantMetadata(document, plant);
  return mutants;
}

function plantMetadata(
  document: Fields,
  plant: (what: string, path: Path, change: (parent: Fields, key: string | number) => void) => void,
): void {
  const { type, metadata } = document.spec as { type: string; metadata: { name: string; value?: string }[] };
  const known = knownComponent(type);
  if (known === undefined || known === 'bare' || metadata === undefined) return;
  for (const [index, { name, value }] of metadata.entries()) {
    const path = ['spec', 'metadata', index];
    const field = known.metadata[name];
    plant(`misspelt ${name}`, [...path, 'name'], set(`${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}x`));
    if (field?.required)
      plant(`without ${name}`, path, (list, at) => void (list as never as unknown[]).splice(Number(at), 1));
    if (value === undefined && field?.sensitive)
      plant(`${name} in plain text`, path, set({ name, value: 'hunter2' }));
    else if (
      value !== undefined &&
      (field?.values !== undefined || (field !== undefined && field.type !== 'string'))
    )
      plant(`${name} of another type`, [...path, 'value'], set('perhaps'));
  }
}

const set =
  (value: unknown) =>
  (parent: Fields, key: string | number): void => {
    parent[key] = value;
  };

function rename(parent: Fields, key: string | number): void {
  parent[`${key}x`] = parent[key];
  delete parent[key];
}

function drop(parent: Fields, key: string | number): void {
  delete parent[key];
}

const problems = (files: readonly ResourceFile[]): string[] =>
  lintResources(files).diagnostics.map(({ code, message }) => `${code}: ${message}`);

test.each(environments)('$name has no fault', ({ files }) => {
  expect(problems(files)).toEqual([]);
});

describe('each planted mistake is found', () => {
  test.each(planted)(
    '$name',
    ({ files }) => {
      const missed: string[] = [];
      let count = 0;
      for (const file of files) {
        const documents = [...parseAllDocuments(file.text)].map((document) => document.toJS() as Fields);
        for (const [index, document] of documents.entries()) {
          if (document.kind === undefined) continue;
          for (const { what, document: mutant } of mutantsOf(document)) {
            const text = documents.map((each, at) => stringify(at === index ? mutant : each)).join('---\n');
            count++;
            const mutated = files.map((each) => (each === file ? { path: file.path, text } : each));
            if (problems(mutated).length === 0) missed.push(`${file.path}: ${what}`);
          }
        }
      }
      expect(missed).toEqual([]);
      expect(count).toBeGreaterThan(100);
    },
    120_000,
  );
});
