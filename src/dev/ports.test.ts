import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findFreePort, settlePorts, type WantedPort } from './ports.ts';

describe('ports', () => {
  it('are kept when free, moved when asked, and moved past what is taken', async () => {
    const port = await findFreePort();
    expect(await settlePorts([wanted(port)], 0)).toEqual({ ok: true, value: 0 });
    expect(await settlePorts([wanted(port)], 'auto')).toEqual({ ok: true, value: 0 });
    const squatter = createServer();
    await new Promise<void>((done) => squatter.listen(port, '127.0.0.1', done));
    try {
      const refused = await settlePorts([wanted(port)], 0);
      expect(refused.ok ? [] : refused.diagnostics).toMatchObject([
        { code: 'port-in-use', message: expect.stringContaining(`(process ${process.pid})`) },
      ]);
      const moved = await settlePorts([wanted(port)], 'auto');
      expect(moved.ok && moved.value > 0 && moved.value % 100).toBe(0);
    } finally {
      squatter.close();
    }
  });

  it('sees who listens on all addresses', async () => {
    const squatter = createServer();
    const port = await new Promise<number>((done) => {
      squatter.listen(0, () => done((squatter.address() as { port: number }).port));
    });
    try {
      const refused = await settlePorts([wanted(port)], 0);
      expect(refused.ok).toBe(false);
    } finally {
      squatter.close();
    }
  });

  it.each([
    [[7001, 7001], 0, 'port-twice', 'port 7001 is given to both app 0 and app 1'],
    [[7001, 65_530], 100, 'port-range', 'app 1: 65630 is not a port'],
  ] as const)('refuses %j moved by %d', async (ports, offset, code, message) => {
    const outcome = await settlePorts(
      ports.map((port, index) => wanted(port, index)),
      offset,
    );
    expect(outcome.ok ? [] : outcome.diagnostics).toMatchObject([{ code, message }]);
  });
});

function wanted(port: number, index = 0): WantedPort {
  return { port, what: `app ${index}`, file: 'dapr.yaml', path: ['apps', index, 'appPort'] };
}
