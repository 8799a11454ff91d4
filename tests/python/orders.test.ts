import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  leftOf,
  newArticle,
  outcomeOf,
  place,
  runBlackBox,
  serviceOf,
  startOrders,
  stockOf,
  type World,
} from '../support/orders-world.ts';
import { pythonOfTests } from '../support/python-todo.ts';
import { until } from '../support/service-fixture.ts';

describe.each(['orchestration', 'choreography'] as const)(
  'the orders system as %s, its order service in Python',
  (style) => {
    let world: World;
    beforeAll(async () => {
      world = await startOrders(style, undefined, pythonOfTests());
    }, 240_000);
    afterAll(() => world?.stop(), 60_000);

    it('has an order service that is formatted, strictly typed, and decides as it should', () => {
      for (const args of [
        ['ruff', 'format', '--check', '.'],
        ['ruff', 'check', '.'],
        ['mypy', '--cache-dir', join(world.project, '.mypy_cache')],
        ['pytest', '-q', '-p', 'no:cacheprovider', 'tests/test_order.py'],
      ]) {
        const { status, stdout, stderr } = spawnSync(pythonOfTests(), ['-m', ...args], {
          cwd: join(world.project, 'services/order-service'),
          encoding: 'utf8',
          env: { ...process.env, RUFF_NO_CACHE: 'true', PYTHONDONTWRITEBYTECODE: '1' },
        });
        expect(status, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
      }
    });

    it('passes the tests that know nothing of how it is built, on a broker at its worst', async () => {
      const { code, output } = await runBlackBox(world);
      expect(output).toMatch(/^# pass [1-9]/m);
      expect(code, output).toBe(0);
    }, 300_000);

    it('ends every run whichever message the order service is killed (-9) at', async () => {
      const sku = await newArticle(world, 100);
      const kinds = [
        { over: {}, status: 'confirmed' },
        { over: { minor: 200_000 }, status: 'cancelled' },
        { over: { country: 'AQ' }, status: 'cancelled' },
      ] as const;
      const moments = [
        ['inventory.stock.reserved', 0],
        ['payments.payment.taken', 0],
        ['shipping.parcel.dispatched', 0],
        ['ordering.order.confirmed', 0],
        ['payments.payment.declined', 1],
        ['shipping.parcel.refused', 2],
        ['payments.payment.refunded', 2],
      ] as const;
      const placed: { orderId: string; status: string }[] = [];
      for (const [event, at] of moments) {
        // One that is killed before it is ready, again and again, is given up by eda dev.
        await until(
          async () =>
            (await call(world, 'order-service', 'GET', '/readyz').catch(() => undefined))?.status === 200,
          'the order service to be ready',
          120_000,
        );
        // It asks four times a second.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        const killed = new Promise<void>((resolve) => {
          world.onMessage = ({ kind: happened, eventType }) => {
            if (happened !== 'published' || eventType !== event) return;
            world.onMessage = () => {};
            const pid = serviceOf(world, 'order-service').pid();
            if (pid !== undefined) process.kill(pid, 'SIGKILL');
            resolve();
          };
        });
        placed.push({ orderId: await place(world, sku, kinds[at].over), status: kinds[at].status });
        await killed;
      }
      for (const { orderId, status } of placed)
        expect((await outcomeOf(world, orderId)).status, orderId).toBe(status);
      const confirmed = placed.filter(({ status }) => status === 'confirmed').length;
      await until(async () => (await stockOf(world, sku)) === 100 - confirmed, 'the stock', 60_000);
      for (const { orderId, status } of placed) {
        await until(
          async () => (await leftOf(world, orderId)).length === (status === 'confirmed' ? 2 : 0),
          `what is kept of ${orderId}`,
          60_000,
        );
      }
    }, 600_000);
  },
);
