import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Guard, signalGroup } from './guard.ts';
import { readLines } from './read-lines.ts';
import { awaitReady } from './readiness.ts';

/** A program to keep running. */
export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Answers 200 when the service is ready; without it, a service is ready when it has lived for a moment. */
  readonly readyUrl?: string | undefined;
}

export type ServiceEvent =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'ready'; readonly ms: number }
  | { readonly kind: 'slow'; readonly ms: number; readonly answer: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'crashed'; readonly how: string; readonly againInMs: number }
  | { readonly kind: 'gave-up'; readonly how: string; readonly lines: readonly string[] }
  | { readonly kind: 'restarting'; readonly reason: string }
  | { readonly kind: 'stopped' };

export type ServiceState = 'stopped' | 'starting' | 'ready' | 'crashed' | 'gave-up';

/** A service under supervision. Its operations wait for one another. */
export interface Service {
  readonly name: string;
  state(): ServiceState;
  pid(): number | undefined;
  /** Starts it where it doesn't run; also one that was given up. */
  start(): Promise<void>;
  restart(reason: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly guard: Guard;
  readonly onEvent: (event: ServiceEvent) => void;
  /** From the request to end until the kill. Default 10 s. */
  readonly graceMs?: number | undefined;
  /** The pause after the first crash; it doubles up to 10 s. Default 500 ms. */
  readonly pauseMs?: number | undefined;
  /** Crashes in a row, never having been ready, before it is left alone. Default 5. */
  readonly patience?: number | undefined;
  /** When to say that a service is slow to become ready. Default 30 s. */
  readonly slowMs?: number | undefined;
}

const longestPauseMs = 10_000;
/** A service that was ready for so long has recovered: the next crash counts as the first. */
const recoveredMs = 10_000;

/** Takes a program into care; it runs from `start` on. */
export function superviseService(spec: ServiceSpec, options: SuperviseOptions): Service {
  const { guard, onEvent, graceMs = 10_000, pauseMs = 500, patience = 5, slowMs = 30_000 } = options;
  let state: ServiceState = 'stopped';
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let pause: NodeJS.Timeout | undefined;
  let crashes = 0;
  let lastLines: string[] = [];
  let queue: Promise<void> = Promise.resolve();

  function launch(): void {
    const begun = Date.now();
    const attending = new AbortController();
    let readySince: number | undefined;
    state = 'starting';
    lastLines = [];
    const started = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      // A group of its own: it ends as a whole, and Ctrl-C reaches it through eda, in order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      // Where the system is out of file descriptors, there are no streams.
      if (stream === undefined || stream === null) continue;
      readLines(stream, (text) => {
        lastLines = [...lastLines.slice(-19), text];
        onEvent({ kind: 'line', text });
      });
    }
    ended = endOf(started).then((how) => {
      attending.abort();
      if (started.pid !== undefined) guard.forget(started.pid);
      if (child !== started) return;
      child = undefined;
      if (readySince !== undefined && Date.now() - readySince >= recoveredMs) crashes = 0;
      mourn(how, readySince !== undefined);
    });
    if (started.pid === undefined) return;
    guard.watch(started.pid, { signal: 'SIGTERM', graceMs: Math.min(graceMs, 3000) });
    onEvent({ kind: 'started', pid: started.pid });
    const onSlow = (answer: string) => onEvent({ kind: 'slow', ms: Date.now() - begun, answer });
    awaitReady(spec.readyUrl, { signal: attending.signal, slowMs, onSlow }).then((ready) => {
      if (!ready || child !== started) return;
      readySince = Date.now();
      state = 'ready';
      onEvent({ kind: 'ready', ms: readySince - begun });
    });
  }

  function mourn(how: string, wasReady: boolean): void {
    crashes += 1;
    if (!wasReady && crashes >= patience) {
      state = 'gave-up';
      onEvent({ kind: 'gave-up', how, lines: lastLines });
      return;
    }
    state = 'crashed';
    const againInMs = Math.min(pauseMs * 2 ** (crashes - 1), longestPauseMs);
    onEvent({ kind: 'crashed', how, againInMs });
    pause = setTimeout(launch, againInMs);
  }

  async function end(): Promise<void> {
    clearTimeout(pause);
    crashes = 0;
    const ending = child;
    // From here on its end is no crash.
    child = undefined;
    state = 'stopped';
    if (ending?.pid === undefined) return;
    signalGroup(ending.pid, 'SIGTERM');
    const waited = new AbortController();
    const tooLong = sleep(graceMs, true, { signal: waited.signal }).catch(() => false);
    if (await Promise.race([ended.then(() => false), tooLong])) signalGroup(ending.pid, 'SIGKILL');
    waited.abort();
    await ended;
  }

  function inTurn(work: () => Promise<void> | void): Promise<void> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }

  return {
    name: spec.name,
    state: () => state,
    pid: () => child?.pid,
    start: () =>
      inTurn(() => {
        if (child !== undefined) return;
        clearTimeout(pause);
        crashes = 0;
        launch();
      }),
    restart: (reason) =>
      inTurn(async () => {
        onEvent({ kind: 'restarting', reason });
        await end();
        launch();
      }),
    stop: () =>
      inTurn(async () => {
        if (state === 'stopped') return;
        await end();
        onEvent({ kind: 'stopped' });
      }),
  };
}

/** Waits until a child and what it started have ended and all that they wrote is read. Says how, in words. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => {
      if (child.pid === undefined) done(`it can't be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with code ${code}` : `ended by ${signal}`;
      if (child.pid !== undefined && process.platform !== 'win32') signalGroup(child.pid, 'SIGKILL');
      // Something that left the group may hold the pipes open for ever.
      const bound = setTimeout(() => done(how), 500);
      child.once('close', () => {
        clearTimeout(bound);
        done(how);
      });
    });
  });
}
