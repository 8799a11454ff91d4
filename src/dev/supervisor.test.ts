import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startGuard } from './guard.ts';
import { identifyProcess } from './process-identity.ts';
import { type Service, type ServiceEvent, type SuperviseOptions, superviseService } from './supervisor.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 15_000 };

const guard = startGuard();
const running: Service[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => guard.close());

describe('a supervised service', () => {
  it('is given up after crashes in a row, with longer and longer pauses, and starts anew when told', async () => {
    // With an address that never answers: without one, what takes its time to end counts as ready.
    const { service, events } = supervise(
      'console.log("no luck"); process.exit(3)',
      { pauseMs: 5, patience: 4 },
      process.execPath,
      'http://127.0.0.1:1/',
    );
    await service.start();
    await expect.poll(() => service.state(), soon).toBe('gave-up');
    const pauses = events.flatMap((event) => (event.kind === 'crashed' ? [event.againInMs] : []));
    expect(pauses).toEqual([5, 10, 20]);
    expect(events.at(-1)).toEqual({ kind: 'gave-up', how: 'ended with code 3', lines: ['no luck'] });
    await service.start();
    expect(['starting', 'crashed']).toContain(service.state());
  });

  it('is killed when it does not end in time, with all that it started', async () => {
    const grandchild = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'])`;
    const { service, events } = supervise(
      `process.on('SIGTERM', () => {}); console.log(${grandchild}.pid); setInterval(() => {}, 1e3)`,
      { graceMs: 100 },
    );
    await service.start();
    await expect.poll(() => linesOf(events).length, soon).toBe(1);
    const pids = [Number(service.pid()), Number(linesOf(events)[0])];
    expect(pids.map((pid) => identifyProcess(pid)?.pid)).toEqual(pids);
    await service.stop();
    await expect.poll(() => pids.map(identifyProcess), soon).toEqual([undefined, undefined]);
    expect(events.at(-1)).toEqual({ kind: 'stopped' });
  });

  it('takes its group along when it ends by itself', async () => {
    const grandchild = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'inherit' })`;
    const { service, events } = supervise(
      `console.log(${grandchild}.pid); setTimeout(() => process.exit(1), 100)`,
      {
        pauseMs: 60_000,
      },
    );
    await service.start();
    await expect.poll(() => service.state(), soon).toBe('crashed');
    expect(identifyProcess(Number(linesOf(events)[0]))).toBeUndefined();
  });

  it('says what is wrong with a program that is not there', async () => {
    const { service, events } = supervise('', { patience: 1 }, 'no-such-program');
    await service.start();
    await expect.poll(() => service.state(), soon).toBe('gave-up');
    expect(events.at(-1)).toMatchObject({ how: expect.stringContaining('ENOENT') });
  });

  it('says that it is slow, and why', async () => {
    const server = `require('http').createServer((q, r) => r.writeHead(503).end('no database')).listen(0, function () { console.log(this.address().port) })`;
    const probe = supervise(server, {});
    await probe.service.start();
    await expect.poll(() => linesOf(probe.events).length, soon).toBe(1);
    const url = `http://127.0.0.1:${linesOf(probe.events)[0]}/readyz`;
    const { service, events } = supervise(
      'setInterval(() => {}, 1e3)',
      { slowMs: 50 },
      process.execPath,
      url,
    );
    await service.start();
    await expect
      .poll(() => events.find(({ kind }) => kind === 'slow'))
      .toMatchObject({
        answer: '/readyz answers 503 no database',
      });
    expect(service.state()).toBe('starting');
  });

  it('does one thing at a time', async () => {
    const { service, events } = supervise('setInterval(() => {}, 1e3)', {});
    void service.start();
    void service.restart('first');
    void service.restart('second');
    await service.stop();
    await sleep(50);
    expect(service.pid()).toBeUndefined();
    expect(events.filter(({ kind }) => kind === 'started')).toHaveLength(3);
    expect(events.filter(({ kind }) => kind === 'crashed')).toHaveLength(0);
    const pids = events.flatMap((event) => (event.kind === 'started' ? [event.pid] : []));
    expect(pids.map(identifyProcess)).toEqual([undefined, undefined, undefined]);
  });
});

function supervise(
  code: string,
  options: Partial<SuperviseOptions>,
  command = process.execPath,
  readyUrl?: string,
): { service: Service; events: ServiceEvent[] } {
  const events: ServiceEvent[] = [];
  const spec = { name: 'one', command, args: ['-e', code], cwd: process.cwd(), env: process.env, readyUrl };
  const service = superviseService(spec, { guard, onEvent: (event) => void events.push(event), ...options });
  running.push(service);
  return { service, events };
}

function linesOf(events: readonly ServiceEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));
}
