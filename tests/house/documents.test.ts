import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCode } from '../../src/cli/describe-code.ts';
import { root, sourceFiles } from './source-files.ts';

const documents = readdirSync(root).filter((name) => name.endsWith('.md'));

describe('documents', () => {
  it('ARCHITECTURE.md names every folder of source and tests, only paths that exist, and is one page', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const paths = [
      ...text.matchAll(/`((?:src|templates|specs|examples|tests|scripts|bin|docs)\/[\w./<>-]*)`/g),
    ].map((match) => match[1] ?? '');
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !path.includes('<') && !existsSync(join(root, path)))).toEqual([]);
    const folders = ['src', 'tests'].flatMap((top) =>
      readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${top}/${name}/`),
    );
    expect(folders.filter((folder) => !text.includes(`\`${folder}`))).toEqual([]);
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

  it('show commands and scripts that exist', () => {
    const commands = new Set(
      readdirSync(join(root, 'src/cli/commands')).map((name) => name.replace(/(\.test)?\.ts$/, '')),
    );
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const shown = documents.flatMap((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      return [...text.matchAll(/(?:`|^|&& )(eda|npm run|node) (?!-)([\w./:-]+)/gm)].map(
        ([, program = '', word = '']) => ({ name, program, word }),
      );
    });
    expect(shown.length).toBeGreaterThan(10);
    const exists = ({ program, word }: { program: string; word: string }): boolean => {
      if (program === 'eda') return commands.has(word);
      return program === 'node' ? existsSync(join(root, word)) : Object.hasOwn(scripts, word);
    };
    expect(shown.filter((command) => !exists(command))).toEqual([]);
  });

  it('of examples that are laid over another are what people write: nothing in them is generated', () => {
    const overlays = ['orders-choreography', 'orders-python', 'todo-python'];
    const found = overlays.flatMap((name) =>
      readdirSync(join(root, 'examples', name), { recursive: true, encoding: 'utf8' })
        .filter((path) => /(^|[\\/])(generated|eda\.lock|infra|asyncapi)$/.test(path))
        .map((path) => `examples/${name}/${path}`),
    );
    expect(found).toEqual([]);
  });

  it('of examples in two languages make the same tables', () => {
    const tables = (name: string) => {
      const folder = join(root, 'examples', name);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return files
        .filter((path) => /^services[\\/][^\\/]+[\\/]migrations[\\/][^\\/]+\.sql$/.test(path))
        .sort()
        .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
    };
    for (const example of ['todo', 'orders']) {
      expect(tables(example).length).toBeGreaterThan(2);
      expect(tables(`${example}-python`)).toEqual(tables(example));
    }
  });

  // What a comparison finds are changes, and stands in docs/changes.md.
  it('explain every fault that something reports', () => {
    const reported = sourceFiles()
      .filter((path) => !/^src\/(runtime|rules|diff)\/|\.(test|fixture|cases)\.ts$/.test(path))
      .flatMap((path) => [
        ...readFileSync(join(root, path), 'utf8').matchAll(
          /(?:\bcode: |\breport\(\s*)'([a-z]+(?:-[a-z]+)+)'/g,
        ),
      ])
      .map(([, code = '']) => code);
    expect(new Set(reported).size).toBeGreaterThan(60);
    expect([...new Set(reported)].filter((code) => describeCode(code) === undefined)).toEqual([]);
  });
});

describe('what is published', () => {
  // Put together here, so that this file is no match of its own.
  const folders = ['home', 'Users', 'root', 'work'].map((name) => `/${name}/`);
  const machine = new RegExp(`(?<![\\w.~/*{}:-])(${folders.join('|')})\\w`);

  it('names no folder of a machine', () => {
    const found = publishedFiles().flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => (machine.test(line) ? [`${path}:${index + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('locks packages by version and hash, not by the host that they came from', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    expect(lock).toContain('"integrity"');
    expect(lock).not.toContain('"resolved": "http');
  });
});

/** Texts below the folders that belong to the repository, without what is made or installed there. */
function publishedFiles(): string[] {
  const made = /(^|\/)(node_modules|dist|\.eda|\.git)(\/|$)/;
  return ['.', 'bin', 'docs', 'examples', 'scripts', 'specs', 'src', 'templates', 'tests']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '.', withFileTypes: true }).map((entry) => ({
        isFile: entry.isFile(),
        path: relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      })),
    )
    .filter(({ isFile, path }) => isFile && !made.test(path))
    .map(({ path }) => path);
}
