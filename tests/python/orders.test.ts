import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killAtMessages } from '../support/orders-attacks.ts';
import { runBlackBox, startOrders, type World } from '../support/orders-world.ts';
import { pythonOfTests } from '../support/python-todo.ts';

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

    it(
      'ends every run whichever message the order service is killed (-9) at',
      () => killAtMessages(world, style),
      600_000,
    );
  },
);
