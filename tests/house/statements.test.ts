import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatements } from '../../scripts/build-statements.mjs';
import { root } from './source-files.ts';

const statements = readStatements();
const typescript = sourcesIn('src/runtime/typescript', /(?<!\.test)\.ts$/);
const python = sourcesIn('src/runtime/python/eda_runtime', /\.py$/);

describe('the statements of the runtime', () => {
  it.each([
    ['TypeScript', typescript],
    ['Python', python],
  ])('are all run by %s', (_language, sources) => {
    const words = new Set([...sources.values()].flatMap((text) => text.match(/\b[A-Z][A-Z_]+\b/g) ?? []));
    expect(statements.map(({ name }) => name).filter((name) => !words.has(name))).toEqual([]);
  });

  it('stand in one place: neither runtime has the text of one, nor one that the other has as well', () => {
    const shared = new Map(statements.map(({ name, text }) => [plain(text), name]));
    const ofTypeScript = sqlIn(typescript, /`([^`]*)`|'((?:[^'\\\n]|\\.)*)'/g);
    const ofPython = sqlIn(python, /"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"/gs);
    const copied = [...ofTypeScript, ...ofPython].filter(({ sql }) => shared.has(sql));
    const twice = ofTypeScript.filter(({ sql }) => ofPython.some((other) => other.sql === sql));
    expect(copied).toEqual([]);
    expect(twice).toEqual([]);
  });

  it('are found where there are some: the search sees what stands in a runtime', () => {
    const [{ text = '' } = {}] = statements;
    const found = sqlIn(new Map([['a.ts', `query(\`\n  ${text}\`)`]]), /`([^`]*)`/g);
    expect(found).toEqual([{ path: 'a.ts', sql: plain(text) }]);
  });
});

/** Texts of a runtime's modules by their names; without the one that is made of the statements. */
function sourcesIn(folder: string, names: RegExp): ReadonlyMap<string, string> {
  const files = readdirSync(join(root, folder)).filter((name) => names.test(name));
  return new Map(
    files
      .filter((name) => !name.startsWith('statements.'))
      .map((name) => [name, readFileSync(join(root, folder, name), 'utf8')]),
  );
}

/** Literals that speak of the runtime's tables or locks. */
function sqlIn(sources: ReadonlyMap<string, string>, literal: RegExp): { path: string; sql: string }[] {
  return [...sources].flatMap(([path, text]) =>
    [...text.matchAll(literal)]
      .map((match) => plain(match[1] ?? match[2] ?? ''))
      .filter((sql) => /\b(SELECT|INSERT|UPDATE|DELETE|NOTIFY|LISTEN|CREATE)\b/.test(sql))
      .filter((sql) => /\beda\.\w|\bpg_\w|eda_outbox/.test(sql))
      .map((sql) => ({ path, sql })),
  );
}

/** One space between words, and one mark for what is filled in. */
function plain(sql: string): string {
  return sql
    .replace(/\$?\{[^}]*\}/g, '?')
    .replace(/\s+/g, ' ')
    .trim();
}
