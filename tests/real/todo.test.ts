import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { makePythonTodo, todoServices } from '../support/python-todo.ts';
import { runToEnd } from '../support/run-to-end.ts';
import { realBrokers, snsSqs } from './brokers.ts';
import { placeOn, projectOnBroker, realEnvironment } from './project-on-broker.ts';

/** `EDA_TODO_PYTHON=1 npm run test:real -- tests/real/todo.test.ts` has all services in Python as well, and half of them. */
const languages: Readonly<Record<string, readonly string[]>> = {
  TypeScript: [],
  ...(process.env.EDA_TODO_PYTHON !== undefined && {
    Python: todoServices,
    'TypeScript and Python': ['todo-service', 'notification-service'],
  }),
};
const systems = [...realBrokers, snsSqs].flatMap((broker) =>
  Object.entries(languages).map(([language, inPython]) => ({ on: broker.name, language, broker, inPython })),
);

describe.each(systems)('the todo system on daprd and $on, in $language', ({ broker, inPython }) => {
  let guard: Guard;
  let component: Component;
  let project: string;
  let system: RunningSystem;
  const log: string[] = [];
  let warnings: readonly string[] = [];
  const folder = mkdtempSync(join(tmpdir(), `eda-${broker.name}-`));

  /** Warnings of sidecars until all is ready; later ones are of deliveries that are tried again. */
  const start = async (): Promise<readonly string[]> => {
    log.length = 0;
    const started = await startSystem({
      root: project,
      environment: realEnvironment,
      sidecar: 'daprd',
      fresh: true,
      portOffset: 'auto',
      env: { ...process.env, ...broker.env },
      onEvent: (event) => {
        if (event.kind === 'sidecar-log')
          log.push(`${event.entry.app} ${event.entry.level} ${event.entry.message}`);
      },
    });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
    // Kafka makes a topic when it is first asked for, which on a busy machine is not at once.
    const isPassing = /context canceled|topic or partition that does not exist/;
    return log.filter((line) => !isPassing.test(line));
  };

  beforeAll(async () => {
    guard = startGuard();
    component = await broker.start({ folder, guard });
    const entry = broker.entry(component);
    project =
      inPython.length === 0
        ? await projectOnBroker('todo', entry)
        : await makePythonTodo(inPython, (design) => placeOn(entry, design));
    await broker.prepare?.(component, project);
    warnings = await start();
  }, 180_000);

  afterAll(async () => {
    await system?.stop();
    await component?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  }, 60_000);

  it('passes the tests that know nothing of how it is built', async () => {
    const urls = Object.fromEntries(
      system.services.map(({ name, url }) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url ?? '']),
    );
    const file = join(project, 'tests/todo.test.mjs');
    const { code, output } = await runToEnd(process.execPath, ['--test', '--test-reporter=tap', file], {
      env: { ...process.env, NODE_OPTIONS: '', ...urls, EDA_ADMIN_TOKEN: system.adminToken },
    });
    expect(output, log.join('\n')).toMatch(/^# pass [1-9]/m);
    expect(code, `${output}\n${log.join('\n')}`).toBe(0);
  }, 240_000);

  it('starts with sidecars that warn of nothing', async () => {
    if (warnings.length === 0) return;
    // What is wrong with a component is said at each start; a broker that was slow to answer once isn't.
    console.warn(warnings.join('\n'));
    await system.stop();
    const again = await start();
    const both = warnings.filter((line) => again.includes(line));
    expect(both, both.join('\n')).toEqual([]);
  }, 120_000);
});
