import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StudioServer, startServer } from './start-server.ts';

let server: StudioServer;
let folder: string;
const errors: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eda-studio-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'secret.txt'), 'not for you');
  server = await startServer({
    port: 0,
    files: { folder, names: new Set(['index.html']) },
    onError: (error) => errors.push(error),
    handle: async ({ path, method, body }) => {
      if (path === 'throws') throw new Error('inside');
      return path === 'echo' ? { status: 200, body: { method, body } } : undefined;
    },
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly text: string;
}

/** A request as somebody sends it who is bound to no browser: every header is theirs to choose. */
function ask(
  path: string,
  headers: { readonly [name: string]: string } = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const host = `127.0.0.1:${server.port}`;
    const request = send(
      { host: '127.0.0.1', port: server.port, path, method, headers: { host, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}

const origin = (): string => `http://127.0.0.1:${server.port}`;
const token = (): string => new URL(server.url).hash.replace('#token=', '');

async function signIn(): Promise<string> {
  const { status, headers } = await ask(
    '/api/session',
    { origin: origin(), 'content-type': 'application/json' },
    'POST',
    JSON.stringify({ token: token() }),
  );
  expect(status).toBe(200);
  const [cookie = ''] = [headers['set-cookie'] ?? ''].flat();
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  return cookie.split(';')[0] ?? '';
}

describe('the server of the studio', () => {
  it('listens on this machine alone, with a token that no request carries', () => {
    const { hostname, hash, search } = new URL(server.url);
    expect({ hostname, search }).toEqual({ hostname: '127.0.0.1', search: '' });
    expect(hash.length).toBeGreaterThan(40);
  });

  it('answers those who have the token', async () => {
    const cookie = await signIn();
    expect((await ask('/api/echo', { cookie })).text).toBe('{"method":"GET"}');
  });

  it.each([
    ['no cookie', {}],
    ['another cookie', { cookie: 'eda_studio=x' }],
  ])('tells nothing of the design with %s', async (_name, headers) => {
    expect((await ask('/api/echo', headers)).status).toBe(401);
  });

  it('takes no wrong token', async () => {
    for (const body of ['{"token":"x"}', `{"token":"${'x'.repeat(43)}"}`, '{}', 'null', '[]']) {
      const answer = await ask(
        '/api/session',
        { origin: origin(), 'content-type': 'application/json' },
        'POST',
        body,
      );
      expect({ body, status: answer.status, cookie: answer.headers['set-cookie'] }).toEqual({
        body,
        status: 401,
        cookie: undefined,
      });
    }
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'refuses the host %s: a name that was turned to this machine',
    async (host) => {
      const cookie = await signIn();
      expect((await ask('/api/echo', { cookie, host })).status).toBe(421);
      expect((await ask('/', { host })).status).toBe(421);
    },
  );

  it.each([
    ['Origin', { origin: 'http://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses another page by its %s, with the cookie as well', async (_name, headers) => {
    const cookie = await signIn();
    expect((await ask('/api/echo', { cookie, ...headers })).status).toBe(403);
  });

  it('changes nothing without Origin, or in a form that any page can send', async () => {
    const cookie = await signIn();
    const json = 'application/json';
    expect((await ask('/api/echo', { cookie, 'content-type': json }, 'POST', '{}')).status).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])
      expect(
        (await ask('/api/echo', { cookie, origin: origin(), 'content-type': type }, 'POST', '{}')).status,
      ).toBe(415);
    expect(
      (await ask('/api/echo', { cookie, origin: origin(), 'content-type': json }, 'POST', '{}')).text,
    ).toBe('{"method":"POST","body":{}}');
  });

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '//etc/passwd',

    '/%00',
    '/%',
  ])('serves no file that is not in its list: %s', async (path) => {
    const { status, text } = await ask(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('not for you');
  });

  it('says on every answer what the page may load', async () => {
    for (const path of ['/', '/nothing', '/api/echo']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('refuses what is no JSON, what is too much and other methods', async () => {
    const headers = { cookie: await signIn(), origin: origin(), 'content-type': 'application/json' };
    expect((await ask('/api/echo', headers, 'POST', '{')).status).toBe(400);
    expect((await ask('/api/echo', headers, 'POST', `"${'x'.repeat(5_000_000)}"`)).status).toBe(413);
    expect((await ask('/api/echo', headers, 'DELETE')).status).toBe(405);
    expect((await ask('/', headers, 'PUT')).status).toBe(405);
  });

  it('tells of a fault of its own without its inside', async () => {
    const { status, text } = await ask('/api/throws', { cookie: await signIn() });
    expect(status).toBe(500);
    expect(text).not.toContain('inside');
    expect(errors).toHaveLength(1);
  });
});
