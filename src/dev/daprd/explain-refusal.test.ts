import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PlacedApp } from '../place-apps.ts';
import { explainRefusal } from './explain-refusal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-refusal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function explain(trouble: string, ...metadata: readonly object[]): Promise<string> {
  const component = {
    ...{ apiVersion: 'dapr.io/v1alpha1', kind: 'Component', metadata: { name: 'pubsub' } },
    spec: { type: 'pubsub.redis', version: 'v1', metadata },
  };
  writeFileSync(join(folder, 'pubsub.yaml'), JSON.stringify(component));
  const placed = { app: { appId: 'orders', resourcesPaths: [folder] } } as unknown as PlacedApp;
  return explainRefusal(trouble, placed);
}
const secretOf = (name: string, secret: string, key = secret) => ({
  ...{ name, secretKeyRef: { name: secret, key } },
});

it('names the secrets of a login that the broker refuses', async () => {
  const user = secretOf('redisUsername', 'REDIS_USER');
  const password = secretOf('redisPassword', 'logins', 'redis');
  expect(await explain('init error: WRONGPASS invalid username-password pair', user, password)).toMatch(
    /^the broker refuses the login, which the components in infra take from REDIS_USER and logins\/redis; /,
  );
});

it('says so where the components have no login', async () => {
  expect(await explain('NOAUTH Authentication required', { name: 'redisHost', value: 'localhost' })).toBe(
    'the broker asks for a login, and the components in infra have none: see auth of the broker in eda.yaml',
  );
});

it('says nothing of secrets where something else is wrong', async () => {
  const password = secretOf('redisPassword', 'REDIS_PASSWORD');
  expect(await explain('dial tcp 127.0.0.1:6379: connect: connection refused', password)).toBe(
    'see the components in infra, and whether their broker runs',
  );
});
