import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { passingSpec } from './passing-spec.ts';
import { version } from './version.ts';

function makeFolder(path: string, manifest: string): string {
  const world = mkdtempSync(join(tmpdir(), 'eda-spec-'));
  onTestFinished(() => rmSync(world, { recursive: true, force: true }));
  mkdirSync(join(world, path), { recursive: true });
  writeFileSync(join(world, path, 'package.json'), manifest);
  return world;
}

const passing = 'cache/_npx/0123456789abcdef';
const dependsOn = (spec: string): string => JSON.stringify({ dependencies: { eda: spec } });

describe('passingSpec', () => {
  it.each([
    ['of npx, from a tarball', passing, 'file:../../../eda.tgz', 'file:../eda.tgz'],
    ['of npx, from a registry', passing, '^0.0.1', version],
    ['of npx, by a tag', passing, 'latest', version],
    ['of npx, from a revision', passing, 'github:acme/eda#abc', 'github:acme/eda#abc'],
    ['of pnpm', 'cache/pnpm/dlx/hash/time', 'file:../../../../../eda.tgz', 'file:../eda.tgz'],
    ['of yarn', 'tmp/dlx-77', '0.0.1', version],
  ])('names the package in a folder %s', (_, folder, spec, named) => {
    const world = makeFolder(folder, dependsOn(spec));
    for (const inside of ['node_modules/eda', 'node_modules/.pnpm/eda@1/node_modules/eda']) {
      const program = join(world, folder, inside, 'dist/main.cjs');
      expect(passingSpec(join(world, 'shop'), program)).toBe(named);
    }
  });

  it.each([
    ['is installed in a project', 'shop', dependsOn('file:../eda.tgz')],
    ['is installed for the machine', 'lib', '{}'],
    ['came by a package that cannot be read', passing, '{ broken'],
    ['came by what is no package', passing, 'null'],
  ])('names none where eda %s', (_, folder, manifest) => {
    const world = makeFolder(folder, manifest);
    const program = join(world, folder, 'node_modules/eda/dist/main.cjs');
    expect(passingSpec(join(world, 'shop'), program)).toBeUndefined();
  });

  it('names none where eda runs from its sources', () => {
    expect(passingSpec('/anywhere')).toBeUndefined();
  });
});
