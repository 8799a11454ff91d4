import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { compareArchitectures } from '../../src/diff/compare-architectures.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { buildArchitecture } from '../../src/model/build.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { bundleDesign } from '../../src/spec/eda/bundle-design.ts';
import { createDiskFiles, createMemoryFiles, type ProjectFiles } from '../../src/spec/project-files.ts';
import { readSpec } from '../../src/spec/source.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));
const systems = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const options = { policy: 'strict', today: '2026-11-26' } as const;

function filesOf(system: string, root?: string): ProjectFiles {
  const disk = createDiskFiles(join(folder, system));
  if (root === undefined) return disk;
  return { ...disk, read: (path) => (path === 'eda.yaml' ? { ok: true, text: root } : disk.read(path)) };
}

function modelOf(files: ProjectFiles): Architecture {
  const { architecture } = loadDesign(files, 'eda.yaml');
  if (architecture === undefined) throw new Error('not readable');
  return architecture;
}

const rootOf = (system: string): string => readFileSync(join(folder, system, 'eda.yaml'), 'utf8');

describe.each(systems)('%s', (system) => {
  const model = modelOf(filesOf(system));
  const nothing = (other: Architecture): void => {
    expect(compareArchitectures(model, other, options)).toEqual([]);
    expect(compareArchitectures(other, model, { ...options, policy: 'tolerant', transitive: true })).toEqual([]);
  };

  it('does not differ from itself', () => {
    nothing(model);
    nothing(modelOf(filesOf(system)));
  });

  it('is the same as JSON, and with its keys in another order', () => {
    const value: unknown = parse(rootOf(system));
    nothing(modelOf(filesOf(system, JSON.stringify(value))));
    nothing(modelOf(filesOf(system, stringify(turnedRound(value)))));
  });

  it('is the same in one file, as a release keeps it', () => {
    const { source } = readSpec(filesOf(system), 'eda.yaml');
    if (source === undefined) throw new Error('not readable');
    buildArchitecture(source);
    const { root, files } = bundleDesign(source);
    nothing(modelOf(createMemoryFiles({ 'eda.yaml': stringify(root), ...Object.fromEntries(files) })));
  });

  it('is the same with its shared schemas in a file', () => {
    const value = parse(rootOf(system)) as { schemas?: { [name: string]: unknown } };
    const shared = Object.entries(value.schemas ?? {}).filter(
      ([, schema]) => !JSON.stringify(schema).includes('"$ref"'),
    );
    const moved = Object.fromEntries(
      Object.entries(value.schemas ?? {}).map(([name, schema]) =>
        shared.some(([own]) => own === name) ? [name, { $ref: `./moved.json#/$defs/${name}` }] : [name, schema],
      ),
    );
    const text = stringify({ ...value, ...(value.schemas === undefined ? {} : { schemas: moved }) });
    const files = filesOf(system, text);
    const file = JSON.stringify({ $defs: Object.fromEntries(shared) });
    nothing(
      modelOf({ ...files, read: (path) => (path === 'moved.json' ? { ok: true, text: file } : files.read(path)) }),
    );
  });

  it('differs from another one exactly where the models differ', () => {
    const value: unknown = parse(rootOf(system));
    const places = leavesOf(value);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('change', 'drop'), (path, edit) => {
        const edited = editAt(value, path, edit === 'drop' ? undefined : otherThan(at(value, path)));
        const loaded = loadDesign(filesOf(system, stringify(edited)), 'eda.yaml');
        if (loaded.architecture === undefined || loaded.diagnostics.length > 0) return;
        const other = loaded.architecture;
        const differs = compareArchitectures(model, other, options).length > 0;
        // A setting may be written and say what holds anyway; all else that differs is a change.
        const expected = differs ? essence(model) !== essence(other) : essence(model, true) !== essence(other, true);
        expect({ path, differs }).toEqual({ path, differs: expected });
      }),
      { numRuns: system === 'large' ? 10 : 60, seed: 20261126 },
    );
  });
});

/** The same value with the members of maps in the other order. Order within `upcast` and lists means something. */
function turnedRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedRound);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turnedRound(member)]),
  );
}

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  // What is not compared: how a team lints and generates, and where its parts lie.
  return Object.entries(value).flatMap(([key, member]) =>
    path.length === 0 && ['eda', 'lint', 'generate', 'include'].includes(key)
      ? []
      : leavesOf(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((inner, step) => (inner as { [step: string]: unknown })[step], value);
}

function editAt(value: unknown, path: Path, leaf: unknown): unknown {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1)) as { [step: string]: unknown };
  const last = path.at(-1) ?? '';
  if (leaf !== undefined) parent[last] = leaf;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

function otherThan(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf !== 'string') return 1;
  const duration = /^([0-9]+)(ms|s|m|h|d)$/.exec(leaf);
  return duration === null ? `${leaf}x` : `${Number(duration[1]) + 1}${duration[2]}`;
}

/** What a model says, without places, without schemas that nothing refers to, without order of names. */
function essence(architecture: Architecture, withoutSettings = false): string {
  const used = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('kind' in node && node.kind === 'ref' && 'id' in node && typeof node.id === 'string' && !used.has(node.id)) {
      used.add(node.id);
      visit(architecture.schemas[node.id]?.schema);
    }
    for (const member of Object.values(node)) visit(member);
  };
  const { schemas, lint: _, generate: __, unresolved: ___, ...rest } = architecture;
  visit(rest);
  const named = Object.fromEntries([...used].sort().map((id) => [id, schemas[id]?.schema]));
  return JSON.stringify({ ...rest, named }, (key, value: unknown) => {
    // Which file of documents it was is no difference: what it says is.
    if (['at', 'dataAt', 'contract', 'foreign'].includes(key)) return undefined;
    if (withoutSettings && ['settings', 'defaults', 'in'].includes(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
