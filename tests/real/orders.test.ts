import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../src/dev/components/component.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import {
  killInEveryState,
  killWhoSpeaks,
  restartEach,
  runOutOfTime,
  sendAgain,
} from '../support/orders-attacks.ts';
import { deadLetters, expectFolds, sellOut } from '../support/orders-ledger.ts';
import { runBlackBox, startOrders, type World } from '../support/orders-world.ts';
import { pythonOfTests } from '../support/python-todo.ts';
import { realBrokers } from './brokers.ts';

/**
 * How many orders are placed at once. `EDA_ORDERS=1000 npm run test:real` tells what happens at scale, with either
 * language on either broker, and without a coordinator; without it few systems are met, and the choreographed one not by every attack.
 */
const asked = process.env.EDA_ORDERS;
const orders = Number(asked ?? 100);

const systems = [
  { style: 'orchestration', on: 'kafka', language: 'TypeScript' },
  { style: 'orchestration', on: 'rabbitmq', language: 'Python' },
  { style: 'choreography', on: 'kafka', language: 'TypeScript' },
  ...(asked === undefined
    ? []
    : ([
        { style: 'orchestration', on: 'rabbitmq', language: 'TypeScript' },
        { style: 'orchestration', on: 'kafka', language: 'Python' },
        { style: 'choreography', on: 'rabbitmq', language: 'TypeScript' },
        { style: 'choreography', on: 'rabbitmq', language: 'Python' },
      ] as const)),
] as const;

describe.each(systems)('the orders system as $style on daprd and $on, in $language', (tried) => {
  const { style, on, language } = tried;
  const isWhole = asked !== undefined || style === 'orchestration';
  let guard: Guard;
  let component: Component;
  let world: World;
  const folder = mkdtempSync(join(tmpdir(), `eda-orders-${on}-`));

  beforeAll(async () => {
    const broker = realBrokers.find(({ name }) => name === on);
    if (broker === undefined) throw new Error(`no broker is called ${on}`);
    guard = startGuard();
    component = await broker.start({ folder, guard });
    const python = language === 'Python' ? pythonOfTests() : undefined;
    world = await startOrders(style, undefined, python, broker.entry(component));
  }, 240_000);

  afterAll(async () => {
    await world?.stop();
    await component?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('passes the tests that know nothing of how it is built', async () => {
    const { code, output } = await runBlackBox(world);
    expect(output, world.log.join('\n')).toMatch(/^# pass [1-9]/m);
    expect(code, `${output}\n${world.log.join('\n')}`).toBe(0);
  }, 300_000);

  it.runIf(isWhole)(
    'gives an order up that nobody answers for, whichever step it stands at',
    () => runOutOfTime(world),
    240_000,
  );

  it.runIf(isWhole)(
    'does nothing twice when every message comes again, last first',
    () => sendAgain(world),
    240_000,
  );

  it.runIf(style === 'orchestration')(
    'ends every run in whichever state the coordinator is killed (-9)',
    () => killInEveryState(world),
    480_000,
  );

  it.runIf(style === 'choreography')(
    'ends every run whoever says something in it is killed (-9) at that',
    () => killWhoSpeaks(world),
    480_000,
  );

  it.runIf(isWhole)(
    'ends every run while each service is started anew in its middle',
    () => restartEach(world),
    300_000,
  );

  it.runIf(isWhole)(
    `sells what is there and no more to ${orders} at once`,
    async () => {
      await sellOut(world, orders);
      await expectFolds(world);
      expect(await deadLetters(world)).toEqual([]);
    },
    1_800_000,
  );
});
