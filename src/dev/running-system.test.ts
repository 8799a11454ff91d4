import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimSystem, readRunningSystem, runningProcess } from './running-system.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-claim-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('a system that has only begun to start is who has taken the project, and has no record yet', async () => {
  expect([runningProcess(root), readRunningSystem(root)]).toEqual([undefined, undefined]);
  const claim = await claimSystem(root);
  if (!claim.ok) throw new Error('nobody else is here');
  expect(runningProcess(root)?.pid).toBe(process.pid);
  expect(readRunningSystem(root)).toBeUndefined();
  const second = await claimSystem(root);
  expect(second.ok ? [] : second.diagnostics.map(({ message }) => message)).toEqual([
    `eda dev runs in this project already (process ${process.pid})`,
  ]);

  const record = {
    environment: 'local',
    startedAt: '2026-01-01T00:00:00.000Z',
    adminToken: 'a',
    services: [],
  };
  claim.value.write(record);
  expect(readRunningSystem(root)).toEqual({ process: runningProcess(root), ...record });
  claim.value.release();
  expect([runningProcess(root), readRunningSystem(root)]).toEqual([undefined, undefined]);
});
