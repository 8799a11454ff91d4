import { describe, expect, it } from 'vitest';
import { compareWithBaseline, makeBaseline, printBaseline, readBaseline } from './baseline.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fingerprint, logicalPath } from './fingerprint.ts';

const found = (path: Diagnostic['at']['path'], message = 'wrong', file = 'eda.yaml'): Diagnostic => ({
  code: 'some-rule',
  severity: 'error',
  message,
  at: { file, path },
});

describe('a fingerprint', () => {
  const print = fingerprint(found(['events', 'a.b.c', 'key']));

  it('outlives moves to other files, other severities and places in lists', () => {
    expect(print).toMatch(/^[0-9a-f]{12}$/);
    expect(fingerprint(found(['events', 'a.b.c', 'key'], 'wrong', 'parts/a.eda.yaml'))).toBe(print);
    expect(fingerprint({ ...found(['events', 'a.b.c', 'key']), severity: 'info' })).toBe(print);
    expect(fingerprint(found(['services', 's', 'publishes', 3]))).toBe(
      fingerprint(found(['services', 's', 'publishes', 0])),
    );
  });

  it('outlives other neighbours', () => {
    expect(fingerprint(found(['events', 'a.b.c', 'key'], 'wrong; did you mean right?'))).toBe(print);
    expect(fingerprint(found([], 'finds nothing on line 12'))).toBe(
      fingerprint(found([], 'finds nothing on line 9')),
    );
  });

  it('tells things, rules and messages apart', () => {
    for (const other of [
      found(['events', 'a.b.d', 'key']),
      found(['events', 'a.b.c', 'key'], 'also wrong'),
      { ...found(['events', 'a.b.c', 'key']), code: 'other-rule' },
    ]) {
      expect(fingerprint(other)).not.toBe(print);
    }
  });

  it('knows the file of what only the file names', () => {
    expect(logicalPath({ file: 'order.json', path: ['properties', 'id'] })).toBe('order.json#properties/id');
    expect(logicalPath({ file: 'eda.yaml', path: ['lint', 'rules'] })).toBe('eda.yaml#lint/rules');
    expect(logicalPath({ file: 'x.yaml', path: ['schemas', 'Id', 'allOf', 0] })).toBe('schemas/Id/allOf/[]');
  });
});

describe('a baseline', () => {
  const a = found(['events', 'a.b.c']);
  const b = found(['events', 'a.b.d'], 'quoted "text"\nand more; did you mean x?');
  const baseline = makeBaseline([b, a, a]);

  it('is sorted, a line a finding, and is read as it was written', () => {
    const text = printBaseline(baseline);
    expect(text.split('\n')).toHaveLength(8);
    expect(printBaseline(makeBaseline([a, a, b]))).toBe(text);
    expect(printBaseline(readBaseline(text) as ReadonlyMap<string, never>)).toBe(text);
    expect(text).not.toContain('did you mean');
    expect(JSON.parse(printBaseline(new Map()))).toEqual({ version: 1, findings: [] });
  });

  it('lets through what it knows, as often as it knows it', () => {
    expect(compareWithBaseline([a, b], baseline)).toEqual({ fresh: [], known: [a, b], mended: 1 });
    expect(compareWithBaseline([a, a, a], baseline)).toMatchObject({ fresh: [a], known: [a, a], mended: 1 });
    expect(compareWithBaseline([], baseline)).toEqual({ fresh: [], known: [], mended: 3 });
  });

  it.each([
    ['<<<<<<< HEAD', /not JSON/],
    ['[]', /not an object/],
    ['null', /not an object/],
    ['{"findings":[]}', /has version undefined; this eda reads 1/],
    ['{"version":2,"findings":[]}', /has version 2/],
    ['{"version":1}', /no list/],
    ['{"version":1,"findings":[{}]}', /findings\[0\] is not a finding/],
    [
      '{"version":1,"findings":[{"rule":"a","path":"","message":"","fingerprint":"a","count":0}]}',
      /findings\[0\]/,
    ],
  ])('says what is wrong with %s', (text, message) => {
    expect(readBaseline(text)).toMatch(message);
  });

  it('that two branches brought is one', () => {
    const text = printBaseline(makeBaseline([a]));
    const line = text.split('\n')[3] ?? '';
    const merged = text.replace(line, `${line},\n${line}`);
    expect(readBaseline(merged)).toEqual(makeBaseline([a]));
  });
});
