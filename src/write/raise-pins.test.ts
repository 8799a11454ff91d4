import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Pin } from '../generators/generator.ts';
import { raisePins } from './raise-pins.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-pins-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const pg: Pin = { name: 'pg', before: '"pg": "', version: '8.23.1' };

function raise(text: string, pins: readonly Pin[] = [pg]): { text: string | undefined; raised: string[] } {
  writeFileSync(join(root, 'file'), text);
  const file = {
    path: 'file',
    owner: 'once',
    generator: 'test',
    inputs: [],
    content: () => '',
    pins,
  } as const;
  const { texts, raised } = raisePins(root, [file], new Map());
  return { text: texts.get('file'), raised: raised.map(({ name, from, to }) => `${name} ${from} ${to}`) };
}

it.each([
  ['lower', '{ "pg": "8.22.0" }', '{ "pg": "8.23.1" }'],
  ['lower by a part of two digits', '{ "pg": "8.9.10" }', '{ "pg": "8.23.1" }'],
  ['a pre-release of it', '{ "pg": "8.23.1-rc.1" }', '{ "pg": "8.23.1" }'],
])('raises a version that is %s', (_what, before, after) => {
  expect(raise(before).text).toBe(after);
});

it.each([
  '{ "pg": "8.23.1" }',
  '{ "pg": "9.0.0" }',
  '{ "pg": "^8.0.0" }',
  '{ "pg": ">=8 <9" }',
  '{ "pg": "workspace:*" }',
  '{ "pg": "npm:other@1.0.0" }',
  '{ "pg-pool": "1.0.0", "npg": "1.0.0" }',
])('leaves %s', (text) => {
  expect(raise(text)).toEqual({ text: undefined, raised: [] });
});

it('keeps every other byte, and tells what it raised', () => {
  const text =
    '\uFEFF# deps\r\npsycopg[binary]==3.2.0 ; python_version > "3"\r\nhttpx==0.28.1  # $1 $& \\1\r\n';
  const pins = [
    { name: 'psycopg', before: 'psycopg[binary]==', version: '3.3.9' },
    { name: 'httpx', before: 'httpx==', version: '0.28.1' },
  ];
  expect(raise(text, pins)).toEqual({
    text: text.replace('3.2.0', '3.3.9'),
    raised: ['psycopg 3.2.0 3.3.9'],
  });
});

it('goes on from texts that change anyway, and passes over files that are gone', () => {
  const planned = (path: string) =>
    ({ path, owner: 'once', generator: 'test', inputs: [], content: () => '', pins: [pg] }) as const;
  const given = new Map([['a', '{ "pg": "1.0.0", "new": "1.0.0" }']]);
  const { texts } = raisePins(root, [planned('a'), planned('gone')], given);
  expect([...texts]).toEqual([['a', '{ "pg": "8.23.1", "new": "1.0.0" }']]);
});
