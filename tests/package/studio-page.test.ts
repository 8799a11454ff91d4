import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStudio } from '../../scripts/build-studio.mjs';

/** What the page may load over a wire, in bytes. */
const budget = { first: 60_000, withEditor: 220_000 };

const folder = mkdtempSync(join(tmpdir(), 'eda-studio-page-'));
let built: Awaited<ReturnType<typeof buildStudio>>;
beforeAll(async () => {
  built = await buildStudio(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gzipped = (name: string): number => gzipSync(readFileSync(join(folder, name))).length;
const sum = (names: readonly string[]): number => names.reduce((bytes, name) => bytes + gzipped(name), 0);

describe('the page of the studio', () => {
  it('is small before the first picture, and with the editor', () => {
    const loaded = built.names.filter((name) => /\.(?:js|css)$/.test(name));
    const first = loaded.filter((name) => !name.startsWith('text-editor-'));
    expect(first.some((name) => /^studio-.*\.js$/.test(name))).toBe(true);
    expect(first.length).toBeLessThan(loaded.length);
    expect(sum(first)).toBeLessThan(budget.first);
    expect(sum(loaded)).toBeLessThan(budget.withEditor);
  });

  it('reads no Markdown, no YAML and no design: the server does', () => {
    const read = Object.keys(built.inputs).filter((path) =>
      /node_modules\/(?:markdown-it|js-yaml|yaml|ajv|@hpcc-js)\/|src\/(?:spec|rules|generators|model\/build)\//.test(
        path,
      ),
    );
    expect(read).toEqual([]);
  });
});
