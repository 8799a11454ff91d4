import { describe, expect, it } from 'vitest';
import { disarm, readLogLine, removeColour } from './log-line.ts';

describe('a line of a log', () => {
  it('is read when it is structured', () => {
    const text = JSON.stringify({
      time: '2026-01-02T03:04:05.678Z',
      level: 'warn',
      service: 'todo-service',
      message: 'outbox is behind',
      correlationId: '7d1f0000-0000-4000-8000-000000000000',
      backlog: 7,
      missing: null,
      nested: { a: [1] },
    });
    expect(readLogLine(text)).toEqual({
      time: new Date('2026-01-02T03:04:05.678Z'),
      level: 'warn',
      message: 'outbox is behind',
      fields: [
        ['correlationId', '7d1f0000…'],
        ['backlog', '7'],
        ['nested', '{"a":[1]}'],
      ],
      stack: [],
    });
  });

  it('shows an error with the frames of the own code', () => {
    const stack =
      'TypeError: no\n    at own (/app/src/a.ts:1:2)\n    at node:internal/x:1:1\n    at b (/app/node_modules/b.js:1:1)';
    const line = readLogLine(
      JSON.stringify({ message: 'failed', error: { name: 'TypeError', message: 'no', stack } }),
    );
    expect(line.fields).toEqual([['error', 'TypeError: no']]);
    expect(line.stack).toEqual(['at own (/app/src/a.ts:1:2)']);
  });

  it.each(['plain text', '{ broken', '{"no":"text"}', '[1]', '', '{"message":7}'])(
    'stays as it is: %s',
    (text) => {
      expect(readLogLine(text)).toEqual({ message: text, fields: [], stack: [] });
    },
  );

  it('can colour, and do nothing else to the terminal', () => {
    const esc = '\u001b';
    const hostile = `a${esc}[31mred${esc}[0m${esc}[2J${esc}]0;title\u0007${esc}[10;10Hb\rc\u009b5mx`;
    const shown = disarm(hostile);
    expect(shown).toContain(`a${esc}[31mred${esc}[0m`);
    expect(removeColour(shown)).not.toMatch(/\p{Cc}/u);
    expect(removeColour(shown)).not.toContain('title');
    expect(disarm('user\u202Etxt.exe')).toBe('usertxt.exe');
    expect(readLogLine(JSON.stringify({ message: `x${esc}[2J\ny` })).message).toBe('x y');
  });
});
