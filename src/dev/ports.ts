import { createConnection, createServer } from 'node:net';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { findPortHolder } from './port-holder.ts';

/** A port that the design gives to something, and where it says so. */
export interface WantedPort {
  readonly port: number;
  /** For people: "todo-service", "the sidecar of todo-service". */
  readonly what: string;
  readonly file: string;
  readonly path: readonly (string | number)[];
}

/** How far all ports are moved: a number, or as far as it takes in steps of 100. */
export type PortOffset = number | 'auto';

/** Checks that every port can be had on the loopback, moved by the offset. Gives the offset that holds for all. */
export async function settlePorts(
  wanted: readonly WantedPort[],
  offset: PortOffset,
): Promise<Outcome<number>> {
  const outside = wanted.find(({ port }) => !isPort(port + (offset === 'auto' ? 0 : offset)));
  if (outside !== undefined) {
    const port = outside.port + (offset === 'auto' ? 0 : offset);
    return fail(
      problem(
        'port-range',
        `${outside.what}: ${port} is not a port`,
        'ports are 1 to 65535',
        outside.file,
        outside.path,
      ),
    );
  }
  const twice = findTwice(wanted);
  if (twice !== undefined) return fail(twice);
  if (offset !== 'auto') {
    const taken = await findTaken(wanted, offset);
    return taken.length === 0 ? succeed(offset) : fail(...taken.map((port) => reportTaken(port, offset)));
  }
  for (let step = 0; wanted.every(({ port }) => isPort(port + step)); step += 100) {
    if ((await findTaken(wanted, step)).length === 0) return succeed(step);
  }
  return fail(...wanted.slice(0, 1).map((port) => reportTaken(port, 0)));
}

/** A port on the loopback that nobody listens on now. */
export function findFreePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function findTaken(wanted: readonly WantedPort[], offset: number): Promise<readonly WantedPort[]> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port + offset)));
  return wanted.filter((_, index) => free[index] === false);
}

/** Asks both ways: some systems let one process listen on 127.0.0.1 beside another on all addresses. */
async function isFree(port: number): Promise<boolean> {
  return !(await canConnect(port)) && (await canListen(port));
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (connected: boolean) => {
      socket.destroy();
      answer(connected);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
}

function findTwice(wanted: readonly WantedPort[]): Diagnostic | undefined {
  const seen = new Map<number, WantedPort>();
  for (const one of wanted) {
    const other = seen.get(one.port);
    if (other !== undefined) {
      const message = `port ${one.port} is given to both ${other.what} and ${one.what}`;
      return problem('port-twice', message, 'give each its own', one.file, one.path);
    }
    seen.set(one.port, one);
  }
  return undefined;
}

function reportTaken({ port, what, file, path }: WantedPort, offset: number): Diagnostic {
  const holder = findPortHolder(port + offset);
  const by = holder === undefined ? 'by another program' : `by ${holder.command} (process ${holder.pid})`;
  return problem(
    'port-in-use',
    `port ${port + offset} of ${what} is in use ${by}`,
    'stop that program, or move all ports: eda dev --port-offset auto',
    file,
    path,
  );
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= 65535;
}
