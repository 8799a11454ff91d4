import { describe, expect, test } from 'vitest';
import {
  addressOf,
  editor,
  keyOf,
  keyValuesOf,
  textAt,
  valueAt,
  versionAt,
} from '../../../templates/typescript/data-path.ts';

describe('what generated services read by path', () => {
  test('values, own members only', () => {
    expect(valueAt({ a: { b: [1] } }, ['a', 'b', '0'])).toBe(1);
    expect(valueAt({ a: null }, ['a', 'b'])).toBeUndefined();
    expect(valueAt({}, ['constructor', 'name'])).toBeUndefined();
    expect(textAt({ a: 7 }, ['a'])).toBe('7');
    expect(textAt({ a: {} }, ['a'])).toBeUndefined();
    expect([versionAt({ a: 7 }, ['a']), versionAt({ a: 'x' }, ['a']), versionAt({}, ['a'])]).toEqual([
      7,
      'x',
      undefined,
    ]);
  });

  test('keys: several parts never run into one another', () => {
    expect(keyOf(['id'])({ id: 'a/b' })).toBe('a/b');
    expect(keyOf(['a'], ['b'])({ a: 'x/y', b: '%' })).toBe('x%2Fy/%25');
    expect(keyOf(['a'], ['b'])({ a: 'x' })).toBeUndefined();
    expect(keyOf()({ a: 'x' })).toBeUndefined();
    expect(keyValuesOf(['a'], ['b'])({ a: 1, b: 'x' })).toEqual([1, 'x']);
    expect(keyValuesOf(['a'], ['b'])({ a: 1 })).toBeUndefined();
  });

  test('addresses: a value is one segment of a topic, or the event is refused', () => {
    const address = addressOf('fleet/{region}/{device}/report', {
      region: ['region'],
      device: ['dev', 'id'],
    });
    expect(address({ region: 'eu', dev: { id: 7 } })).toBe('fleet/eu/7/report');
    for (const region of ['', 'a/b', '+', '#', undefined, {}])
      expect(() => address({ region, dev: { id: 7 } })).toThrow(/topic/);
  });
});

describe('editing data of an old version', () => {
  test('drops, then renames, then sets, on a copy', () => {
    const old = { name: 'x', internal: { a: 1, b: 2 }, lines: [{ sku: 1 }, { sku: 2, note: 'n' }] };
    const before = structuredClone(old);
    const edit = editor({
      drop: [
        ['internal', 'a'],
        ['lines', '*', 'note'],
      ],
      rename: [
        { from: ['name'], to: ['title', 'text'] },
        { from: ['lines', '*', 'sku'], to: ['lines', '*', 'article'] },
      ],
      set: [
        { path: ['channel'], value: 'web' },
        { path: ['lines', '*', 'unit'], value: { of: [] } },
      ],
    });
    expect(edit(old)).toEqual({
      internal: { b: 2 },
      lines: [
        { article: 1, unit: { of: [] } },
        { article: 2, unit: { of: [] } },
      ],
      title: { text: 'x' },
      channel: 'web',
    });
    expect(old).toEqual(before);
  });

  test('leaves alone what is not there', () => {
    expect(editor({ drop: [['a', 'b']], rename: [{ from: ['x'], to: ['y'] }] })({ c: 1 })).toEqual({ c: 1 });
    expect(editor({ drop: [['a']], set: [{ path: ['a'], value: 1 }] })('no object')).toBe('no object');
  });

  test('no name reaches the prototype', () => {
    const data = editor({
      rename: [{ from: ['a'], to: ['__proto__'] }],
      set: [{ path: ['constructor', 'prototype', 'polluted'], value: true }],
    })({ a: { polluted: true } });
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor']);
  });
});
