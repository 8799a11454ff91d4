import type { Io } from './io.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** What takes less than this needs no sign of life. In ms. */
const patience = 1000;

/**
 * Shows on a terminal's stderr that something is under way, once it has taken a second. Returns what ends it and
 * clears the line; on anything but a terminal nothing is ever written.
 */
export function showProgress(io: Io, text: string): () => void {
  if (io.stderr.isTTY !== true || io.env.TERM === 'dumb') return () => {};
  let frame = 0;
  let spinning: NodeJS.Timeout | undefined;
  const starting = setTimeout(() => {
    spinning = setInterval(() => {
      io.stderr.write(`\r${frames[frame++ % frames.length]} ${text}`);
    }, 100);
  }, patience);
  return () => {
    clearTimeout(starting);
    clearInterval(spinning);
    if (frame > 0) io.stderr.write('\r\u001b[2K');
  };
}

/**
 * The same for work that leaves no time for timers: it tells how far it is, and is shown once it has taken a second.
 * `end` clears the line.
 */
export function countProgress(
  io: Io,
  what: string,
  now: () => number = Date.now,
): { tick(done: number, total: number): void; end(): void } {
  const shows = io.stderr.isTTY === true && io.env.TERM !== 'dumb';
  let next = now() + patience;
  let shown = false;
  return {
    tick(done, total) {
      if (!shows || now() < next) return;
      next = now() + 100;
      shown = true;
      io.stderr.write(`\r${what} ${done} of ${total}`);
    },
    end() {
      if (shown) io.stderr.write('\r\u001b[2K');
    },
  };
}
