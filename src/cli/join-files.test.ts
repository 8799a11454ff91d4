import { describe, expect, it } from 'vitest';
import { joinLines, joinPackageJson } from './join-files.ts';

const starter = JSON.stringify({
  name: 'todo',
  type: 'module',
  workspaces: ['services/*'],
  scripts: { dev: 'eda dev', test: 'npm run test --workspaces' },
  devDependencies: { eda: '0.1.0', esbuild: '0.28.2' },
});

describe('joinPackageJson', () => {
  it('adds what is missing and keeps what is there', () => {
    const own =
      '{\n\t"name": "mine",\n\t"scripts": { "test": "mine" },\n\t"dependencies": { "eda": "file:eda.tgz" }\n}\n';
    const joined = joinPackageJson(own, starter) ?? '';
    expect(JSON.parse(joined)).toEqual({
      name: 'mine',
      workspaces: ['services/*'],
      scripts: { dev: 'eda dev', test: 'mine' },
      dependencies: { eda: 'file:eda.tgz' },
      devDependencies: { esbuild: '0.28.2' },
    });
    expect(joined).toMatch(/^\{\n\t"name"/);
    expect(joinPackageJson(joined, starter)).toBe(joined);
  });

  it('leaves workspaces alone that are no list, and texts that are no package.json', () => {
    const own = '{"workspaces":{"packages":["a"]}}';
    expect(JSON.parse(joinPackageJson(own, starter) ?? '')).toMatchObject({
      workspaces: { packages: ['a'] },
    });
    for (const text of ['', '[]', 'null', '{']) expect(joinPackageJson(text, starter)).toBeUndefined();
  });
});

describe('joinLines', () => {
  it('adds missing lines behind the last one', () => {
    expect(joinLines('dist/\r\nmine', 'node_modules/\ndist/\n')).toBe('dist/\r\nmine\nnode_modules/\n');
    expect(joinLines('', 'a\n')).toBe('a\n');
    expect(joinLines('a\n', 'a\n')).toBe('a\n');
  });
});
