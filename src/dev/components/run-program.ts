import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from '../guard.ts';
import type { Component, ComponentOptions } from './component.ts';

export interface Program extends Pick<ComponentOptions, 'folder' | 'guard'> {
  readonly name: string;
  readonly address: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asked until it says yes. */
  readonly ready: () => Promise<boolean>;
  /** How long it may take to become ready, and to end. Default 150 s. */
  readonly patienceMs?: number;
}

/** Runs a program as a component: its output goes to `<folder>/<name>.log`. Rejects where it ends or never is ready. */
export async function runProgram(program: Program): Promise<Component> {
  const { name, folder, guard, patienceMs = 150_000 } = program;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${name}.log`);
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();

  async function start(): Promise<void> {
    if (child !== undefined) return;
    const out = openSync(log, 'a');
    const started = spawn(program.command, program.args, {
      cwd: folder,
      env: { ...process.env, ...program.env },
      detached: true,
      stdio: ['ignore', out, out],
    });
    closeSync(out);
    child = started;
    let trouble: string | undefined;
    ended = new Promise((done) => {
      started.once('error', (error) => {
        trouble = error.message;
        if (started.pid === undefined) done();
      });
      started.once('exit', (code, signal) => {
        trouble ??= signal === null ? `it ended with ${code}` : `it ended by ${signal}`;
        if (started.pid !== undefined) guard.forget(started.pid);
        if (child === started) child = undefined;
        done();
      });
    });
    if (started.pid !== undefined) guard.watch(started.pid, { signal: 'SIGTERM', graceMs: 3000 });
    const deadline = Date.now() + patienceMs;
    while (!(await program.ready().catch(() => false))) {
      if (trouble !== undefined) throw new Error(`${name} can't be started: ${trouble}\n${lastLines(log)}`);
      if (Date.now() > deadline) {
        await stop();
        throw new Error(`${name} is not ready after ${patienceMs / 1000} s\n${lastLines(log)}`);
      }
      await sleep(50);
    }
  }

  async function stop(): Promise<void> {
    const ending = child;
    if (ending?.pid === undefined) return;
    const { pid } = ending;
    // One that was frozen hears no request to end.
    signalGroup(pid, 'SIGCONT');
    signalGroup(pid, 'SIGTERM');
    const bound = setTimeout(() => signalGroup(pid, 'SIGKILL'), 20_000);
    await ended;
    clearTimeout(bound);
  }

  await start();
  return {
    name,
    address: program.address,
    pid: () => child?.pid,
    signal: (signal) => {
      if (child?.pid !== undefined) signalGroup(child.pid, signal);
    },
    start,
    stop,
  };
}

/** Whether something listens on a port of the loopback. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
