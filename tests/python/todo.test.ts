import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playStory } from '../../scripts/demo-story.mjs';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { checkPythonService } from '../support/check-python-service.ts';
import { makePythonTodo, todoServices } from '../support/python-todo.ts';
import { runToEnd } from '../support/run-to-end.ts';

describe.each([
  ['in Python', todoServices],
  ['in Python and TypeScript', ['todo-service', 'analytics-service']],
])('the todo system %s', (_what, inPython) => {
  const trace: object[] = [];
  let project: string;
  let system: RunningSystem;

  async function start(fresh = false): Promise<void> {
    const started = await startSystem({
      root: project,
      fresh,
      portOffset: 'auto',
      onEvent: (event) => {
        if (event.kind === 'message') trace.push(event.message);
      },
    });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
  }

  beforeAll(async () => {
    project = await makePythonTodo(inPython);
    await start();
  });

  afterAll(async () => {
    await system?.stop();
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  });

  it.each(inPython)('%s is formatted, strictly typed, and fits its examples', (service) =>
    checkPythonService(join(project, 'services', service)),
  );

  it('ends its story with the tables that it has to', async () => {
    const lines: string[] = [];
    const same = await playStory(system, trace, { write: (line: string) => lines.push(line) });
    expect(same, lines.join('\n')).toBe(true);
  });

  it('passes the tests that know nothing of how it is built', async () => {
    const urls = Object.fromEntries(
      system.services.map(({ name, url }) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url ?? '']),
    );
    const { code, output } = await runToEnd(
      process.execPath,
      ['--test', '--test-reporter=tap', join(project, 'tests/todo.test.mjs')],
      { cwd: project, env: { ...process.env, ...urls, EDA_ADMIN_TOKEN: system.adminToken } },
    );
    expect(output).toMatch(/^# pass [1-9]/m);
    expect(code, output).toBe(0);
  });

  it('ends with the same tables when its publisher is killed between commit and publication', async () => {
    await system.stop();
    trace.length = 0;
    await start(true);
    const lines: string[] = [];
    const same = await playStory(system, trace, { kill: true, write: (line: string) => lines.push(line) });
    expect(same, lines.join('\n')).toBe(true);
    expect(lines.join('\n')).toContain('1 event waiting in its outbox');
  });
});
