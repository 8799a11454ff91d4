import { spawn } from 'node:child_process';
import type { Io } from './io.ts';

/** Asks the system to open an address or a file; where it can't, the caller has said where it is. */
export function openBrowser(address: string, io: Io): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '""', address]
        : ['xdg-open', address];
  const opened = spawn(program ?? '', args, { stdio: 'ignore', detached: true });
  opened.on('error', () => io.stderr.write('eda: no browser could be opened; open the address above\n'));
  opened.unref();
}
