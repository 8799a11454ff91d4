import { cpSync, readdirSync, statSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isMap, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { createDiskFiles, type ProjectFiles } from '../../src/spec/project-files.ts';
import {
  generateInto,
  makeFolder,
  planSystem,
  readFolder,
  removeFolder,
  root,
  systems,
  textsOf,
} from './generated-system.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe.each(Object.entries(systems))('%s', (_name, source) => {
  test('comes out the same at another time, in another zone and language, by another person, elsewhere', async () => {
    const { architecture, plan } = await planSystem(createDiskFiles(source));
    expect(Object.keys(architecture.services).length).toBeGreaterThan(0);
    const folder = makeFolder(source);
    try {
      vi.useFakeTimers({ now: new Date('2041-12-31T23:59:59.999Z'), toFake: ['Date'] });
      for (const [name, value] of Object.entries({
        TZ: 'Asia/Kathmandu',
        LC_ALL: 'tr_TR.UTF-8',
        USER: 'nobody',
      }))
        vi.stubEnv(name, value);
      const again = await planSystem(createDiskFiles(folder));
      expectSame(textsOf(again.plan), textsOf(plan));
      expect(again.plan.records).toEqual(plan.records);
    } finally {
      removeFolder(folder);
    }
  });

  test('comes out the same whatever the order of keys that are no list', async () => {
    const { plan } = await planSystem(createDiskFiles(source));
    const otherWay = turnKeys(createDiskFiles(source));
    expect(otherWay.read('eda.yaml')).not.toEqual(createDiskFiles(source).read('eda.yaml'));
    const turned = await planSystem(otherWay);
    expectSame(textsOf(turned.plan), textsOf(plan));
  });

  test('names no place, person, machine or time', async () => {
    const { plan } = await planSystem(createDiskFiles(source));
    const year = new Date().getFullYear();
    const tells = [
      root.replace(/\/$/, ''),
      homedir(),
      tmpdir(),
      hostname(),
      `${year}-${String(new Date().getMonth() + 1).padStart(2, '0')}-`,
    ].filter((text) => text.length > 4);
    const found = [...textsOf(plan)].flatMap(([path, text]) =>
      tells.filter((tell) => text.includes(tell)).map((tell) => `${path}: ${tell}`),
    );
    expect(found).toEqual([]);
  });

  test('stays as it is in a second run', async () => {
    const folder = makeFolder(source);
    try {
      await generateInto(folder);
      const first = readFolder(folder);
      const times = timesOf(folder);
      const results = await generateInto(folder);
      const touched = results.filter(({ action }) => action !== 'unchanged' && action !== 'yours');
      expect(touched).toEqual([]);
      expectSame(readFolder(folder), first);
      expect(timesOf(folder)).toEqual(times);
    } finally {
      removeFolder(folder);
    }
  });
});

test('the example is what its design generates', async () => {
  const folder = makeFolder();
  try {
    cpSync(systems.example ?? '', folder, {
      recursive: true,
      filter: (path) => !/[\\/](\.eda|node_modules)$/.test(path),
    });
    const before = readFolder(folder);
    await generateInto(folder);
    expectSame(readFolder(folder), before);
  } finally {
    removeFolder(folder);
  }
});

/** Compares by path, since a difference of whole trees is unreadable. */
function expectSame(actual: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  const other = [...expected].find(([path, text]) => actual.get(path) !== text);
  if (other !== undefined) expect(actual.get(other[0]), other[0]).toBe(other[1]);
}

/**
 * The same design with the keys of its top level, and those of each event, service, topic and so on, turned round.
 * The order of named things stays: it is that of documentation, handlers and ports.
 */
function turnKeys(files: ProjectFiles): ProjectFiles {
  return {
    ...files,
    read: (path) => {
      const file = files.read(path);
      if (!file.ok || !path.endsWith('.yaml')) return file;
      const document = parseDocument(file.text);
      if (!isMap(document.contents) || !document.contents.has('eda')) return file;
      const top = document.contents as YAMLMap<unknown, unknown>;
      for (const { value } of top.items) {
        if (isMap(value)) for (const { value: named } of value.items) turn(named);
      }
      turn(top);
      return { ok: true, text: document.toString() };
    },
  };
}

function turn(value: unknown): void {
  if (isMap(value)) (value.items as Pair[]).reverse();
}

function timesOf(folder: string): readonly (readonly [string, number])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('services') && path.endsWith('.ts'))
    .sort()
    .map((path) => [path, statSync(join(folder, path)).mtimeMs]);
}
