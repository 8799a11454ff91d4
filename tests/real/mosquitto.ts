import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { findProgram } from '../../src/dev/components/find-program.ts';
import { isListening, runProgram } from '../../src/dev/components/run-program.ts';
import { findFreePort } from '../../src/dev/ports.ts';

/** Mosquitto, an MQTT broker, in memory and open to everybody on the loopback. */
export async function startMosquitto({ folder, guard, port }: ComponentOptions): Promise<Component> {
  const chosen = port ?? (await findFreePort());
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mosquitto.conf');
  const settings = [
    `listener ${chosen} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'user root',
    '',
  ];
  writeFileSync(file, settings.join('\n'));
  return runProgram({
    name: 'mosquitto',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: findProgram('mosquitto', ['/usr/sbin']),
    args: ['-c', file],
    ready: () => isListening(chosen),
  });
}
