import { expect, it } from 'vitest';
import { isTransient } from './errors.ts';

const sqlError = (code: string) => Object.assign(new Error('said by the database'), { code });

it.each([
  ['08006', true],
  ['40001', true],
  ['53100', true],
  ['55P03', true],
  ['57P01', true],
  ['25006', true],
  // What a server says whose disk or whose own files are away.
  ['58030', true],
  ['58P01', true],
  ['22P02', false],
  ['23505', false],
  ['42P01', false],
])('of the SQLSTATE %s: that it may help to try again is %s', (code, transient) => {
  expect(isTransient(sqlError(code))).toBe(transient);
  expect(isTransient(new Error('the work failed', { cause: sqlError(code) }))).toBe(transient);
});
