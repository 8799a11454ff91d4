import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTexts } from './write-texts.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-texts-'));
  writeFileSync(join(root, 'a.yaml'), 'a: 1\n');
  writeFileSync(join(root, 'b.yaml'), 'b: 1\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const both = [
  { file: 'a.yaml', before: 'a: 1\n', after: 'a: 2\n' },
  { file: 'b.yaml', before: 'b: 1\n', after: 'b: 2\n' },
];
const texts = (): string[] => ['a.yaml', 'b.yaml'].map((file) => readFileSync(join(root, file), 'utf8'));

describe(writeTexts, () => {
  it('writes all, with the rights that they had', () => {
    chmodSync(join(root, 'a.yaml'), 0o600);
    expect(writeTexts(root, both)).toEqual({ ok: true });
    expect(texts()).toEqual(['a: 2\n', 'b: 2\n']);
    if (process.platform !== 'win32') expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o600);
  });

  it('writes none where one says something else by now', () => {
    writeFileSync(join(root, 'b.yaml'), 'b: 3\n');
    expect(writeTexts(root, both)).toEqual({ ok: false, changed: 'b.yaml' });
    expect(texts()).toEqual(['a: 1\n', 'b: 3\n']);
  });

  it('replaces none that may not be written, and none beside it', () => {
    chmodSync(join(root, 'b.yaml'), 0o444);
    expect(writeTexts(root, both)).toEqual({ ok: false, fault: 'b.yaml is read-only' });
    expect(texts()).toEqual(['a: 1\n', 'b: 1\n']);
    expect(readdirSync(root).sort()).toEqual(['a.yaml', 'b.yaml']);
  });
});
