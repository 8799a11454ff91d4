import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRedis } from '../../src/dev/components/redis.ts';
import { startGuard } from '../../src/dev/guard.ts';
import { startSystem } from '../../src/dev/system.ts';
import { projectOnBroker, realEnvironment } from './project-on-broker.ts';

it('a password that Redis does not take ends the start: whose sidecar, why, and which secret it came from', async () => {
  const guard = startGuard();
  const folder = mkdtempSync(join(tmpdir(), 'eda-wrong-password-'));
  const redis = await startRedis({ folder, guard });
  let project: string | undefined;
  try {
    await command(redis.address, 'CONFIG SET requirepass right');
    project = await projectOnBroker('todo', {
      ...{
        type: 'redis',
        servers: [redis.address],
        tls: false,
        auth: { type: 'password', secret: 'redis-login' },
      },
    });
    const started = await startSystem({
      ...{ root: project, environment: realEnvironment, sidecar: 'daprd', fresh: true, portOffset: 'auto' },
      env: { ...process.env, REDIS_LOGIN_USERNAME: 'default', REDIS_LOGIN_PASSWORD: 'wrong-and-secret' },
      onEvent() {},
    });
    if (started.ok) await started.value.stop();
    const found = started.ok ? [] : started.diagnostics;
    expect(found).not.toEqual([]);
    for (const { message, help } of found) {
      expect(message).toMatch(/^the sidecar of [a-z-]+ can't be started: .*WRONGPASS/s);
      expect(help).toContain('REDIS_LOGIN_USERNAME and REDIS_LOGIN_PASSWORD');
      expect(`${message} ${help}`).not.toContain('wrong-and-secret');
    }
  } finally {
    await redis.stop();
    guard.close();
    rmSync(folder, { recursive: true, force: true });
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  }
}, 300_000);

/** Sends Redis one command, which it has to answer with OK. */
function command(address: string, text: string): Promise<void> {
  const [host = '', port] = address.split(':');
  return new Promise((done, failed) => {
    const socket = connect(Number(port), host, () => socket.write(`${text}\r\n`));
    socket.once('error', failed);
    socket.once('data', (answer) => {
      socket.end();
      if (answer.toString() === '+OK\r\n') done();
      else failed(new Error(`Redis answered ${answer}`));
    });
  });
}
