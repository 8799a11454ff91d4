import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { makeProject, runEda } from './run-eda.ts';

const ofOrders = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../examples/orders', file), 'utf8');

/** A command with one word misspelt, and the word that was meant. */
const misspelt: readonly (readonly [command: string, meant: string])[] = [
  ['genrate', 'generate'],
  ['help genrate', 'generate'],
  ['dlq lst', 'list'],
  ['lint daper', 'dapr'],
  ['dev --evn local', '--env'],
  ['init tod', 'todo'],
  ['init todo --language typescrpt --dir there', 'typescript'],
  ['import asyncpi a.yaml', 'asyncapi'],
  ['import daper a.yaml', 'dapr'],
  ['validate --format sarfi', 'sarif'],
  ['validate --fail-on warn', 'warning'],
  ['validate --explain ordering.order.plced', 'ordering.order.placed'],
  ['explain unknwon-key', 'unknown-key'],
  ['explain generated-fil', 'generated-file'],
  ['explain event-past-tens', 'event-past-tense'],
  ['explain rule event-past-tens', 'event-past-tense'],
  ['explain rule unknwon-key', 'unknown-key'],
  ['explain evnt ordering.order.placed', 'event'],
  ['explain ordering.order.plced', 'ordering.order.placed'],
  ['explain event ordering.order.plced', 'ordering.order.placed'],
  ['explain service order-servic', 'order-service'],
  ['explain saga order-fulfilmnt', 'order-fulfilment'],
  ['explain delivery inventory-servce inventory.stock.reserve', 'inventory-service'],
  ['explain delivery inventory-service inventory.stock.reserv', 'inventory.stock.reserve'],
  ['explain service order-service --env prodution', 'production'],
  ['rules --format jsno', 'json'],
  ['diagram flwo', 'flow'],
  ['diagram saga order-fulfilmnt', 'order-fulfilment'],
  ['diagram sequence ordering.order.plced', 'ordering.order.placed'],
  ['diagram data order-overviw', 'order-overview'],
  ['diagram --domain orderng', 'ordering'],
  ['diagram infra --env prodution -o infra.svg', 'production'],
  ['diagram --format mermad', 'mermaid'],
  ['diagram --theme drak', 'dark'],
  ['docs --format jsn', 'json'],
  ['diff mian', 'main'],
  ['diff --base mian', 'main'],
  ['diff --fail-on brekaing', 'breaking'],
  ['impact ordering.order.plced', 'ordering.order.placed'],
  ['impact ordering.order.placed --field totl', 'total'],
  ['generate dpr', 'dapr'],
  ['generate --service order-servic', 'order-service'],
  ['generate --format jso', 'json'],
  ['publish ordering.order.plced --example', 'ordering.order.placed'],
  ['publish ordering.order.placed --example --as order-servic', 'order-service'],
  ['publish ordering.order.placed --via sidecarr', 'sidecar'],
  ['publish ordering.order.placed --example --env prodution', 'production'],
  ['prove --env prodution', 'production'],
  ['dlq list --state opne', 'open'],
  ['dlq list --reason exhasted', 'exhausted'],
  ['saga list --state parkd', 'parked'],
  ['saga drop order-fulfilmnt@1 --force', 'order-fulfilment'],
  ['replay ordering.order.placed --from 2h --service shipping-service --source kfaka', 'kafka'],
  ['broker check --to kfka', 'kafka'],
  ['broker check --to kafka --env prodution', 'production'],
  ['broker check --to kafka --broker pubsb', 'pubsub'],
  ['kafka plan --env prodution', 'production'],
  ['kafka plan --broker pubsb', 'pubsub'],
  ['registry check --env prodution', 'production'],
  ['export asyncpi', 'asyncapi'],
  ['export asyncapi --service order-servic', 'order-service'],
  ['completion bsh', 'bash'],
  ['doctor --format markdwn', 'markdown'],
];

describe('a misspelt word', () => {
  // Nothing is written by what is refused: all of them ask in one folder.
  const { folder, remove } = makeProject({
    'eda.yaml': ofOrders('eda.yaml'),
    'eda.lock': ofOrders('eda.lock'),
  });
  beforeAll(() => void makeRepository(folder).commit());
  afterAll(remove);

  it.each(misspelt)('eda %s', async (command, meant) => {
    const { code, out, err } = await runEda(folder, command.split(' '));
    expect(code).toBe(2);
    expect(`${err}${out}`).toContain(`did you mean ${meant}?`);
  });
});
