import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const design = `eda: 1
system: shop
domains: { sales: { owner: sales }, stock: { owner: stock } }
events:
  sales.order.placed: { key: orderId, data: { $ref: '#/schemas/Order' } }
schemas:
  Order: { type: object, required: [orderId], properties: { orderId: { type: string } } }
topics:
  sales.order.placed: { ordered: true }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service:
    domain: stock
    subscribes:
      sales.order.placed: { timeout: 5s, retry: { attempts: 3 } }
  label-service: { domain: stock, database: none, subscribes: { sales.order.placed: { retry: { attempts: 50, max: 5m } } } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  staging: { brokers: { pubsub: { type: rabbitmq, servers: ['rabbit:5672'] } } }
  production: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } } }
`;

describe('eda explain delivery', () => {
  it('shows attempts along time, the end, and what decided it', async () => {
    const folder = project({ 'eda.yaml': design });
    const args = ['explain', 'delivery', 'stock-service', 'sales.order.placed', '--env', 'production'];
    const { code, out, err } = await runEda(folder, args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      `sales.order.placed to stock-service in production
Kafka, topic sales.order.placed, key orderId, ordered by key
  0 s       attempt 1   each may take 5 s
  +0.5 s    attempt 2
  +1.3 s    attempt 3
  ≤ 16.9 s  dead letter: table eda.dead_letter of stock-service; its key waits until it is replayed or discarded
  at once   what trying again cannot mend: the same after one attempt
meanwhile: its partition waits
duplicates possible: yes, absorbed by the inbox (14 d)
lost: only what waits longer than 7 d (retention)
decided by: retry.attempts eda.yaml:15 · timeout eda.yaml:15 · ordered eda.yaml:9 · the rest built-in
`,
    );
  });

  it('says where Dapr cuts, where dead letters vanish, and that many attempts are many', async () => {
    const folder = project({ 'eda.yaml': design });
    const { out } = await runEda(folder, [
      'explain',
      'delivery',
      'label-service',
      'sales.order.placed',
      '--env',
      'staging',
    ]);
    expect(out).toContain('ordered by key, up to an event that is given up: the next ones go on');
    expect(out).toMatch(
      /^ {2}≤ 15 min +Dapr ends an exponential retry; all 50 attempts may need \d h \d+ min$/m,
    );
    expect(out).toContain(
      'dead letter: topic label-service.dead-letter, which nobody takes and RabbitMQ does not keep: lost',
    );
    expect(out).toMatch(/^ {2}…$/m);
    expect(out.split('\n').length).toBeLessThan(20);
  });

  it('tells environments that agree once, and says the same as JSON', async () => {
    const folder = project({ 'eda.yaml': design.replace('rabbitmq', 'kafka') });
    const { out } = await runEda(folder, ['explain', 'delivery', 'stock-service', 'sales.order.placed']);
    expect(out).toMatch(/^sales\.order\.placed to stock-service in staging, production$/m);
    const json = await runEda(folder, [
      'explain',
      'delivery',
      'stock-service',
      'sales.order.placed',
      '--format',
      'json',
    ]);
    expect(JSON.parse(json.out).deliveries[2]).toMatchObject({
      environment: 'production',
      broker: { name: 'pubsub', type: 'kafka' },
      judge: 'service',
      timeout: 5000,
      longest: 16_875,
      attempts: [
        { attempt: 1 },
        { attempt: 2, after: { least: 250, usual: 500, most: 750 } },
        { attempt: 3 },
      ],
      order: { kind: 'kept', acrossDeadLetters: true },
      end: { kind: 'table', keyWaits: true },
      blocks: 'partition',
      duplicates: { absorbedBy: 'inbox', for: 1_209_600_000 },
      losses: [{ how: 'retention', after: 604_800_000 }],
      decidedBy: { timeout: 'eda.yaml:15', 'retry.backoff': 'built-in' },
    });
  });

  it.each([
    [['explain', 'delivery'], 'which delivery? eda explain delivery <service> <event>'],
    [['explain', 'delivery', 'stok-service', 'x'], 'no service stok-service; did you mean stock-service?'],
    [['explain', 'delivery', 'stock-service', 'sales.order.place'], 'did you mean sales.order.placed?'],
    [['explain', 'delivery', 'stock-service', 'sales.order.placed', '--env', 'prod'], 'no environment prod'],
    [['explain', 'delivery', 'shop-service', 'sales.order.placed'], 'it takes nothing'],
  ])('%j is wrong use', async (args, message) => {
    const { code, out, err } = await runEda(project({ 'eda.yaml': design }), args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('eda broker check', () => {
  it('lists what another broker would not keep, with the setting to change', async () => {
    const folder = project({ 'eda.yaml': design });
    const { code, out } = await runEda(folder, ['broker', 'check', '--to', 'aws-sns-sqs']);
    expect(code).toBe(1);
    expect(out).toContain(
      'eda.yaml:20  topic sales.order.placed is ordered in production: Amazon SNS/SQS keeps order only with `fifo: true`',
    );
    expect(out).toContain('write `fifo: true` at the broker');
    expect(out).toContain('not kept by Amazon SNS/SQS in place of staging/pubsub, production/pubsub');
    expect(out).not.toContain('local');
  });

  it('has nothing to say of a broker that keeps it all, and says what is so today', async () => {
    const kept = design.replace(/ {2}label-service.*\n/, '');
    const folder = project({ 'eda.yaml': kept });
    const { code, out } = await runEda(folder, ['broker', 'check', '--to', 'pulsar']);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Pulsar in place of staging/pubsub, production/pubsub keeps all that the design asks for\n',
    });
    const same = await runEda(project({ 'eda.yaml': design }), [
      'broker',
      'check',
      '--to',
      'rabbitmq',
      '--env',
      'staging',
    ]);
    expect(same.out).toContain('(so it is today)');
  });

  it('names who publishes without an outbox to a broker whose component does not wait for it', async () => {
    const folder = project({ 'eda.yaml': design.replace(/(shop-service: \{)/, '$1 database: none,') });
    const { out } = await runEda(folder, ['broker', 'check', '--to', 'rabbitmq', '--env', 'production']);
    expect(out).toContain(
      'shop-service loses in production what it is sending when its connection to RabbitMQ breaks',
    );
    // Staging has RabbitMQ already, and nobody asks about staging.
    expect(out).not.toMatch(/sends again.*\(so it is today\)/);
    const { out: kafka } = await runEda(folder, ['broker', 'check', '--to', 'kafka', '--env', 'production']);
    expect(kafka).not.toContain('shop-service loses');
  });

  it('finds names that become one, and says it as JSON', async () => {
    const folder = project({
      'eda.yaml': design
        .replace(
          'events:\n',
          "events:\n  sales.orderp.laced: { key: orderId, data: { $ref: '#/schemas/Order' } }\n",
        )
        .replace('publishes: [', 'publishes: [sales.orderp.laced, '),
    });
    const { out } = await runEda(folder, [
      'broker',
      'check',
      '--to',
      'aws-sns-sqs',
      '--env',
      'production',
      '--format',
      'json',
    ]);
    const { to, brokers, unkept } = JSON.parse(out);
    expect({ to, brokers }).toEqual({ to: 'aws-sns-sqs', brokers: ['production/pubsub'] });
    expect(unkept).toContainEqual(
      expect.objectContaining({
        rule: 'name-collision',
        message: expect.stringContaining('are one topic, salesorderplaced, on Amazon SNS/SQS in production'),
        already: false,
      }),
    );
  });

  it.each([
    [['broker', 'check', '--to', 'kafak'], 'did you mean kafka?'],
    [['broker', 'check'], '--to <type> is missing'],
    [['broker', 'check', '--to', 'kafka', '--broker', 'pubsup'], 'did you mean pubsub?'],
    [['broker', 'check', '--to', 'kafka', '--env', 'nowhere'], 'no environment nowhere'],
  ])('%j is wrong use', async (args, message) => {
    const { code, out, err } = await runEda(project({ 'eda.yaml': design }), args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});
