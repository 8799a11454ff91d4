import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own notation; comparable, not readable. */
  readonly started: string;
}

/** The identity of a living process; undefined for one that is gone or that only waits to be reaped. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether the very process that was identified earlier still lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.started === identity.started;
}

/** The command line of a process, words joined by a space; undefined where it can't be read. */
export function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
    }
    return ps(pid, 'command');
  } catch {
    return undefined;
  }
}

/**
 * proc(5): the name in field 2 may hold spaces and brackets; state is field 3, the number of threads field 20, the start
 * field 22. A killed process is a zombie by its first thread while others still hold its ports.
 */
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isOver = fields[0] === 'X' || (fields[0] === 'Z' && Number(fields[17]) <= 1);
    return isOver ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    return ps(pid, 'lstart');
  } catch {
    // No ps (Windows): the number alone has to do.
    return 'unknown';
  }
}

function ps(pid: number, column: string): string | undefined {
  const options = {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  } satisfies ExecFileSyncOptionsWithStringEncoding;
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], options).trim() || undefined;
}
