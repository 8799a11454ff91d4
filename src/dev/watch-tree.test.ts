import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchTree } from './watch-tree.ts';

it('tells of a file whose place a folder takes, and of the file when it is back', async () => {
  const root = mkdtempSync(join(tmpdir(), 'eda-watch-'));
  const file = join(root, 'eda.yaml');
  writeFileSync(file, 'eda: 1');
  const told: string[] = [];
  const tree = watchTree(root, {
    onChange: (paths) => told.push(...paths),
    onError: (error) => told.push(error.message),
    quietMs: 10,
  });
  const change = async (path: string, work: () => void): Promise<void> => {
    told.length = 0;
    work();
    await expect.poll(() => told, { timeout: 20_000 }).toContain(path);
  };
  try {
    for (let turn = 0; turn < 3; turn++) {
      await change(file, () => {
        rmSync(file);
        mkdirSync(file);
      });
      await change(join(file, 'inner.yaml'), () => writeFileSync(join(file, 'inner.yaml'), ''));
      await change(file, () => {
        rmSync(file, { recursive: true });
        writeFileSync(file, 'eda: 1');
      });
    }
  } finally {
    tree.close();
    rmSync(root, { recursive: true, force: true });
  }
});
