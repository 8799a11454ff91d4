import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { disarm, removeColour } from './log-line.ts';
import { commandLineOf } from './process-identity.ts';

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** Who listens on a local TCP port, as far as this user may know. */
export function findPortHolder(port: number): PortHolder | undefined {
  try {
    const pid = process.platform === 'linux' ? findOnLinux(port) : findByLsof(port);
    if (pid === undefined) return undefined;
    const command = disarm(removeColour(commandLineOf(pid) ?? 'a program'));
    return { pid, command: command.length > 60 ? `${command.slice(0, 59)}…` : command };
  } catch {
    return undefined;
  }
}

/** proc_net_tcp: local address as hex:port, state 0A is LISTEN, field 10 the inode of the socket. */
function findOnLinux(port: number): number | undefined {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLinesOf(table)) {
      const fields = line.trim().split(/\s+/);
      const local = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
      if (local === port && fields[3] === '0A') inodes.add(`socket:[${fields[9]}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (socketsOf(pid).some((socket) => inodes.has(socket))) return Number(pid);
  }
  return undefined;
}

function socketsOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function readLinesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}

function findByLsof(port: number): number | undefined {
  const options = {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  } satisfies ExecFileSyncOptionsWithStringEncoding;
  const pid = Number(
    execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], options).split('\n')[0],
  );
  return pid > 0 ? pid : undefined;
}
