import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 421;
  readonly error: string;
}

/**
 * Refuses what did not come from the studio's own page. A name that was turned to point at this machine is told by
 * `Host`, another page in the same browser by `Origin` and `Sec-Fetch-Site`.
 */
export function checkOrigin(request: IncomingMessage, port: number): Refusal | undefined {
  const { host, origin } = request.headers;
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return { status: 421, error: `this is the studio of ${hosts[0]}, not of ${JSON.stringify(host ?? '')}` };
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  const site = request.headers['sec-fetch-site'];
  if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    return { status: 403, error: 'another page asked' };
  return undefined;
}

/** Refuses what wants to change something and did not come from the page's own script as JSON. */
export function checkWrite(request: IncomingMessage, port: number): Refusal | undefined {
  const { host, origin } = request.headers;
  if (origin === undefined || origin !== `http://${host}`) return { status: 403, error: 'Origin is missing' };
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json(;|$)/.test(type)) return { status: 415, error: 'JSON is expected' };
  return checkOrigin(request, port);
}

/** Compares secrets without telling by the time it takes how much of them was right. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The value of a cookie. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}
