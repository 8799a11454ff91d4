import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playStory } from '../../scripts/demo-story.mjs';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { runEda } from '../cli/run-eda.ts';
import { runToEnd } from '../support/run-to-end.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy inside of the repository, so that the services find their packages. */
mkdirSync(join(root, '.cache'), { recursive: true });
const project = mkdtempSync(join(root, '.cache/todo-'));
const trace: object[] = [];
let system: RunningSystem;

beforeAll(async () => {
  cpSync(join(root, 'examples/todo'), project, {
    recursive: true,
    filter: (path) => !/[\\/](\.eda|node_modules|dist)$/.test(path),
  });
  const started = await startSystem({
    root: project,
    portOffset: 'auto',
    onEvent: (event) => {
      if (event.kind === 'message') trace.push(event.message);
    },
  });
  if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
  system = started.value;
}, 120_000);

afterAll(async () => {
  await system?.stop();
  rmSync(project, { recursive: true, force: true });
}, 60_000);

describe('the todo system on the embedded default', () => {
  it('ends its story with the tables that it has to', async () => {
    const lines: string[] = [];
    const same = await playStory(system, trace, { write: (line: string) => lines.push(line) });
    expect(same, lines.join('\n')).toBe(true);
  }, 60_000);

  it('passes the tests that know nothing of how it is built', async () => {
    const urls = Object.fromEntries(
      system.services.map(({ name, url }) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url ?? '']),
    );
    const file = join(project, 'tests/todo.test.mjs');
    const { code, output } = await runToEnd(process.execPath, ['--test', '--test-reporter=tap', file], {
      env: { ...process.env, ...urls, EDA_ADMIN_TOKEN: system.adminToken },
    });
    expect(output).toMatch(/^# pass [1-9]/m);
    expect(code, output).toBe(0);
  }, 120_000);
});

describe('eda on the running system', () => {
  it('tells a flow across the services, by the ids that people have', async () => {
    const url = system.services.find(({ name }) => name === 'user-service')?.url;
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await fetch(`${url}/accounts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-correlation-id': 'sign-up-of-grace',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify({ name: 'Grace', email: 'grace@example.com' }),
    });
    const steps = [
      /user-service +· POST \/accounts {2}200/,
      /user-service +→ users\.account\.registered/,
      /todo-service +✓ users\.account\.registered/,
      /todo-service +→ todos\.task\.created \S+ {2}\d+ ms after commit, because of …/,
      /notification-service +✓ todos\.task\.created/,
      /analytics-service +✓ todos\.task\.created \S+ {2}tasks-per-person, in/,
      /nothing waits/,
    ];
    let run = await runEda(project, ['trace', 'sign-up-of-grace']);
    for (let tries = 0; tries < 200 && !steps.every((step) => step.test(run.out)); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      run = await runEda(project, ['trace', 'sign-up-of-grace']);
    }
    for (const step of steps) expect(run.out).toMatch(step);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out.split('\n')[0]).toBe(`sign-up-of-grace  trace ${traceId}`);
    const byTrace = await runEda(project, ['trace', traceId, '--format', 'json']);
    const told = JSON.parse(byTrace.out);
    expect(told.steps).toHaveLength(run.out.match(/^\d\d:/gm)?.length ?? 0);
    const [event] = told.steps.flatMap(({ eventId }: { eventId?: string }) => eventId ?? []);
    expect((await runEda(project, ['trace', event.slice(-6)])).out).toContain('todo-service');
    expect(await runEda(project, ['trace', 'nobody-knows'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing is known of nobody-knows'),
    });
    expect((await runEda(project, ['trace', 'abc'])).code).toBe(2);
  }, 60_000);

  it('replays a dead letter, and tells what became of it', async () => {
    const data = { todoId: crypto.randomUUID(), userId: crypto.randomUUID(), title: 'of nobody' };
    const sent = await runEda(project, [
      'publish',
      'todos.task.created',
      '-d',
      JSON.stringify(data),
      '--format',
      'json',
    ]);
    const { id } = JSON.parse(sent.out);
    const list = () =>
      runEda(project, ['dlq', 'list', '--service', 'notification-service', '--format', 'json']);
    const letterOf = async () => {
      for (;;) {
        const found = JSON.parse((await list()).out).deadLetters.find(
          (one: { eventId: string }) => one.eventId === id,
        );
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const letter = await letterOf();
    expect(letter).toMatchObject({ reason: 'exhausted', attempts: 5 });
    const name = `notification-service/${letter.id}`;
    const flow = await runEda(project, ['trace', id]);
    expect(flow.out).toContain(`dead letter ${name} is open`);
    expect(flow.out).toMatch(/attempt 4: Nothing is known of person/);
    expect(flow.out).toContain(`1 dead letter   eda dlq show ${name}`);
    const account = {
      userId: data.userId,
      name: 'Late',
      email: 'late@example.com',
      registeredAt: '2026-03-01T09:00:00Z',
    };
    await runEda(project, ['publish', 'users.account.registered', '-d', JSON.stringify(account)]);
    for (;;) {
      if ((await runEda(project, ['dlq', 'replay', name])).code === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect((await runEda(project, ['trace', id])).out).toContain(`dead letter ${name} is replayed`);
  }, 60_000);
});

describe('the todo system with its publisher killed between commit and publication', () => {
  it('ends with the same tables', async () => {
    await startAnew();
    const lines: string[] = [];
    const same = await playStory(system, trace, { kill: true, write: (line: string) => lines.push(line) });
    expect(same, lines.join('\n')).toBe(true);
    expect(lines.join('\n')).toContain('1 event waiting in its outbox');
  }, 120_000);

  async function startAnew(): Promise<void> {
    await system.stop();
    trace.length = 0;
    const started = await startSystem({
      root: project,
      fresh: true,
      portOffset: 'auto',
      onEvent: (event) => {
        if (event.kind === 'message') trace.push(event.message);
      },
    });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
  }
});
