import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Ledger, OpenLetter } from './ledger.ts';
import type { EventProof } from './proof.ts';
import type { ProofSystem } from './proof-system.ts';
import { runProof } from './run-proof.ts';

const given: OpenLetter = {
  ...{ service: 'stock-service', consumer: 'stock-service/placed', eventId: 'e', id: '7' },
  ...{ reason: 'undeliverable', error: 'no answer' },
};

/** A proof of a system without events, where a sidecar gives something up during the attack. */
async function replayed(proof: Pick<EventProof, 'interrupts'>): Promise<string[]> {
  const asked: string[] = [];
  const letters: OpenLetter[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    letters.length = 0;
    response.end('{}');
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const system = {
    services: [],
    broker: [],
    log: [],
    adminToken: 't',
    urlOf: () => `http://127.0.0.1:${port}`,
  };
  const ledger = {
    committed: async () => new Map(),
    settled: async () => new Map(),
    pending: async () => 0,
    held: async () => ({ events: 0, failures: 0 }),
    lettersOfAll: async () => [...letters],
    read: async () => ({ committed: [], effects: [], outbox: [], deadLetters: [], held: [] }),
  };
  await runProof(
    {
      ...{ id: 'some', title: 'some' },
      ...proof,
      async attack() {
        letters.push(given);
        return '';
      },
    },
    {
      ...{ flows: [], events: 0, patienceMs: 200 },
      system: system as unknown as ProofSystem,
      ledger: ledger as unknown as Ledger,
    },
  );
  await new Promise((closed) => server.close(closed));
  return asked;
}

it('what a sidecar gave up is replayed where the proof kept a service away', async () => {
  expect(await replayed({ interrupts: true })).toEqual(['POST /eda/dlq/7/replay']);
});

it('in any other proof it stays where it is, for the judge to find', async () => {
  expect(await replayed({})).toEqual([]);
});
