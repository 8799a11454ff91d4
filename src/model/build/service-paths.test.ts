import { expect, test } from 'vitest';
import { loadDesign } from '../../pipeline.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';

/** Findings of a design with two services: their places, and what they say. */
function findings(shop: string, mail = ''): string[] {
  const yaml = `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
services:
  shop: { domain: sales${shop} }
  mail: { domain: sales${mail} }
`;
  const { diagnostics } = loadDesign(createMemoryFiles({ 'eda.yaml': yaml }), 'eda.yaml');
  return diagnostics.map(({ code, message, at }) => `${code} ${at.path.join('/')} ${message}`);
}

const pathsOf = (paths: string): string[] => findings(`, paths: { ${paths} }`);

test('folders that are sound are nobody’s fault', () => {
  expect(pathsOf('root: apps/shop, handlers: ./src/events/, main: src/server.ts')).toEqual([]);
  expect(findings(', paths: { root: . }')).toEqual([]);
});

test.each([
  ['root: ../shop', 'root', 'leads out of the project'],
  ['root: a/../../b', 'root', 'leads out of the project'],
  ['handlers: ../other/src', 'handlers', 'leads out of the service'],
  ['root: /etc', 'root', 'is absolute'],
  ['root: "C:/shop"', 'root', 'is absolute'],
  ['root: "\\\\\\\\host\\\\share"', 'root', 'is absolute'],
  ['root: "~/shop"', 'root', 'is absolute'],
  ['root: "a\\\\b"', 'root', 'paths are written with /'],
  ['root: .git', 'root', 'no name for a folder'],
  ['root: "a b; rm -rf x"', 'root', 'no name for a folder'],
  ['root: "$(id)"', 'root', 'no name for a folder'],
  ['root: "a\\nb"', 'root', 'no name for a folder'],
  ['root: con', 'root', 'no name for a folder'],
  ['root: node_modules/x', 'root', 'belongs to tools'],
  ['generated: dist', 'generated', 'belongs to tools'],
  ['root: infra/shop', 'root', 'eda writes to infra itself'],
  ['main: src/server.py', 'main', 'no module of typescript'],
  ['generated: src', 'generated', 'lies in it'],
  ['generated: .', 'generated', 'lies in it'],
  ['handlers: src/generated/mine', 'handlers', 'lies in it'],
])('%s is refused', (paths, key, message) => {
  const found = pathsOf(paths);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`service-path services/shop/paths/${key} `);
  expect(found[0]).toContain(message);
});

test('a package of Python is named as one', () => {
  const [found] = findings(', language: python, paths: { source: my-app }');
  expect(found).toContain('"my-app" is no name of a package in Python');
  expect(findings(', language: python, paths: { root: my-app, source: my_app }')).toEqual([]);
});

test.each([
  ['root: apps/one', 'root: apps/one', 'lie in one folder: apps/one'],
  ['root: apps/one', 'root: Apps/One/', 'lie in one folder'],
  ['root: services/mail', '', 'lie in one folder: services/mail'],
  ['root: apps', 'root: apps/mail', 'lie in each other'],
  ['root: .', 'root: ./', 'lie in one folder: .'],
])('%s beside %s is refused', (shop, mail, message) => {
  const found = findings(`, paths: { ${shop} }`, mail === '' ? '' : `, paths: { ${mail} }`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});

test('what is no text, and keys that there are not, are found by the shape alone', () => {
  expect(pathsOf('root: 5')).toEqual([expect.stringMatching(/^type services\/shop\/paths\/root /)]);
  expect(pathsOf('handler: src')).toEqual([expect.stringMatching(/^unknown-key .*handlers/)]);
});
