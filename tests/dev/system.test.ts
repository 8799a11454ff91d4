import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/dev/process-identity.ts';
import { readRunningSystem, runningProcess } from '../../src/dev/running-system.ts';
import { type RunningSystem, type SystemOptions, startSystem } from '../../src/dev/system.ts';
import type { SystemEvent } from '../../src/dev/system-event.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { askSql } from '../support/postgres.ts';
import { createFixtureProject, type FixtureProject } from './fixture-project.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 60_000 };

let project: FixtureProject;
let events: SystemEvent[];
let system: RunningSystem | undefined;

beforeEach(async () => {
  project = await createFixtureProject();
  events = [];
});

afterEach(async () => {
  await system?.stop();
  system = undefined;
  project.remove();
});

describe('a system', () => {
  it('starts from the run template, says where it is, and ends without a trace', async () => {
    const running = await start();
    const [todo, mail] = running.services;
    expect(todo?.url).toBe(`http://127.0.0.1:${project.ports.todo}`);
    const answer = await ask(todo?.url);
    expect(answer).toMatchObject({
      text: 'first',
      GREETING: 'hello',
      cwd: join(project.root, 'services/todo-service'),
    });
    expect(await ask(mail?.url)).toMatchObject({ text: 'mail', GREETING: '7' });
    expect(await askSql(String(answer.DATABASE_URL), 'SELECT current_database() AS name')).toEqual([
      { name: 'todo_service' },
    ]);
    expect(answer.EDA_ADMIN_TOKEN).toBe(running.adminToken);

    const publish = `http://127.0.0.1:${todo?.daprPort}/v1.0/publish/pubsub/notes`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(publish, { method: 'POST', headers, body: '{"text":"hello"}' })).status).toBe(204);
    await expect.poll(() => linesOf('mail-service'), soon).toContain('got hello');
    const seen = events.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
    expect(seen.map(({ kind, app }) => `${kind} ${app}`)).toContain('published todo-service');

    const file = join(project.root, '.eda/dev.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readRunningSystem(project.root)).toMatchObject({
      environment: 'local',
      adminToken: running.adminToken,
      postgres: { mode: 'embedded' },
      services: [
        { name: 'todo-service', url: todo?.url, process: { pid: answer.pid } },
        { name: 'mail-service' },
      ],
    });
    expect(readFileSync(join(project.root, '.eda/.gitignore'), 'utf8')).toBe('*\n');
    expect(codesOf(await startSystem(optionsOf()))).toEqual(['already-running']);

    const pids = [todo?.pid(), mail?.pid()].map(Number);
    await running.stop();
    expect(pids.map(identifyProcess)).toEqual([undefined, undefined]);
    expect(linesOf('todo-service')).toContain('finishing what is in flight');
    expect(existsSync(file)).toBe(false);
    expect(existsSync(join(project.root, '.eda/postgres/data/postmaster.pid'))).toBe(false);
  });

  it('gives a database to those that have one', async () => {
    const template = join(project.root, 'infra/local/dapr/dapr.yaml');
    project.write(
      'infra/local/dapr/dapr.yaml',
      readFileSync(template, 'utf8').replace('GREETING: 7', "DATABASE_URL: ''"),
    );
    const running = await start();
    const [todo, mail] = running.services;
    expect(await ask(mail?.url)).toMatchObject({ text: 'mail', DATABASE_URL: '' });
    expect(mail?.databaseUrl).toBeUndefined();
    expect(await askSql(String(todo?.databaseUrl), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'postgres', databases: 1 }));
  });

  it('starts a service again that crashed, and says so', async () => {
    const running = await start();
    const [todo] = running.services;
    const before = todo?.pid();
    await fetch(`${todo?.url}/crash`).catch(() => {});
    await expect.poll(() => kindsOf('todo-service'), soon).toContain('crashed');
    await expect.poll(() => todo?.state(), soon).toBe('ready');
    expect(todo?.pid()).not.toBe(before);
    expect(linesOf('todo-service').join('\n')).toContain('asked to crash');
    // Source maps are on: the stack names the source, not the bundle.
    expect(linesOf('todo-service').join('\n')).toContain('shared/server.ts:');
    expect(readRunningSystem(project.root)?.services[0]?.process?.pid).toBe(todo?.pid());
  });

  it('follows changes, keeps what runs when the code breaks, and says where it does', async () => {
    const running = await start({ watch: true });
    const [todo, mail] = running.services;
    const main = 'services/todo-service/src/main.ts';
    const mailPid = mail?.pid();
    project.write(main, "import { serve } from '../../../shared/server.ts';\nserve('second');\n");
    await expect
      .poll(
        () =>
          ask(todo?.url)
            .then(({ text }) => text)
            .catch(() => ''),
        soon,
      )
      .toBe('second');
    expect(mail?.pid()).toBe(mailPid);

    await expect.poll(() => todo?.state(), soon).toBe('ready');
    const pid = todo?.pid();
    const source = "import { serve } from '../../../shared/server.ts';\n// ünïcode\nserve('ü' 'third');\n";
    project.write(main, source);
    await expect.poll(() => kindsOf('todo-service'), soon).toContain('broken');
    const [fault] = events.flatMap((event) =>
      event.kind === 'service' && event.event.kind === 'broken' ? event.event.diagnostics : [],
    );
    expect(fault).toMatchObject({
      code: 'compile-error',
      at: { file: main, range: { offset: source.indexOf("'third'") } },
    });
    expect(fault?.message).toContain('Expected ")"');
    expect(await ask(todo?.url)).toMatchObject({ text: 'second', pid });

    // A file of the project outside the service's folder, which both have in their bundles.
    project.write(main, "import { serve } from '../../../shared/server.ts';\nserve('third');\n");
    await expect
      .poll(
        () =>
          ask(todo?.url)
            .then(({ text }) => text)
            .catch(() => ''),
        soon,
      )
      .toBe('third');
    const shared = join(project.root, 'shared/server.ts');
    writeFileSync(shared, readFileSync(shared, 'utf8').replace("'up'", "'up anew'"));
    await expect.poll(() => linesOf('mail-service').join(), soon).toContain('up anew');
  });

  it('restarts when a new migration appears in a new folder, not for a file that nobody reads', async () => {
    const running = await start({ watch: true });
    const [todo] = running.services;
    const pid = todo?.pid();
    project.write('services/todo-service/README.md', '# nothing');
    project.write('services/todo-service/src/unused.ts', 'export const unused = 1;');
    project.write('services/todo-service/migrations/0001.sql', 'SELECT 1;');
    await expect.poll(() => todo?.pid() !== pid && todo?.state(), soon).toBe('ready');
    project.write('infra/local/dapr/dapr.yaml', '# other ports');
    await expect
      .poll(() => events.filter(({ kind }) => kind === 'outdated'))
      .toMatchObject([{ file: 'infra/local/dapr/dapr.yaml' }]);
    const reasons = events.flatMap((event) =>
      event.kind === 'service' && event.event.kind === 'restarting' ? [event.event.reason] : [],
    );
    expect(reasons.join()).toContain('migrations/0001.sql');
  });

  it('keeps its data, and starts over when asked', async () => {
    let running = await start();
    const [first] = running.services;
    await askSql(String(first?.databaseUrl), 'CREATE TABLE kept (n int)');
    mkdirSync(join(project.root, '.eda/broker'), { recursive: true });
    writeFileSync(join(project.root, '.eda/broker/kept'), '');
    await running.stop();
    running = await start();
    expect(await askSql(String(running.services[0]?.databaseUrl), 'SELECT * FROM kept')).toEqual([]);
    expect(existsSync(join(project.root, '.eda/broker/kept'))).toBe(true);
    await running.stop();
    running = await start({ fresh: true });
    await expect(askSql(String(running.services[0]?.databaseUrl), 'SELECT * FROM kept')).rejects.toThrow(
      'not exist',
    );
    expect(existsSync(join(project.root, '.eda/broker/kept'))).toBe(false);
  });
});

describe('what can go wrong', () => {
  it('names who holds a port, or moves all of them', async () => {
    const squatter = createServer().listen(project.ports.mail, '127.0.0.1');
    try {
      const outcome = await startSystem(optionsOf());
      expect(codesOf(outcome)).toEqual(['port-in-use']);
      const [taken] = outcome.ok ? [] : outcome.diagnostics;
      expect(taken?.message).toContain(`port ${project.ports.mail} of mail-service is in use by`);
      expect(taken?.message).toContain(`(process ${process.pid})`);
      expect(taken?.at).toEqual({ file: 'infra/local/dapr/dapr.yaml', path: ['apps', 1, 'appPort'] });
      const running = await start({ portOffset: 'auto' });
      const moved = events.find((event) => event.kind === 'ports-moved');
      const offset = moved?.kind === 'ports-moved' ? moved.offset : 0;
      expect(offset).toBeGreaterThan(0);
      expect(running.services[1]?.url).toBe(`http://127.0.0.1:${project.ports.mail + offset}`);
      expect(await ask(running.services[1]?.url)).toMatchObject({ text: 'mail' });
    } finally {
      squatter.close();
    }
  });

  it.each([
    ['an unknown environment', { environment: 'staging' }, 'run-template-missing', 'there are: local'],
    ['a hostile environment', { environment: '../../etc' }, 'run-template-missing', 'there are: local'],
  ])('refuses %s', async (_, options, code, help) => {
    const outcome = await startSystem(optionsOf(options));
    expect(codesOf(outcome)).toEqual([code]);
    expect(outcome.ok ? '' : outcome.diagnostics[0]?.help).toContain(help);
  });

  it('fails as a whole without a watch, and leaves nothing running', async () => {
    project.write('services/mail-service/src/main.js', 'serve(;');
    const outcome = await startSystem(optionsOf());
    expect(codesOf(outcome)).toEqual(['compile-error']);
    expect(runningProcess(project.root)).toBeUndefined();
    project.write('services/mail-service/src/main.js', "throw new Error('no such luck');");
    const second = await startSystem(optionsOf());
    expect(codesOf(second)).toEqual(['service-start']);
    expect(second.ok ? '' : second.diagnostics[0]?.message).toContain('mail-service');
    expect(existsSync(join(project.root, '.eda/postgres/data/postmaster.pid'))).toBe(false);
  });
});

function optionsOf(options: Partial<SystemOptions> = {}): SystemOptions {
  const { DATABASE_URL: _, ...env } = process.env;
  const onEvent = (event: SystemEvent) => void events.push(event);
  return {
    root: project.root,
    env,
    onEvent,
    ...options,
  };
}

async function start(options: Partial<SystemOptions> = {}): Promise<RunningSystem> {
  const outcome = await startSystem(optionsOf(options));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  system = outcome.value;
  return outcome.value;
}

async function ask(url: string | undefined): Promise<Record<string, unknown>> {
  return (await (await fetch(String(url))).json()) as Record<string, unknown>;
}

function kindsOf(name: string): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'service' && event.name === name ? [event.event.kind] : [],
  );
}

function linesOf(name: string): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'service' && event.name === name && event.event.kind === 'line' ? [event.event.text] : [],
  );
}

function codesOf(outcome: {
  readonly ok: boolean;
  readonly diagnostics?: readonly Diagnostic[];
}): readonly string[] {
  return (outcome.diagnostics ?? []).map(({ code }) => code);
}
