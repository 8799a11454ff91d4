import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/diff/change.ts';
import { compareArchitectures } from '../../src/diff/compare-architectures.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';

/*
 * Versions of AsyncAPI documents that their owners published one after the other. They lie beside the clone, in the
 * folder that EDA_CORPUS names: PAIRS.tsv lists them, `pairs/<dir>/` holds them. What breaks between sixty of them was
 * judged by reading both: pairs-labels.tsv.
 */
const corpus = process.env.EDA_CORPUS ?? '';
const options = { policy: 'tolerant', today: '2026-11-26' } as const;

interface Pair {
  readonly dir: string;
  readonly old: string;
  readonly new: string;
}

function rowsOf(path: string): string[][] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.split('\t'));
}

const pairs = rowsOf(join(corpus, 'PAIRS.tsv')).map(
  ([dir = '', old = '', now = '']): Pair => ({ dir, old, new: now }),
);

function modelOf(dir: string, document: string): Architecture {
  const files = createDiskFiles(join(corpus, 'pairs', dir));
  const { architecture } = loadDesign(files, { documents: [document], system: 'documents' });
  if (architecture === undefined) throw new Error(`${dir}/${document} cannot be read`);
  return architecture;
}

const nameOf = ({ dir, old, new: now }: Pair): string => `${dir} ${old} ${now}`;

/** `<event> <kind>` of what breaks, each once. */
function breakingIn(changes: readonly Change[]): string {
  const breaking = changes.filter(({ verdict }) => verdict === 'breaking');
  return (
    [...new Set(breaking.map(({ subject, kind }) => `${subject.name} ${kind}`))].sort().join(' | ') || 'none'
  );
}

describe('versions of real documents', () => {
  it.each(pairs.map((pair) => [nameOf(pair), pair] as const))('%s', (_name, pair) => {
    const old = modelOf(pair.dir, pair.old);
    const now = modelOf(pair.dir, pair.new);
    for (const policy of ['tolerant', 'strict'] as const) {
      for (const [a, b] of [
        [old, modelOf(pair.dir, pair.old)],
        [now, modelOf(pair.dir, pair.new)],
      ] as const)
        expect(compareArchitectures(a, b, { ...options, policy, transitive: true })).toEqual([]);
    }
    const changes = compareArchitectures(old, now, options);
    for (const { what, fingerprint, old: was, new: is } of changes) {
      expect(what).toMatch(/^[^\n]+$/);
      expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
      expect(was ?? is).toBeDefined();
    }
    // What only people notice asks for no version.
    for (const { verdict, kind, bump } of changes)
      if (verdict === 'documentation') expect({ kind, bump }).not.toMatchObject({ bump: 'major' });
  });
});

describe('what breaks, as people judged it', () => {
  const labels = rowsOf(fileURLToPath(new URL('./pairs-labels.tsv', import.meta.url)));

  it('was judged of sixty pairs at least, with reasons', () => {
    expect(labels.length).toBeGreaterThanOrEqual(60);
    expect(labels.filter((row) => row.length !== 5 || row.some((cell) => cell === ''))).toEqual([]);
    const known = new Set(pairs.map(nameOf));
    expect(labels.filter(([dir, old, now]) => !known.has(`${dir} ${old} ${now}`))).toEqual([]);
  });

  it.each(
    labels.map(([dir = '', old = '', now = '', breaking = '', why = '']) => ({
      dir,
      old,
      now,
      breaking,
      why,
    })),
  )('$dir $old $now: $why', ({ dir, old, now, breaking }) => {
    expect(breakingIn(compareArchitectures(modelOf(dir, old), modelOf(dir, now), options))).toBe(breaking);
  });
});
