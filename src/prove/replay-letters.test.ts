import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenLetter } from './ledger.ts';
import { describeAttack, replayLetters, watchLetters } from './replay-letters.ts';

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

describe('replayLetters', () => {
  it('waits until what was behind a letter has gone its way', async () => {
    const watched = await watch();
    letters = [letter('1', 'undeliverable')];
    const held = [2, 1, 0];
    const ledger = { held: async () => ({ events: held.shift() ?? 0, failures: 0 }) };
    await replayLetters(watched, { run: 'r', ledger, patienceMs: 5000 });
    expect([asked.length, held]).toEqual([1, []]);
  });

  it('gives up a letter that no replay mends, and leaves it to the judge', async () => {
    const watched = await watch();
    letters = [letter('1', 'undeliverable')];
    status = 409;
    await replayLetters(watched, { run: 'r', ledger: { held: expect.unreachable }, patienceMs: 50 });
    expect(asked.length).toBeGreaterThan(0);
    expect(await watched.open()).toEqual(letters);
  });
});

describe('describeAttack', () => {
  it('says what was replayed behind it, if anything', () => {
    expect(describeAttack('killed twice', { count: () => 0 })).toBe('killed twice');
    const replayed = 'given up while a service was away, and replayed';
    expect(describeAttack('killed twice', { count: () => 1 })).toBe(`killed twice; an event ${replayed}`);
    expect(describeAttack('', { count: () => 1234 })).toBe(`1,234 events ${replayed}`);
  });
});
