import { join } from 'node:path';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { isListening, runProgram } from '../../src/dev/components/run-program.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { findComponent } from './find-component.ts';

/** Google Pub/Sub in memory, for clients that read `PUBSUB_EMULATOR_HOST`. */
export async function startPubSub({ folder, guard, port }: ComponentOptions): Promise<Component> {
  const chosen = port ?? (await findFreePort());
  return runProgram({
    name: 'pstest',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: join(findComponent('pstest'), 'pstest'),
    args: [String(chosen)],
    ready: () => isListening(chosen),
  });
}
