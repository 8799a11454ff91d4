import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { signalGroup, startGuard } from '../dev/guard.ts';
import { readLines } from '../dev/read-lines.ts';
import { readRunningSystem, runningProcess } from '../dev/running-system.ts';
import { findPackageRoot } from '../generators/assets.ts';
import type { DevState } from '../studio/api.ts';
import type { SystemControl } from '../studio/live/running-system.ts';
import type { Project } from './project.ts';

/** So many of its last lines are told where it failed. */
const mostLines = 20;

/** After so many ms, who does not end in order is ended. */
const patienceMs = 20_000;

/**
 * Starts `eda dev` for the studio, as a process of its own, and stops what it started; never what somebody else did. It
 * listens where `eda dev` always does, on the loopback. It ends with the studio, however that does.
 * @param program what Node runs with the word `dev`
 */
export function openSystemControl(
  { folder }: Project,
  program = join(findPackageRoot(), 'bin/eda.js'),
): SystemControl & { close(): Promise<void> } {
  let child: ChildProcess | undefined;
  let wasReady = false;
  let isStopping = false;
  let lines: string[] = [];
  let failure: readonly string[] | undefined;

  /** Once it was, what it has written of itself is not read again and again. */
  const isReady = (): boolean => {
    wasReady ||= readRunningSystem(folder)?.services.some(({ url }) => url !== undefined) === true;
    return wasReady;
  };
  const state = (): DevState => {
    if (child !== undefined) {
      if (isStopping) return { phase: 'stopping', isOurs: true };
      return { phase: isReady() ? 'running' : 'starting', isOurs: true };
    }
    if (runningProcess(folder) !== undefined) return { phase: 'running', isOurs: false };
    return { phase: 'stopped', isOurs: false, ...(failure === undefined ? {} : { failure }) };
  };
  const note = (line: string): void => {
    lines = [...lines, line].slice(-mostLines);
  };
  /** Asks once: a second request tells `eda dev` that somebody can't wait. */
  const askToEnd = (running: ChildProcess): void => {
    const { pid } = running;
    if (isStopping || pid === undefined) return;
    isStopping = true;
    signalGroup(pid, 'SIGTERM');
    const tooLong = setTimeout(() => signalGroup(pid, 'SIGKILL'), patienceMs);
    running.once('close', () => clearTimeout(tooLong));
  };

  return {
    state,
    start: () => {
      if (state().phase !== 'stopped') return { ok: false, reason: 'eda dev runs here already' };
      lines = [];
      failure = undefined;
      isStopping = false;
      wasReady = false;
      const started = spawn(process.execPath, [program, 'dev', '--port-offset', 'auto'], {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1' },
        // A group of its own: Ctrl-C reaches it through the studio, once.
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      });
      child = started;
      const guard = startGuard();
      if (started.pid !== undefined) guard.watch(started.pid, { signal: 'SIGTERM', graceMs: patienceMs });
      for (const stream of [started.stdout, started.stderr]) readLines(stream, note);
      const end = (reason: string): void => {
        if (child !== started) return;
        child = undefined;
        if (started.pid !== undefined) guard.forget(started.pid);
        guard.close();
        if (!isStopping) failure = lines.length === 0 ? [reason] : lines;
      };
      started.once('error', (error) => end(error.message));
      // Not `exit`: its last lines come after it.
      started.once('close', (code) => end(`eda dev ended with ${code}`));
      return { ok: true, value: {} };
    },
    stop: () => {
      if (child === undefined)
        return {
          ok: false,
          reason:
            runningProcess(folder) === undefined
              ? 'eda dev does not run here'
              : 'this studio did not start eda dev; it is stopped where it was started',
        };
      askToEnd(child);
      return { ok: true, value: {} };
    },
    close: async () => {
      const running = child;
      if (running === undefined) return;
      const ended = new Promise<void>((done) => running.once('close', () => done()));
      askToEnd(running);
      await ended;
    },
  };
}
