import { describe, expect, it } from 'vitest';
import { pathName } from './site-paths.ts';

describe('a name as a part of a path', () => {
  it.each(['todos.task.created', 'order-service', 'a', '2fa.code.sent', 'with_underscore.v2'])(
    '%s is its own',
    (name) => {
      expect(pathName(name)).toBe(name);
    },
  );

  it('is safe on every system and in every address, whatever the name is', () => {
    const names = [
      '../../etc/passwd',
      'con',
      'con.task.created',
      'Orders',
      'orders',
      'ORDERS',
      'a/b',
      'a\\b',
      'a b',
      '<script>',
      'a.',
      '.a',
      'a..b',
      'задача.создана',
      'заказ',
      '',
      'x'.repeat(10_000),
      'x'.repeat(10_001),
      'a#b?c%2f',
      '\u202eevil',
    ];
    const found = names.map(pathName);
    expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of found) {
      expect(name).toMatch(/^[a-z0-9_][a-z0-9._~-]*$/);
      expect(name.length).toBeLessThanOrEqual(100);
      expect(name.split('.')[0]).not.toBe('con');
    }
  });
});
