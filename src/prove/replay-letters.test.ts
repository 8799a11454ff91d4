import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OpenLetter } from './ledger.ts';
import { watchLetters } from './replay-letters.ts';

const letter = (id: string, reason: string): OpenLetter => ({
  ...{ service: 'b', consumer: 'b/x', eventId: `e${id}`, id, reason, error: 'no answer' },
});

let letters: OpenLetter[];
/** What the service answers: 409 where the handler fails again. */
let status: number;
let asked: string[];
let server: Server;

beforeEach(async () => {
  [letters, status, asked] = [[], 200, []];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (status === 200) letters = letters.filter(({ id }) => !request.url?.includes(`/${id}/`));
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
});
afterEach(() => void server.close());

const watch = () => {
  const { port } = server.address() as AddressInfo;
  return watchLetters({
    system: { urlOf: () => `http://127.0.0.1:${port}`, adminToken: 'secret' },
    ledger: { lettersOfAll: async () => letters },
  });
};

it('replays what came up since, by the admin route, and counts it', async () => {
  letters = [letter('1', 'undeliverable')];
  const watched = await watch();
  letters = [...letters, letter('2', 'undeliverable'), letter('3', 'undeliverable')];
  await watched.replay();
  expect(asked).toEqual(['2', '3'].map((id) => `POST /eda/dlq/${id}/replay Bearer secret`));
  expect(watched.count()).toBe(2);
  expect(await watched.judge()).toEqual([]);
});

it('takes a letter of any other reason for a fault, and leaves it where it is', async () => {
  const watched = await watch();
  letters = [letter('1', 'failed'), letter('2', 'exhausted')];
  await watched.replay();
  expect(asked).toEqual([]);
  const found = 'e1 (failed: no answer), e2 (exhausted: no answer)';
  expect(await watched.judge()).toEqual([
    { kind: 'dead-letter', message: `b/x: dead-lettered though nothing is wrong with it: ${found}` },
  ]);
});

it('comes back to one that could not be replayed yet, which is a fault until then', async () => {
  const watched = await watch();
  letters = [letter('1', 'undeliverable')];
  status = 409;
  await watched.replay();
  expect(watched.count()).toBe(0);
  expect(await watched.judge()).toHaveLength(1);
  status = 200;
  await watched.replay();
  expect(watched.count()).toBe(1);
  expect(await watched.judge()).toEqual([]);
});

it('waits for a service that is away', async () => {
  const watched = await watch();
  letters = [letter('1', 'undeliverable')];
  server.close();
  await watched.replay();
  expect(watched.count()).toBe(0);
  expect(await watched.judge()).toHaveLength(1);
});
