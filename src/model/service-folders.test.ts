import { expect, test } from 'vitest';
import { joinPath, outermost, serviceFolders, wayTo } from './service-folders.ts';

test('a service that says nothing lies where it always did', () => {
  const { root, generated, handlers, main, migrations, tests } = serviceFolders(
    { name: 'shop' },
    'typescript',
  );
  expect([root, generated, handlers, main, migrations, tests]).toEqual([
    'services/shop',
    'services/shop/src/generated',
    'services/shop/src/handlers',
    'services/shop/src/main.ts',
    'services/shop/migrations',
    'services/shop/test',
  ]);
  const python = serviceFolders({ name: 'shop' }, 'python');
  expect([python.generated, python.main, python.tests]).toEqual([
    'services/shop/app/generated',
    'services/shop/main.py',
    'services/shop/tests',
  ]);
});

test('what is not said follows from what is', () => {
  const folders = serviceFolders(
    { name: 'shop', paths: { root: '.', source: 'lib', handlers: 'lib/events' } },
    'typescript',
  );
  expect([folders.root, folders.generated, folders.handlers, folders.main, folders.migrations]).toEqual([
    '.',
    'lib/generated',
    'lib/events',
    'lib/main.ts',
    'migrations',
  ]);
});

test.each([
  ['a/src/generated', 'a/src/handlers', '../handlers'],
  ['a/src', 'a/src/generated', './generated'],
  ['a/src', 'a/src', '.'],
  ['a/b', '.', '../..'],
  ['.', 'a/b', './a/b'],
  ['a/bc', 'a/b', '../b'],
])('from %s to %s: %s', (from, to, way) => {
  expect(wayTo(from, to)).toBe(way);
});

test('a folder in another one goes with it; one that begins like it does not', () => {
  expect(outermost(['a/b', 'a', 'ab', 'a/b/c.ts'])).toEqual(['a', 'ab']);
  expect(outermost(['a', '.'])).toEqual(['.']);
});

test('a path in the project’s own folder is itself', () => {
  expect([joinPath('.', 'a'), joinPath('a', '.'), joinPath('.', '.')]).toEqual(['a', 'a', '.']);
});
