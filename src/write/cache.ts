import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ParseCache } from '../spec/source.ts';
import { hashText } from './content-hash.ts';

/** What the last run knew of each generated file: hash of its inputs, of its content, and how it looked on disk. */
export type GenerateCache = {
  [path: string]: {
    readonly key: string;
    readonly hash: string;
    readonly mtimeMs: number;
    readonly size: number;
  };
};

/** Anything wrong with the cache is the same as no cache: it only saves work. */
export function readCache(folder: string): GenerateCache {
  return readJson(join(folder, 'generate.json')) as GenerateCache;
}

export function writeCache(folder: string, cache: GenerateCache): void {
  writeJson(join(folder, 'generate.json'), cache);
}

/** Values of the spec's files by the hash of their text, kept between runs of `generate`. */
export interface StoredParseCache extends ParseCache {
  save(): void;
}

export function createParseCache(root: string): StoredParseCache {
  const path = join(root, '.eda/cache/spec.json');
  const before = readJson(path) as { [file: string]: { hash: string; value: unknown } };
  const now: { [file: string]: { hash: string; value: unknown } } = {};
  let changed = false;
  return {
    get: (file, text) => {
      const entry = Object.hasOwn(before, file) ? before[file] : undefined;
      if (entry === undefined || entry.hash !== hashText(text)) return undefined;
      now[file] = entry;
      return entry.value;
    },
    set: (file, text, value) => {
      now[file] = { hash: hashText(text), value };
      changed = true;
    },
    save: () => {
      if (changed || Object.keys(before).length !== Object.keys(now).length) writeJson(path, now);
    },
  };
}

/** Anything that is no JSON object counts as an empty one. */
export function readJson(path: string): object {
  return parseObject(readText(path));
}

export function writeJson(path: string, value: object): void {
  writeJsonLines(path, [value]);
}

/** Objects that stand in a line each, read when they are asked for; one that isn't there is empty. */
export function readJsonLines(path: string): { next(): object } {
  let rest = readText(path);
  return {
    next: () => {
      const end = rest.indexOf('\n');
      const line = end === -1 ? rest : rest.slice(0, end);
      rest = end === -1 ? '' : rest.slice(end + 1);
      return parseObject(line);
    },
  };
}

/** Of a file that cannot be read nothing is kept. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

export function writeJsonLines(path: string, values: readonly object[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, values.map((value) => JSON.stringify(value)).join('\n'));
  renameSync(temporary, path);
}
