import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test, vi } from 'vitest';
import fc from '../../../../tests/support/fast-check.ts';
import type { Diagnostic, Path } from '../../../diagnostics/diagnostic.ts';
import { checkShape } from './check-shape.ts';
import { shapeCodes } from './codes.ts';
import { edaSchemaText } from './eda-schema.generated.js';
import { childOf, type ShapeNode, valueAt } from './shape-schema.ts';
import { validate } from './validate-eda.generated.js';
import { thingOf } from './wording.ts';
import { wrongFiles } from './wrong-files.cases.ts';

const systems = join(import.meta.dirname, '../../../../tests/systems');
const systemFiles = readdirSync(systems, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('eda.yaml'))
  .sort()
  .map((path) => ({ path, value: read(readFileSync(join(systems, path), 'utf8')) }));

test('each map of the language is called by a name', () => {
  const { $defs } = JSON.parse(edaSchemaText) as { readonly $defs: Readonly<Record<string, ShapeNode>> };
  const maps = Object.entries($defs).filter(([, { additionalProperties }]) => additionalProperties === false);
  expect(maps.length).toBeGreaterThan(30);
  expect(maps.map(([kind]) => kind).filter((kind) => thingOf(kind) === 'this map')).toEqual([]);
});

describe('one diagnostic for each fault', () => {
  test.each(wrongFiles)('$fault', (wrong) => {
    const found = checkShape({ path: 'eda.yaml', value: read(wrong.yaml), role: wrong.role ?? 'root' });
    expect(found.map(summarise)).toEqual([
      {
        code: wrong.code,
        severity: 'error',
        at: { file: 'eda.yaml', path: wrong.at, ...(wrong.on === undefined ? {} : { on: wrong.on }) },
        message: wrong.message,
        help: wrong.help,
        mend: wrong.mend,
      },
    ]);
  });

  test.each(wrongFiles.filter((wrong) => wrong.mend !== undefined))('the fix mends: $fault', (wrong) => {
    const value = read(wrong.yaml);
    const [found] = checkShape({ path: 'eda.yaml', value, role: wrong.role ?? 'root' });
    const mended = found === undefined ? value : applyFix(value, found);
    const left = checkShape({ path: 'eda.yaml', value: mended, role: wrong.role ?? 'root' });
    expect(left.filter((each) => each.message === found?.message)).toEqual([]);
  });

  test('thousands of faults are each told once, and nothing is copied for each', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `todos.task.bad${index}`);
    const value = { eda: 1, system: 'todo', events: Object.fromEntries(names.map((name) => [name, {}])) };
    const concat = vi.spyOn(Array.prototype, 'concat');
    try {
      expect(validate(value)).toBe(false);
      expect(concat).not.toHaveBeenCalled();
    } finally {
      concat.mockRestore();
    }
    const found = checkShape({ path: 'eda.yaml', value, role: 'root' });
    expect(found.map(({ code, at }) => `${code} ${at.path.join(' ')}`)).toEqual(
      names.map((name) => `missing-key events ${name}`),
    );
  });

  test('several faults of one file are all told', () => {
    const value = read(`eda: 1
system: todo
events:
  todos.task.created: { data: {}, partitions: 12, internal: yes }
services:
  TodoService: { domain: todos, subscribes: [todos.task.created] }
`);
    expect(
      checkShape({ path: 'eda.yaml', value, role: 'root' })
        .map((each) => each.code)
        .sort(),
    ).toEqual(['name', 'type', 'type', 'unknown-key']);
  });

  test('no message repeats a secret', () => {
    for (const wrong of wrongFiles.filter((each) => each.yaml.includes('hunter2'))) {
      const found = checkShape({ path: 'eda.yaml', value: read(wrong.yaml), role: 'root' });
      expect(JSON.stringify(found)).not.toContain('hunter2');
    }
  });

  test('what a file contains cannot break the terminal or the line', () => {
    const value = { eda: 1, system: 'a\nb\u001b[31m', 'k\n\u0007ey': { 'x\ty': 1 } };
    for (const found of checkShape({ path: 'eda.yaml', value, role: 'root' })) {
      expect(`${found.message}${found.help ?? ''}`).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('codes', () => {
  test('every code is told of some wrong file, and every told code is explained', () => {
    expect([...new Set(wrongFiles.map((wrong) => wrong.code))].sort()).toEqual(
      Object.keys(shapeCodes).sort(),
    );
  });

  test.each(Object.entries(shapeCodes))(
    '%s: the wrong example has it, the right one has nothing',
    (code, { wrong, right }) => {
      const role = code === 'part-key' ? 'part' : 'root';
      const codes = checkShape({ path: 'eda.yaml', value: read(wrong), role }).map((found) => found.code);
      expect(new Set(codes)).toContain(code);
      expect(checkShape({ path: 'eda.yaml', value: read(right), role: 'root' })).toEqual([]);
    },
  );
});

describe('valid files', () => {
  test.each(systemFiles)('$path', ({ path, value }) => {
    const role = childOf(value, 'system') === undefined ? 'part' : 'root';
    expect(checkShape({ path, value, role })).toEqual([]);
  });

  test('foreign messages, under their own names and under ours', () => {
    const value = read(`eda: 1
system: claims-desk
domains: { payments: { owner: defra }, desk: { owner: us } }
events:
  payments.hold.added:
    from: ./vendor/hub.yaml#/channels/ffc-pay-events/subscribe/message
    type: uk.gov.defra.hold.added
    envelope: raw
    id: uppgift_id
    attributes: { X-Correlation-Id: { type: string } }
    x-asyncapi: { bindings: {} }
topics:
  orders/routed: { broker: nats, parameters: { destination: { enum: [fulfillment, rejected] } } }
services:
  hub: { domain: payments, external: true, contract: ./vendor/hub.yaml, publishes: ['orders/validated#orderValidated'] }
  claims: { domain: desk, subscribes: { 'orders/validated#orderValidated': { idempotent: false, versionPath: revision } } }
projections:
  claims: { service: claims, from: [payments.hold.added], key: id, consistency: eventual, keep: true, columns: { open: integer } }
environments:
  local: { brokers: { nats: { type: in-memory } } }
  production: { brokers: { nats: { type: mqtt, servers: ['mqtt:1883', '[::1]:1883'], qos: 0, auth: { type: aws-iam } } } }
lint: { extends: asyncapi-import, overrides: [{ at: [vendor/*], rules: { event-past-tense: off }, reason: not ours }] }
`);
    expect(checkShape({ path: 'eda.yaml', value, role: 'root' })).toEqual([]);
  });

  test('maps without a prototype', () => {
    const value = Object.assign(Object.create(null), { eda: 1, system: 'todo' });
    expect(checkShape({ path: 'eda.yaml', value, role: 'root' })).toEqual([]);
  });
});

describe('any change of a valid system', () => {
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      '',
      'none',
      'yes',
      [],
      {},
      '{topic}',
      { '{topic}': null },
      ['a', 'a'],
    ),
  );
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'partitions',
      'retry',
      'data',
      'password',
      'type',
      'constructor',
      '__proto__',
      'toString',
      'and more',
    ),
  );

  test('is answered with diagnostics exactly where it is invalid, and never throws', () => {
    const small = systemFiles.filter(({ path }) => !path.startsWith('large'));
    const change = fc.record({ index: fc.nat(small.length - 1), at: fc.nat(), junk, key, add: fc.boolean() });
    fc.assert(
      fc.property(change, ({ index, at, junk: value, key: name, add }) => {
        const file = small[index] ?? { path: '', value: {} };
        const root = structuredClone(file.value);
        const places = placesOf(root);
        const path = places[at % places.length] ?? [];
        const changed = add ? addKey(root, path, name, value) : replaceAt(root, path, value);
        const role = childOf(file.value, 'system') === undefined ? 'part' : 'root';
        const found = checkShape({ path: file.path, value: changed, role });
        if (childOf(changed, 'system') !== undefined)
          expect(found.length > 0).toBe(!validate(changed) || role === 'part');
        for (const { at: place, message, help } of found) {
          const parent = place.on === 'key' ? place.path.slice(0, -1) : place.path;
          expect(valueAt(changed, parent)).not.toBe(undefined);
          expect(`${message}${help ?? ''}`).not.toMatch(/undefined|\[object|\p{Cc}/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function summarise({ code, severity, at, message, help, fix }: Diagnostic) {
  return { code, severity, at, message, help, mend: replacementOf(fix) };
}

/** The text that a fix writes: those of shapes only replace. */
function replacementOf(fix: Diagnostic['fix']): string | undefined {
  const [edit] = fix?.edits ?? [];
  return edit !== undefined && 'text' in edit ? edit.text : undefined;
}

function read(yaml: string): unknown {
  return yaml.trim() === '' ? null : load(yaml);
}

/** The value with the fix's text in place of the scalar or the key. */
function applyFix(root: unknown, { fix }: Diagnostic): unknown {
  const [edit] = fix?.edits ?? [];
  const text = replacementOf(fix);
  if (edit === undefined || text === undefined) return root;
  const { path, on } = edit.at;
  if (on !== 'key') return replaceAt(root, path, load(text));
  const parent = path.slice(0, -1);
  const { [String(path.at(-1))]: value, ...others } = valueAt(root, parent) as Record<string, unknown>;
  return replaceAt(root, parent, { ...others, [String(load(text))]: value });
}

function replaceAt(root: unknown, path: Path, value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = valueAt(root, path.slice(0, -1)) as Record<string | number, unknown>;
  parent[last] = value;
  return root;
}

function addKey(root: unknown, path: Path, name: string, value: unknown): unknown {
  const map = valueAt(root, path);
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    return replaceAt(root, path, { [name]: value });
  Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  return root;
}

function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...steps.flatMap((step) => placesOf(childOf(value, step), [...path, step]))];
}
