import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDesign } from './project.ts';

let top: string;
let below: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'eda-above-'));
  below = join(top, 'repository/services');
  mkdirSync(below, { recursive: true });
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const document = 'asyncapi: 3.0.0\ninfo: { title: a, version: 1.0.0 }\n';

/** What is said where nothing is found from there. */
function said(): string {
  const design = findDesign(below);
  return design.ok ? '' : design.message;
}

/** Where what is found from `repository/services` lies. */
function found(): string | undefined {
  const design = findDesign(below);
  return design.ok ? join(design.project.folder, design.project.root) : undefined;
}

describe('a design above the working folder', () => {
  it('is found up to the top of the repository', () => {
    mkdirSync(join(top, 'repository/.git'));
    const root = join(top, 'repository/eda.yaml');
    writeFileSync(root, 'eda: 1\nsystem: shop\n');
    expect(found()).toBe(root);
  });

  it.each(['eda.yaml', 'eda.config.yaml'])('is not looked for beyond it: %s', (name) => {
    writeFileSync(join(top, name), name === 'eda.yaml' ? 'eda: 1\nsystem: shop\n' : 'version: 1.0.0\n');
    writeFileSync(join(top, 'shop.asyncapi.yaml'), document);
    expect(found()).toBeDefined();
    // What is a file there belongs to a submodule, or to a second work tree.
    writeFileSync(join(top, 'repository/.git'), 'gitdir: ../elsewhere\n');
    expect(found()).toBeUndefined();
    if (name === 'eda.yaml')
      expect(said()).toContain(`${join(top, name)} is not taken: it lies beyond the repository; `);
  });

  // Others' files can be made by root alone.
  it.runIf(process.getuid?.() === 0)('is not taken from other users: it may name code', () => {
    const root = join(top, 'eda.yaml');
    writeFileSync(root, 'eda: 1\nsystem: shop\n');
    chownSync(root, 4711, 4711);
    expect(found()).toBeUndefined();
    expect(said()).toContain(`${root} is not taken: another user wrote it; `);
    // But from whoever has the folder where one works, as in a container that runs as root.
    chownSync(below, 4711, 4711);
    expect(found()).toBe(root);
  });
});
