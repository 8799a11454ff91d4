import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

const slashes = 'paths are written with / on every system';

describe('a path with backslashes is told to be written with /, on every system', () => {
  it.each([
    ["include: ['parts\\one.eda.yaml']", slashes],
    ["include: ['parts\\*.eda.yaml']", slashes],
    ["schemas: { Money: { $ref: '.\\schemas\\money.json' } }", `.\\schemas\\money.json: ${slashes}`],
    ["lint: { custom: ['.\\lint\\own.mjs'] }", 'write ./lint/own.mjs'],
    ["lint: { custom: ['C:\\lint\\own.mjs'] }", `C:\\lint\\own.mjs: ${slashes}`],
    ["lint: { custom: ['C:/lint/own.mjs'] }", 'C:/lint/own.mjs lies outside the project'],
    ["generate: { '.\\tools\\list.mjs': {} }", 'is written with / and begins with ./'],
    ["generate: { './..\\list.mjs': {} }", `./..\\list.mjs: ${slashes}`],
  ])('%s', async (line, message) => {
    const folder = project({
      'eda.yaml': `${soundDesign}${line}\n`,
      'parts/one.eda.yaml': 'eda: 1\n',
      'schemas/money.json': '{ "type": "object" }\n',
      'lint/own.mjs': 'export const rules = [];\n',
    });
    const { out } = await runEda(folder, ['validate', '--format', 'json']);
    expect(
      JSON.parse(out)
        .diagnostics.map(({ message, help = '' }: { message: string; help?: string }) => `${message} ${help}`)
        .join('\n'),
    ).toContain(message);
  });

  it('and the name that was meant is written by --fix-unsafe', async () => {
    const folder = project({
      'eda.yaml': `${soundDesign}generate: { 'tools\\off.mjs': false }\n`,
    });
    await runEda(folder, ['validate', '--fix-unsafe']);
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toContain("'./tools/off.mjs': false");
  });
});

describe('a design with the line ends of Windows', () => {
  const more = `schemas:
  Note:
    type: string
    description: |
      What somebody wrote,
      on two lines.
`;
  const text = `${soundDesign}${more}`;
  const inWindows = text.replaceAll('\n', '\r\n');

  it('says the same', async () => {
    const outs: string[] = [];
    for (const design of [text, inWindows]) {
      const folder = project({ 'eda.yaml': design.replace('summary:', 'sumary:') });
      outs.push((await runEda(folder, ['validate', '--format', 'compact'])).out);
    }
    expect(outs[0]).toContain('sumary');
    expect(outs[1]).toBe(outs[0]);
  });

  it('gives the same files', async () => {
    const trees: Map<string, string>[] = [];
    for (const design of [text, inWindows]) {
      const folder = project({ 'eda.yaml': design });
      expect((await runEda(folder, ['generate'])).code).toBe(0);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('.eda') && entry.name !== 'eda.yaml')
        .map((entry) => join(entry.parentPath, entry.name));
      trees.push(new Map(files.map((file) => [file.slice(folder.length), readFileSync(file, 'utf8')])));
    }
    expect(trees[0]?.size).toBeGreaterThan(50);
    expect([...(trees[1] ?? [])].filter(([path, content]) => trees[0]?.get(path) !== content)).toEqual([]);
    expect(trees[1]?.size).toBe(trees[0]?.size);
  });
});
