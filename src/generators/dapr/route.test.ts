import { expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { deadLetterRoute, subscriptionRoute } from './route.ts';

test('a topic of ours is readable in its path', () => {
  expect(subscriptionRoute('todos.task.created')).toBe('/events/todos.task.created');
  expect(deadLetterRoute('pubsub', 'todo-service.dead-letter')).toBe(
    '/events/dead-letters/pubsub/todo-service.dead-letter',
  );
});

test('foreign names stay one segment', () => {
  expect(subscriptionRoute('orders/validated')).toBe('/events/orders~2fvalidated');
  expect(subscriptionRoute('..')).toBe('/events/~2e~2e');
  expect(subscriptionRoute('a b?c#d%2f')).toBe('/events/a~20b~3fc~23d~252f');
});

test('different topics have different paths, which no URL parser changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
      const path = subscriptionRoute(a);
      expect(new URL(path, 'http://127.0.0.1').pathname).toBe(path);
      expect(path === subscriptionRoute(b)).toBe(a === b);
      expect(deadLetterRoute(a, b)).not.toBe(path);
    }),
  );
});
