import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../scalar-faults.ts';
import { isExponential } from './is-exponential.ts';

describe('matching', () => {
  it.each([
    ['^(a+)+$'],
    ['^(a*){25}$'],
    ['^(a{0,9}){20}b?$'],
    ['^(a|aa)+$'],
    ['^(([a ]*)*)*$'],
    ['^a*a*a*a*a*a*$'],
  ])('by %s ends at once, with the right answer', (pattern) => {
    expect(matchesPattern(pattern, `${'a'.repeat(60)}!`)).toBe(false);
    expect(matchesPattern(pattern, 'a'.repeat(60))).toBe(true);
  });

  it.each([
    ['^[a-z]+(-[a-z]+)*$', 'some-name-of-some-words', 'some--name-of-some-words'],
    ['(ab)+c', 'xxxxxxxxxxxxxxxxxxxxabcxx', 'xxxxxxxxxxxxxxxxxxxxacxxx'],
    ['^(?:\\d{4}-){3}\\d{4}$', '1234-1234-1234-1234', '1234-1234-1234-12345'],
    ['^(😀|\\u{1f601})+$', '😀😁😀😁😀😁😀😁😀', '😀😁😀😁😀x😀😁😀😁😀'],
  ])('by %s takes what the language takes', (pattern, right, wrong) => {
    expect(matchesPattern(pattern, right)).toBe(true);
    expect(matchesPattern(pattern, wrong)).toBe(false);
  });

  it('is not tried where it might not end and no automaton can be made', () => {
    expect(matchesPattern('^((?=a)a+)+$', `${'a'.repeat(60)}!`)).toBe(true);
    expect(matchesPattern('^((?=a)a+)+$', 'aaa!')).toBe(false);
  });
});

describe('exponential', () => {
  it.each([
    '^(a+)+$',
    '(a*)*',
    '^(a|aa)+$',
    '^(\\w+\\s?)*$',
    '^([a-z]{1,3})+$',
    '(x+x+)+y',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(.*,)*x',
    '(\\s*,\\s*)*',
  ])('%s', (pattern) => expect(isExponential(pattern)).toBe(true));

  it.each([
    '^[a-z]+$',
    '^[a-z]+(-[a-z]+)*$',
    '^(\\d{3})+$',
    '^(\\d{1,3}\\.){3}\\d{1,3}$',
    '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$',
    '^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$',
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$',
    '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
    '.*a.*b.*',
    '^(foo|bar)*$',
  ])('not %s', (pattern) => expect(isExponential(pattern)).toBe(false));
});
