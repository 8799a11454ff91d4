import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../../tests/support/service-fixture.ts';
import type { PlacedApp } from './place-apps.ts';
import { watchHealth } from './sidecar-health.ts';

test('a sidecar is asked again when it has answered, and counts as ready while it says so', async () => {
  const waiting: ServerResponse[] = [];
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    waiting.push(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const health = watchHealth([{ app: { appId: 'till' }, daprPort: port } as PlacedApp]);
  const answer = async (status: number) => {
    await until(() => waiting.length > 0, 'a question');
    waiting.shift()?.writeHead(status).end();
  };
  try {
    await until(() => asked === 1, 'the first question');
    await sleep(700);
    expect(asked).toBe(1);
    expect(health.isReady('till')).toBe(false);
    await answer(204);
    await until(() => health.isReady('till'), 'it to be ready');
    await answer(500);
    await until(() => !health.isReady('till'), 'it not to be ready');
    await until(() => waiting.length > 0, 'a question');
    const ended = once(waiting[0] as ServerResponse, 'close');
    health.stop();
    await ended;
  } finally {
    health.stop();
    server.closeAllConnections();
    server.close();
  }
});
