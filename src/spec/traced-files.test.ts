import { expect, it } from 'vitest';
import { createMemoryFiles, type ProjectFiles } from './project-files.ts';
import { traceFiles } from './traced-files.ts';

/** Files whose texts can be changed under the hands of who reads them. */
function openFiles(texts: { [path: string]: string }): ProjectFiles {
  return {
    root: '/',
    read: (path) => createMemoryFiles(texts).read(path),
    glob: (pattern) => createMemoryFiles(texts).glob(pattern),
  };
}

it('tells whether what was read or looked for is the same, and nothing of what was not', () => {
  const texts: { [path: string]: string } = { 'eda.yaml': 'a', 'domains/one.yaml': 'b', 'other.yaml': 'c' };
  const traced = traceFiles(openFiles(texts));
  traced.files.read('eda.yaml');
  traced.files.glob('domains/*.yaml');
  traced.files.read('schemas/none.json');
  expect(traced.isSame()).toBe(true);

  texts['other.yaml'] = 'another';
  expect(traced.isSame(), 'a file that nobody read').toBe(true);
  texts['domains/two.yaml'] = 'd';
  expect(traced.isSame(), 'one more for the glob').toBe(false);
  delete texts['domains/two.yaml'];
  expect(traced.isSame()).toBe(true);
  texts['eda.yaml'] = 'b';
  expect(traced.isSame(), 'another text').toBe(false);
  texts['eda.yaml'] = 'a';
  texts['schemas/none.json'] = '{}';
  expect(traced.isSame(), 'one that was missing').toBe(false);
});

it('goes by what was read first, though it is read again when it has changed', () => {
  const texts: { [path: string]: string } = { 'eda.yaml': 'a' };
  const traced = traceFiles(openFiles(texts));
  traced.files.read('eda.yaml');
  texts['eda.yaml'] = 'b';
  expect(traced.files.read('eda.yaml')).toEqual({ ok: true, text: 'b' });
  expect(traced.isSame()).toBe(false);
});
