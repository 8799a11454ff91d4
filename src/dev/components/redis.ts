import { findFreePort } from '../ports.ts';
import type { Component, ComponentOptions } from './component.ts';
import { isListening, runProgram } from './run-program.ts';

/** Redis, each write on disk before it is answered: what it accepted is there after a crash. */
export async function startRedis({ folder, guard, port }: ComponentOptions): Promise<Component> {
  const chosen = port ?? (await findFreePort());
  const settings = [
    ['--bind', '127.0.0.1'],
    ['--port', String(chosen)],
    ['--dir', folder],
    ['--save', ''],
    ['--appendonly', 'yes'],
    ['--appendfsync', 'always'],
    ['--daemonize', 'no'],
  ];
  return runProgram({
    name: 'redis',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: 'redis-server',
    args: settings.flat(),
    ready: () => isListening(chosen),
  });
}
