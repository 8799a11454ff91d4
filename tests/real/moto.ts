import { join } from 'node:path';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { runProgram } from '../../src/dev/components/run-program.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { findComponent } from './find-component.ts';

/** moto: SNS and SQS in memory. */
export async function startMoto({ folder, guard, port }: ComponentOptions): Promise<Component> {
  const chosen = port ?? (await findFreePort());
  return runProgram({
    name: 'moto',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: join(findComponent('moto'), 'bin/moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(chosen)],
    ready: async () => (await fetch(`http://127.0.0.1:${chosen}/moto-api/`)).ok,
  });
}
