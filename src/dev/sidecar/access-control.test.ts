import { expect, it } from 'vitest';
import { mayInvoke } from './access-control.ts';

const control = {
  defaultAllow: false,
  policies: [
    {
      appId: 'orders',
      defaultAllow: false,
      operations: [
        { name: '/bills/*', verbs: ['GET'], allow: true },
        { name: '/admin/**', verbs: ['*'], allow: true },
      ],
    },
  ],
};

it.each([
  ['orders', 'get', 'bills/7', true],
  ['orders', 'POST', 'bills/7', false],
  ['orders', 'GET', 'bills/7/lines', false],
  ['orders', 'DELETE', '/admin/a/b', true],
  ['other', 'GET', 'bills/7', false],
])('%s %s %s: %s', (caller, verb, path, allowed) => {
  expect(mayInvoke(control, caller, verb, path)).toBe(allowed);
});

it('allows everything where nothing is said', () => {
  expect(mayInvoke(undefined, 'x', 'GET', 'y')).toBe(true);
});
