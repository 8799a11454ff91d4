import { win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { climbs, isRooted, pathFrom } from './path-shape.ts';

test.each(['/etc/passwd', '\\server\\share', '\\\\server\\share', 'C:\\a', 'c:/a', 'C:a', '~/a'])(
  '%s leads from a root',
  (path) => expect(isRooted(path)).toBe(true),
);

test.each(['a/b', './a', '../a', 'ab:c/d', 'a~'])('%s leads from a folder', (path) =>
  expect(isRooted(path)).toBe(false),
);

test.each(['..', '../a', 'a/../b', '..\\a', 'a\\..\\b', './..\\a'])('%s climbs', (path) =>
  expect(climbs(path)).toBe(true),
);

test.each(['a..b', '..a/b', 'a/...'])('%s climbs nowhere', (path) => expect(climbs(path)).toBe(false));

describe('on Windows a place is called as on any other system', () => {
  test.each([
    ['C:\\shop', 'C:\\shop\\services\\mail\\src\\main.ts', 'services/mail/src/main.ts'],
    ['C:\\shop', 'c:\\Shop\\eda.yaml', 'eda.yaml'],
    ['C:\\shop\\design', 'C:\\shop\\mail', '../mail'],
    ['C:\\', 'C:\\eda.yaml', 'eda.yaml'],
    ['\\\\server\\share\\shop', '\\\\server\\share\\shop\\a\\b.yaml', 'a/b.yaml'],
    ['C:\\shop', 'C:\\shop', ''],
  ])('%s, %s', (folder, place, path) => expect(pathFrom(folder, place, win32)).toBe(path));

  test('and on another drive it is no place below', () => {
    const path = pathFrom('C:\\shop', 'D:\\shop\\eda.yaml', win32);
    expect(path).toBe('D:/shop/eda.yaml');
    expect(isRooted(path)).toBe(true);
  });
});
