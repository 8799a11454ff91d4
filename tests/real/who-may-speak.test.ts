import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { startRedis } from '../../src/dev/components/redis.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { questions } from '../support/who-may-speak.ts';
import { projectOnBroker, realEnvironment } from './project-on-broker.ts';

describe('who may speak in an environment with tokens, on daprd', () => {
  let guard: Guard;
  let redis: Component;
  let project: string;
  let system: RunningSystem;
  const folder = mkdtempSync(join(tmpdir(), 'eda-tokens-'));

  beforeAll(async () => {
    guard = startGuard();
    redis = await startRedis({ folder, guard });
    project = await projectOnBroker('todo', { type: 'redis', servers: [redis.address] });
    const started = await startSystem({
      root: project,
      environment: realEnvironment,
      sidecar: 'daprd',
      fresh: true,
      portOffset: 'auto',
    });
    if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
    system = started.value;
  }, 180_000);

  afterAll(async () => {
    await system?.stop();
    await redis?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
    if (project !== undefined) rmSync(project, { recursive: true, force: true });
  }, 60_000);

  it.each(questions)('$asks: $status', async ({ ask, status }) => {
    const answer = await ask(system);
    expect(answer.status, await answer.text()).toBe(status);
  });

  it("says both names where a caller sends another's, in whatever order", async () => {
    const forged = questions.find(({ asks }) => asks.endsWith("under a caller's name"));
    for (let round = 0; round < 20; round++) expect((await forged?.ask(system))?.status).toBe(403);
  });
});
