import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createParseMemory } from '../spec/parse-memory.ts';
import { findProject } from './project.ts';
import { createStudioChecker } from './studio-checker.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-studio-checker-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const design = (service: string) => `eda: 1
system: shop
include: [parts/*.yaml]
domains:
  sales: {}
services:
  ${service}: { domain: sales }
`;
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

function open(root: string) {
  mkdirSync(join(folder, 'parts'));
  write('eda.yaml', root);
  write('parts/one.yaml', 'services:\n  one: { domain: sales }\n');
  const found = findProject(folder);
  if (!found.ok) throw new Error(found.message);
  return createStudioChecker(found.project, createParseMemory());
}
const codes = ({ diagnostics }: Awaited<ReturnType<ReturnType<typeof open>>>) =>
  diagnostics.map(({ code }) => code);

it('gives the very answer again while files are what they were, and another one when any of them is not', async () => {
  const check = open(design('till'));
  const first = await check();
  expect(Object.keys(first.design.architecture?.services ?? {})).toEqual(['till', 'one']);
  expect(await check()).toBe(first);

  write('eda.yaml', design('desk'));
  const second = await check();
  expect(Object.keys(second.design.architecture?.services ?? {})).toEqual(['desk', 'one']);

  // No file that was read is another one: there is one more.
  write('parts/two.yaml', 'services:\n  two: { domain: sales }\n');
  const third = await check();
  expect(Object.keys(third.design.architecture?.services ?? {})).toEqual(['desk', 'one', 'two']);

  rmSync(join(folder, 'parts/one.yaml'));
  const fourth = await check();
  expect(Object.keys(fourth.design.architecture?.services ?? {})).toEqual(['desk', 'two']);
  expect(await check()).toBe(fourth);
});

it('checks other texts by themselves, and remembers nothing of them', async () => {
  const check = open(design('till'));
  const first = await check();
  const drafted = await check(new Map([['eda.yaml', design('desk')]]));
  expect(Object.keys(drafted.design.architecture?.services ?? {})).toContain('desk');
  expect(await check()).toBe(first);
});

it('sees what lies beside the design', async () => {
  const check = open(design('till'));
  expect(codes(await check())).not.toContain('config-unread');
  write('eda.config.yaml', 'lint: {}\n');
  expect(codes(await check())).toContain('config-unread');
});

it('asks rules of the project again: their code may look at anything', async () => {
  const check = open(`${design('till')}lint: { custom: [./rules.mjs] }\n`);
  write('rules.mjs', 'export const rules = [];\n');
  const first = await check();
  expect(codes(first)).not.toContain('custom-module');
  expect(await check()).not.toBe(first);
  rmSync(join(folder, 'rules.mjs'));
  expect(codes(await check())).toContain('custom-module');
});
