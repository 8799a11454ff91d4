import type { SidecarKind } from '../dev/place-apps.ts';
import type { PortOffset } from '../dev/ports.ts';
import { createScreen, placeOf, seconds } from '../dev/screen.ts';
import { type RunningSystem, startSystem } from '../dev/system.ts';
import type { SystemEvent } from '../dev/system-event.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/format/paint.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';

export interface DevOptions {
  /** Default `local`. */
  readonly environment?: string | undefined;
  readonly sidecar?: SidecarKind | undefined;
  readonly fresh?: boolean | undefined;
  /** Default true. */
  readonly watch?: boolean | undefined;
  readonly portOffset?: PortOffset | undefined;
  /** Whether the log is coloured; default false. */
  readonly colour?: boolean | undefined;
  /** Keys beside `r` and `q`. */
  readonly keys?: readonly DevKey[] | undefined;
}

/** A key that does something to the running system. */
export interface DevKey {
  readonly key: string;
  /** Follows the key in the verdict: "sends an example event". */
  readonly does: string;
  run(system: RunningSystem, say: (line: string) => void): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the whole system of the project in `io.cwd` until it is told to stop. Gives the exit code. */
export async function devCommand(options: DevOptions, io: Io): Promise<number> {
  const { environment, sidecar, fresh, watch = true, portOffset, colour = false, keys = [] } = options;
  const screen = createScreen({ root: io.cwd, colour });
  const say = (line: string) => void io.stdout.write(`${line}\n`);
  /** While all goes well, the log of the start waits until the table of the services stands. */
  let held: string[] | undefined = [];
  const release = () => {
    io.stdout.write((held ?? []).map((line) => `${line}\n`).join(''));
    held = undefined;
  };
  const onEvent = (event: SystemEvent) => {
    const lines = screen.show(event);
    if (held !== undefined && isLog(event)) return void held.push(...lines);
    if (held !== undefined && isTrouble(event)) release();
    const out = event.kind === 'progress' || event.kind === 'warning' ? io.stderr : io.stdout;
    for (const line of lines) out.write(`${line}\n`);
  };
  const begun = Date.now();
  const end = new AbortController();
  const unlisten = [listenForSignals(end)];
  let system: RunningSystem | undefined;
  try {
    unlisten.push(listenForKeys(io, () => system, { keys, say, end }));
    const wanted = {
      root: io.cwd,
      environment,
      sidecar,
      fresh,
      watch,
      portOffset,
      env: io.env,
      onEvent,
    };
    const started = await startSystem({ ...wanted, signal: end.signal });
    if (!started.ok) return end.signal.aborted ? exitCode.fine : reportFailure(started.diagnostics, io);
    system = started.value;
    const verdict = describeStart(system, Date.now() - begun, io, keys);
    held = held === undefined ? [verdict] : [verdict, '', ...held];
    release();
    if (!end.signal.aborted) await new Promise((done) => end.signal.addEventListener('abort', done));
    await system.stop();
    say(`${count(system.services.length)} stopped`);
    return exitCode.fine;
  } finally {
    for (const stop of unlisten) stop();
  }
}

/** The first asks for an orderly end; the second, from somebody who can't wait, ends at once: the guard clears up. */
function listenForSignals(end: AbortController): () => void {
  const onSignal = () => {
    if (end.signal.aborted) process.exit(130);
    end.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

interface KeyBindings {
  readonly keys: readonly DevKey[];
  readonly say: (line: string) => void;
  readonly end: AbortController;
}

/** On a terminal, single keys are commands. `r` asks which service, where there are several. */
function listenForKeys(io: Io, current: () => RunningSystem | undefined, bindings: KeyBindings): () => void {
  const { stdin } = io;
  if (!isInteractive(io)) return () => {};
  const { keys, say, end } = bindings;
  let choosing = false;

  function restart(system: RunningSystem, key: string): void {
    const { services } = system;
    const chosen = key === 'a' ? services : services.slice(Number(key) - 1, Number(key));
    if (chosen.length === 0) say('nothing is restarted');
    for (const { name } of chosen) void system.restart(name);
  }

  function press(key: string): void {
    const system = current();
    if (key === 'q' || key === '\u0003' || key === '\u0004') {
      if (end.signal.aborted && key === '\u0003') process.exit(130);
      end.abort();
    } else if (system === undefined) {
      // Nothing to do it to yet.
    } else if (choosing) {
      choosing = false;
      restart(system, key);
    } else if (key === 'r' && system.services.length === 1) {
      restart(system, '1');
    } else if (key === 'r') {
      choosing = true;
      const choices = system.services.slice(0, 9).map(({ name }, index) => `${index + 1} ${name}`);
      say(`restart which?  ${choices.join('  ')}  a all`);
    } else {
      const bound = keys.find((one) => one.key === key);
      bound?.run(system, say).catch((error: Error) => say(`${key}: ${error.message}`));
    }
  }

  const onData = (data: Buffer | string) => {
    for (const key of String(data)) press(key);
  };
  stdin.setRawMode?.(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}

function describeStart(system: RunningSystem, ms: number, io: Io, keys: readonly DevKey[]): string {
  const { services } = system;
  const ready = services.filter((service) => service.state() === 'ready').length;
  const reached = ready === services.length ? count(ready) : `${ready} of ${count(services.length)}`;
  const bound = [...keys.map(({ key, does }) => `${key} ${does}`), 'r restarts', 'q stops all'];
  const hints = isInteractive(io) ? bound : ['Ctrl-C stops all'];
  return [`${reached} ready in ${seconds(ms)}`, ...hints].join(' · ');
}

/** Tells apart a run template that can't be read, services that are at fault, and surroundings that are. */
function reportFailure(diagnostics: readonly Diagnostic[], io: Io): number {
  for (const [index, diagnostic] of diagnostics.entries()) {
    io.stderr.write(
      `${printable(placeOf(diagnostic, io.cwd))}  ${diagnostic.severity}  ${printable(diagnostic.message)}\n`,
    );
    // What helps against several faults in a row is said after the last of them.
    if (diagnostic.help !== undefined && diagnostic.help !== diagnostics[index + 1]?.help)
      io.stderr.write(`  ${printable(diagnostic.help)}\n`);
  }
  const has = (...codes: readonly string[]) => diagnostics.some(({ code }) => codes.includes(code));
  if (has('run-template', 'dapr-resource')) return exitCode.unreadable;
  return has('compile-error', 'service-start') ? exitCode.findings : exitCode.usage;
}

function isLog(event: SystemEvent): boolean {
  const isLine = event.kind === 'service' && event.event.kind === 'line';
  return isLine || event.kind === 'message' || event.kind === 'sidecar-log';
}

function isTrouble(event: SystemEvent): boolean {
  return event.kind === 'service' && /^(crashed|gave-up|broken|slow)$/.test(event.event.kind);
}

function isInteractive({ stdin, stdout }: Io): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && stdin.setRawMode !== undefined;
}

function count(services: number): string {
  return `${services} ${services === 1 ? 'service' : 'services'}`;
}
