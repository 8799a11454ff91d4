import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Runs one sidecar with its messages on disk, and tells its port. */
const program = (source: string) => `
  import { parseDaprResources } from ${JSON.stringify(join(source, 'read-dapr-resources.ts'))};
  import { startSidecars } from ${JSON.stringify(join(source, 'start-sidecars.ts'))};
  const component = { apiVersion: 'dapr.io/v1alpha1', kind: 'Component', metadata: { name: 'p' },
    spec: { type: 'pubsub.redis', version: 'v1', metadata: [] } };
  const { resources } = parseDaprResources(JSON.stringify(component), 'component.yaml');
  const [appPort, dataDir] = process.argv.slice(2);
  const sidecars = await startSidecars({ dataDir, apps: [{ appId: 'a', appPort: Number(appPort), httpPort: 0, resources }] });
  process.send(sidecars.ports.get('a'));
`;

it('loses no accepted event when the sidecar is killed, three times in a row', {
  timeout: 240_000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kill-sidecar-'));
  const delivered = new Map<number, number>();
  const app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/dapr/subscribe') {
      response.end(JSON.stringify([{ pubsubname: 'p', topic: 't', route: '/t' }]));
      return;
    }
    if (request.method === 'POST') {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: number };
      delivered.set(data, (delivered.get(data) ?? 0) + 1);
    }
    setTimeout(() => response.end(), 2);
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const appPort = String((app.address() as AddressInfo).port);
  const main = join(dir, 'main.mjs');
  const source = fileURLToPath(new URL('.', import.meta.url));
  const banner = {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  };
  await build({
    stdin: { contents: program(source), resolveDir: source },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: main,
    banner,
  });
  let running: ChildProcess | undefined;
  try {
    const accepted: number[] = [];
    let next = 0;
    for (let life = 0; life < 4; life++) {
      const child = fork(main, [appPort, join(dir, 'data')]);
      running = child;
      const [port] = (await once(child, 'message')) as [number];
      const url = `http://127.0.0.1:${port}/v1.0/publish/p/t`;
      const headers = { 'content-type': 'application/json' };
      // In the midst of its work, which on a busy machine begins later.
      const enough = accepted.length + 40;
      const kill = () => {
        if (accepted.length < enough) setTimeout(kill, 50);
        else child.kill('SIGKILL');
      };
      if (life < 3) setTimeout(kill, 300);
      const lanes = Array.from({ length: 4 }, async () => {
        for (let count = 0; life < 3 || count < 10; count++) {
          const number = next++;
          // Somebody else may have the port of one that was killed, and not answer.
          const signal = AbortSignal.timeout(20_000);
          const request = fetch(url, { method: 'POST', headers, body: String(number), signal });
          const answer = await request.catch(() => undefined);
          if (answer === undefined) return;
          if (answer.status === 204) accepted.push(number);
        }
      });
      await Promise.all(lanes);
      if (life < 3) await (child.exitCode ?? child.signalCode ?? once(child, 'exit'));
    }
    expect(accepted.length).toBeGreaterThan(120);
    await expect
      .poll(() => accepted.filter((number) => !delivered.has(number)), { timeout: 60_000 })
      .toEqual([]);
  } finally {
    running?.kill('SIGKILL');
    app.closeAllConnections();
    app.close();
    await rm(dir, { recursive: true, force: true });
  }
});
