import { describe, expect, test } from 'vitest';
import type { Place } from '../diagnostics/diagnostic.ts';
import type { Orchestration } from '../model/architecture.ts';
import { openSagaBook, readSagaVersions, versionsOf } from './saga-versions.ts';

const at: Place = { file: 'eda.yaml', path: ['sagas', 'buying'] };
const saga = (...names: readonly string[]): Orchestration => ({
  name: 'buying',
  style: 'orchestration',
  coordinator: 'orders',
  key: ['id'],
  keys: {},
  starts: 'a.order.placed',
  completes: 'a.order.confirmed',
  aborts: 'a.order.cancelled',
  steps: names.map((name) => ({
    name,
    command: `b.${name}.do`,
    succeeds: `b.${name}.done`,
    compensation: { command: `b.${name}.undo`, done: `b.${name}.undone` },
    timeout: 1000,
    at,
  })),
  at,
});
const names = (versions: ReturnType<typeof versionsOf>) =>
  versions.map(({ version, steps }) => `${version}: ${steps.map(({ name }) => name).join(' ')}`);

describe('the versions of a saga', () => {
  const first = versionsOf(saga('reserve', 'pay'), []);

  test('begin with 1, and stay while the steps do', () => {
    expect(names(first)).toEqual(['1: reserve pay']);
    expect(versionsOf(saga('reserve', 'pay'), first)).toEqual(first);
  });

  test('grow in place where steps are added at the end', () => {
    expect(names(versionsOf(saga('reserve', 'pay', 'ship'), first))).toEqual(['1: reserve pay ship']);
  });

  test.each([
    ['turned round', ['pay', 'reserve'], ['1: reserve pay', '2: pay reserve']],
    ['fewer', ['reserve'], ['1: reserve pay', '2: reserve']],
    ['begun otherwise', ['check', 'reserve', 'pay'], ['1: reserve pay', '2: check reserve pay']],
  ])('become another where the steps are %s', (_what, steps, expected) => {
    expect(names(versionsOf(saga(...steps), first))).toEqual(expected);
  });

  test('are the same with another time limit, which holds from then on', () => {
    const slower = {
      ...saga('reserve'),
      steps: saga('reserve').steps.map((step) => ({ ...step, timeout: 5000 })),
    };
    expect(versionsOf(slower, versionsOf(saga('reserve'), []))).toMatchObject([
      { version: 1, steps: [{ timeoutMs: 5000 }] },
    ]);
  });

  test('are read as they were written', () => {
    const both = versionsOf(saga('pay', 'reserve'), first);
    expect(readSagaVersions(JSON.parse(JSON.stringify(both)))).toEqual(both);
  });

  test.each([
    ['no list', {}],
    ['no steps', [{ version: 1 }]],
    [
      'numbers that fall',
      [
        { version: 2, steps: [] },
        { version: 1, steps: [] },
      ],
    ],
    ['a step without an answer', [{ version: 1, steps: [{ name: 'reserve' }] }]],
  ])('are damaged where there is %s', (_what, record) => {
    expect(readSagaVersions(record)).toBeUndefined();
    const { diagnostics, record: next } = openSagaBook([saga('reserve')], { sagas: { buying: record } });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['saga-record', 'error']]);
    expect(next).toBeUndefined();
  });

  test('of a saga that left the design stay recorded: its runs are still there', () => {
    expect(openSagaBook([], { sagas: { buying: first } }).record).toEqual({ sagas: { buying: first } });
    expect(openSagaBook([], {}).record).toBeUndefined();
  });
});
