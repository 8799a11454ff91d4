import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPythonService } from '../support/check-python-service.ts';
import { killAtMessages, restartEach, runOutOfTime } from '../support/orders-attacks.ts';
import { runBlackBox, startOrders, type World } from '../support/orders-world.ts';
import { pythonOfTests } from '../support/python-todo.ts';

const services = ['order-service', 'inventory-service', 'payment-service', 'shipping-service'];

describe.each(['orchestration', 'choreography'] as const)('the orders system in Python as %s', (style) => {
  let world: World;
  beforeAll(async () => {
    world = await startOrders(style, undefined, pythonOfTests());
  }, 240_000);
  afterAll(() => world?.stop(), 60_000);

  it.each(services)('has a %s that is formatted, strictly typed, and passes its own tests', (service) =>
    checkPythonService(join(world.project, 'services', service)),
  );

  it('passes the tests that know nothing of how it is built, on a broker at its worst', async () => {
    const { code, output } = await runBlackBox(world);
    expect(output).toMatch(/^# pass [1-9]/m);
    expect(code, output).toBe(0);
  }, 300_000);

  it('ends every run while each service is started anew in its middle', () => restartEach(world), 300_000);

  it(
    'gives an order up that nobody answers for, whichever step it stands at',
    () => runOutOfTime(world),
    240_000,
  );

  // Of the choreography with `EDA_PROVE_ALL=1`: minutes more of the same.
  it.runIf(style === 'orchestration' || process.env.EDA_PROVE_ALL !== undefined)(
    'ends every run whichever message the order service is killed (-9) at',
    () => killAtMessages(world),
    600_000,
  );
});
