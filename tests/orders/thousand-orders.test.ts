import { afterAll, beforeAll, expect, it } from 'vitest';
import { deadLetters, expectFolds, sellOut } from '../support/orders-ledger.ts';
import { startOrders, type World } from '../support/orders-world.ts';

let world: World;
beforeAll(async () => {
  world = await startOrders('orchestration');
}, 240_000);
afterAll(() => world?.stop(), 60_000);

/** `EDA_ORDERS` says how many. */
const orders = Number(process.env.EDA_ORDERS ?? 1000);

it(`${orders} orders at once over few articles sell what is there and no more`, async () => {
  await sellOut(world, orders);
  await expectFolds(world);
  expect(await deadLetters(world)).toEqual([]);
}, 900_000);
