import { join } from 'node:path';
import { findFreePort } from '../ports.ts';
import { findNats } from './broker-programs.ts';
import type { Component, ComponentOptions } from './component.ts';
import { isListening, runProgram } from './run-program.ts';

/** NATS with JetStream. */
export async function startNats({ folder, guard, port }: ComponentOptions): Promise<Component> {
  const chosen = port ?? (await findFreePort());
  return runProgram({
    name: 'nats',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: findNats(process.env) ?? 'nats-server',
    args: ['-a', '127.0.0.1', '-p', String(chosen), '-js', '-sd', join(folder, 'js')],
    ready: () => isListening(chosen),
  });
}
