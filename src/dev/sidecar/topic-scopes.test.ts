import { expect, it } from 'vitest';
import { readTopicScopes } from './topic-scopes.ts';

function scopes(metadata: Record<string, string>) {
  return readTopicScopes({
    kind: 'Component',
    name: 'p',
    type: 'pubsub.redis',
    version: 'v1',
    scopes: [],
    at: { file: '', path: [] },
    metadata: new Map(Object.entries(metadata)),
  });
}

it('frees an app that no scope names, and binds one that is named', () => {
  const { mayPublish } = scopes({ publishingscopes: ' a = x , y ; b= ' });
  expect(['x', 'y', 'z'].map((topic) => mayPublish('a', topic))).toEqual([true, true, false]);
  expect(mayPublish('b', 'x')).toBe(false);
  expect(mayPublish('c', 'x')).toBe(true);
});

it('tells publishing from subscribing', () => {
  const { mayPublish, maySubscribe } = scopes({ subscriptionscopes: 'a=x' });
  expect([mayPublish('a', 'y'), maySubscribe('a', 'y'), maySubscribe('a', 'x')]).toEqual([true, false, true]);
});

it('holds everyone to the allowed topics, and protected ones for those who are named', () => {
  const { mayPublish } = scopes({ allowedtopics: 'x,s', protectedtopics: 's', publishingscopes: 'a=s' });
  expect([mayPublish('a', 's'), mayPublish('b', 's'), mayPublish('b', 'x'), mayPublish('b', 'y')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
