import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess } from '../../src/dev/process-identity.ts';
import type { RunningServiceRecord, RunningSystemRecord } from '../../src/dev/running-system.ts';
import { ADMIN_TOKEN } from '../support/running-service.ts';

/** Writes down in a project what `eda dev` does about the system that it runs; here this process is it. */
export function recordSystem(
  folder: string,
  services: readonly Omit<RunningServiceRecord, 'daprPort'>[],
): void {
  const identity = identifyProcess(process.pid);
  if (identity === undefined) throw new Error('this process cannot be told from others');
  const record: RunningSystemRecord = {
    process: identity,
    environment: 'local',
    startedAt: new Date().toISOString(),
    adminToken: ADMIN_TOKEN,
    services: services.map((one) => ({ ...one, daprPort: 1 })),
  };
  mkdirSync(join(folder, '.eda'), { recursive: true });
  writeFileSync(join(folder, '.eda/dev.json'), JSON.stringify(record));
}
