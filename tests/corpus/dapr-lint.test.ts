import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintResources } from '../../src/dapr/lint-resources.ts';
import { createLocator } from '../../src/spec/locate.ts';

/*
 * Resources of Dapr that others published, in the folder that EDA_CORPUS names: DAPR.tsv lists them. dapr-labels.tsv
 * holds what is found in them with a verdict and why, by what the resource says and what its component reads; it keeps
 * today's findings as they are, so that a change of one is looked at.
 */
const corpus = process.env.EDA_CORPUS ?? '';

function rowsOf(path: string): string[][] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.split('\t'));
}

const files = rowsOf(join(corpus, 'DAPR.tsv'))
  .map(([file = '']) => file)
  .filter((file) => /\.ya?ml$/.test(file) && !file.includes('metadata-schemas'));
const labels = rowsOf(fileURLToPath(new URL('./dapr-labels.tsv', import.meta.url)));

/** `file line code` of what is found in each file by itself. */
function findIn(file: string): string[] {
  const text = readFileSync(join(corpus, file), 'utf8');
  const locate = createLocator(text);
  return lintResources([{ path: file, text }]).diagnostics.map(
    ({ code, at }) => `${file} ${locate(at).line} ${code}`,
  );
}

describe('resources of Dapr that others published', () => {
  it('are all there', () => {
    expect(files.filter((file) => !existsSync(join(corpus, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  it('have the findings that were judged, and no others', () => {
    const found = files.flatMap(findIn).sort();
    expect(found).toEqual(labels.map(([file, line, code]) => `${file} ${line} ${code}`).sort());
  });

  it('have findings that are right', () => {
    expect(labels.filter(([, , , verdict]) => verdict !== 'right')).toEqual([]);
  });
});
