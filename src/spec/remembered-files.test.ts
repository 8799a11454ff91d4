import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDiskFiles } from './project-files.ts';
import { rememberFiles } from './remembered-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-remembered-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads what has changed, whatever it was before', () => {
  const files = rememberFiles(createDiskFiles(folder));
  expect(files.read('eda.yaml')).toMatchObject({ ok: false, reason: 'missing' });
  for (const text of ['a', 'b', 'longer']) {
    writeFileSync(join(folder, 'eda.yaml'), text);
    expect(files.read('eda.yaml')).toEqual({ ok: true, text });
  }
  rmSync(join(folder, 'eda.yaml'));
  expect(files.read('eda.yaml')).toMatchObject({ ok: false, reason: 'missing' });
});

it('tells a path through a file as one that is not there', () => {
  writeFileSync(join(folder, 'eda.yaml'), 'a');
  const files = rememberFiles(createDiskFiles(folder));
  expect(files.read('eda.yaml/part.yaml')).toMatchObject({ ok: false, reason: 'missing' });
});
