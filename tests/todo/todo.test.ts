import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playStory } from '../../scripts/demo-story.mjs';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';

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
    const { code, output } = await run(
      ['--test', '--test-reporter=tap', join(project, 'tests/todo.test.mjs')],
      {
        ...urls,
        EDA_ADMIN_TOKEN: system.adminToken,
      },
    );
    expect(output).toMatch(/^# pass [1-9]/m);
    expect(code, output).toBe(0);
  }, 120_000);
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

function run(args: readonly string[], env: { readonly [name: string]: string }) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}
