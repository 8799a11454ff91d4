import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Sees to it that no process outlives eda, even when eda is killed with -9: a small process of its own holds the
 * other end of a pipe, and when that closes it ends everything that is still on its list.
 */
export interface Guard {
  /** From now on, the process group led by `pid` ends when eda does. */
  watch(pid: number, ending: Ending): void;
  /** It has ended; its number may be given to a stranger. */
  forget(pid: number): void;
  /** Ends what is left on the list, and the guard. */
  close(): void;
}

/** How to ask a process to end, and for how long to wait before it is killed. */
export interface Ending {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

/** Starts the guard's process. One that ends before its time is started anew, with the same list. */
export function startGuard(): Guard {
  const watched = new Map<number, Ending>();
  let closing = false;
  let child = launch();

  function launch(): ChildProcess {
    const started = spawn(process.execPath, ['--input-type=commonjs', '--eval', `(${keepGuard})()`], {
      // A session of its own: Ctrl-C and the end of the terminal reach eda, not the guard.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      // What is meant for the user's programs, such as a debugger's port, is not for this one.
      env: { ...process.env, NODE_OPTIONS: '' },
      windowsHide: true,
    });
    started.unref();
    started.stdin?.on('error', () => {});
    started.on('error', () => {});
    started.on('exit', () => {
      if (closing) return;
      child = launch();
      for (const [pid, ending] of watched) tell(pid, ending);
    });
    return started;
  }

  function tell(pid: number, ending?: Ending): void {
    child.stdin?.write(`${JSON.stringify({ pid, ...ending })}\n`);
  }

  return {
    watch(pid, ending) {
      watched.set(pid, ending);
      tell(pid, ending);
    },
    forget(pid) {
      if (watched.delete(pid)) tell(pid);
    },
    close() {
      closing = true;
      child.stdin?.end();
    },
  };
}

/** Signals the process group that `pid` leads (on Windows, the process). False: nothing of it is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    return false;
  }
}

/**
 * The guard's whole program. It is passed to `node --eval` as text, so that it needs no file beside the bundle:
 * nothing from outside its braces exists in there, and it declares no named function, since some builds wrap those.
 */
function keepGuard(): void {
  const endings = new Map<number, { signal: string; graceMs: number }>();
  let rest = '';
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() || '';
    for (const line of lines) {
      const { pid, signal, graceMs } = JSON.parse(line);
      if (signal === undefined) endings.delete(pid);
      else endings.set(pid, { signal, graceMs });
    }
  });
  process.stdin.on('close', () => {
    const began = Date.now();
    const asked = new Set<string>();
    const timer = setInterval(() => {
      for (const [pid, { signal, graceMs }] of endings) {
        const next = Date.now() - began >= graceMs ? 'SIGKILL' : signal;
        const again = asked.has(`${pid} ${next}`);
        asked.add(`${pid} ${next}`);
        let alive = true;
        try {
          process.kill(process.platform === 'win32' ? pid : -pid, again ? 0 : (next as NodeJS.Signals));
        } catch {
          alive = false;
        }
        // What survives SIGKILL for a second waits for a parent that doesn't reap: nothing more to do.
        if (!alive || Date.now() - began > graceMs + 1000) endings.delete(pid);
      }
      if (endings.size === 0) clearInterval(timer);
    }, 25);
  });
}
