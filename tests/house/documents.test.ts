import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './source-files.ts';

const documents = readdirSync(root).filter((name) => name.endsWith('.md'));

describe('documents', () => {
  it('ARCHITECTURE.md names only paths that exist, and is one page', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const paths = [
      ...text.matchAll(/`((?:src|templates|specs|examples|tests|scripts|bin|docs)\/[\w./<>-]*)`/g),
    ].map((match) => match[1] ?? '');
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !path.includes('<') && !existsSync(join(root, path)))).toEqual([]);
    expect(text.split('\n').length).toBeLessThan(120);
  });

  it.each(documents)('%s links to files that exist', (name) => {
    const text = readFileSync(join(root, name), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(name), link)))).toEqual([]);
  });

  it('README.md shows the two commands that do everything', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    expect(text).toContain('npm run demo');
    expect(text).toContain('npm test');
  });
});
