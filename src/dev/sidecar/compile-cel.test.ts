import { describe, expect, it } from 'vitest';
import { compileMatch, compileTrip } from './compile-cel.ts';

const event = { type: 'paid', data: { total: 150, tags: ['a', 'b'] } };

function evaluate(source: string): boolean {
  const compiled = compileMatch(source);
  if ('error' in compiled) throw new Error(`does not compile: ${compiled.error}`);
  return compiled.match(event);
}

describe('match', () => {
  it.each([
    ['event.type == "paid"', true],
    ['event.data.total > 100', true],
    ['event.data.total == 150', true],
    ['has(event.data.missing) && event.data.missing == 1', false],
    ['has(event.nope)', false],
    ['"a" in event.data.tags && event.type.startsWith("pa")', true],
  ])('%s', (source, result) => {
    expect(evaluate(source)).toBe(result);
  });

  it('reads events with a member called constructor', () => {
    const compiled = compileMatch('event.data.constructor == "Ada" && event.data.total > 100');
    if ('error' in compiled) throw new Error(compiled.error);
    expect(compiled.match({ data: { constructor: 'Ada', total: 150 } })).toBe(true);
  });

  it.each(['event.nope.deep', 'event.data.missing == 1', 'event.type'])('throws on %s', (source) => {
    expect(() => evaluate(source)).toThrow();
  });

  it.each(['event.type ==', 'other.type == "x"', '"a string"'])('does not compile %s', (source) => {
    expect(compileMatch(source)).toHaveProperty('error', expect.stringMatching(/^.+$/));
  });
});

describe('trip', () => {
  const counts = {
    requests: 9,
    totalSuccesses: 4,
    totalFailures: 5,
    consecutiveSuccesses: 0,
    consecutiveFailures: 5,
  };

  it('compares counts with integers', () => {
    const compiled = compileTrip('consecutiveFailures >= 5 && totalFailures * 2 > requests');
    expect('trip' in compiled && compiled.trip(counts)).toBe(true);
  });

  it('does not compile what it does not know', () => {
    expect(compileTrip('failures > 3')).toHaveProperty('error');
  });
});
