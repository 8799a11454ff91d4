import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { projectOnBroker, realEnvironment, runEda } from '../real/project-on-broker.ts';
import { questions } from '../support/who-may-speak.ts';

describe('who may speak in an environment with tokens, on the embedded sidecar', () => {
  let project: string;
  let system: RunningSystem;

  beforeAll(async () => {
    project = await projectOnBroker('todo', { type: 'in-memory' });
    const started = await startSystem({ root: project, environment: realEnvironment, portOffset: 'auto' });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
  }, 120_000);

  afterAll(async () => {
    await system?.stop();
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  }, 60_000);

  it.each(questions)('$asks: $status', async ({ ask, status }) => {
    const answer = await ask(system);
    expect(answer.status, await answer.text()).toBe(status);
  });

  it('eda publish knows the token of the run', async () => {
    const said = await runEda(project, [
      'publish',
      'users.account.registered',
      '--example',
      '--env',
      realEnvironment,
    ]);
    expect(said).toContain('user-service → users.account.registered');
  });
});
