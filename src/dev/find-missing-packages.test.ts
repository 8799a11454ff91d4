import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findMissingPackages } from './find-missing-packages.ts';

let root: string;
const service = () => join(root, 'services/shop-service');
const write = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-packages-'));
  write(
    'services/shop-service/package.json',
    JSON.stringify({
      dependencies: { pg: '8', '@opentelemetry/api': '1' },
      devDependencies: { typescript: '5' },
    }),
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('names what a service needs and nobody has installed', () => {
  expect(findMissingPackages(root, [service(), service()])).toMatchObject([
    {
      code: 'packages-missing',
      message: 'not installed: pg, @opentelemetry/api',
      help: 'npm install',
      at: { file: 'services/shop-service/package.json' },
    },
  ]);
});

it('finds packages beside the service and above it', () => {
  write('node_modules/pg/package.json');
  expect(findMissingPackages(root, [service()])).toMatchObject([
    { message: 'not installed: @opentelemetry/api' },
  ]);
  write('services/shop-service/node_modules/@opentelemetry/api/package.json');
  expect(findMissingPackages(root, [service()])).toEqual([]);
});

it('leaves services without a package.json, with a broken one, and those of Yarn Plug’n’Play alone', () => {
  mkdirSync(join(root, 'services/python-service'), { recursive: true });
  write('services/odd-service/package.json', '{');
  const others = ['python-service', 'odd-service'].map((name) => join(root, 'services', name));
  expect(findMissingPackages(root, others)).toEqual([]);
  write('.pnp.cjs');
  expect(findMissingPackages(root, [service()])).toEqual([]);
});
