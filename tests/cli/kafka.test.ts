import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const design = (more = '', broker = ''): string => `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
topics: { sales.order.placed: { partitions: 6${more} } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  mail-service: { domain: sales, subscribes: { sales.order.placed: {} } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  production: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'], replication: 3${broker} } } }
`;
const fake = readFileSync(new URL('../support/fake-kafkajs.cjs', import.meta.url), 'utf8');

interface State {
  readonly nodes?: number;
  readonly down?: boolean;
  readonly login?: object;
  readonly topics?: { readonly [name: string]: object };
  readonly acls?: readonly object[];
  readonly blind?: boolean;
  readonly asked?: object;
}

/** A project with a cluster that its own kafkajs speaks to. */
const withCluster = (state: State, text = design()): string =>
  project({
    'eda.yaml': text,
    'cluster.json': JSON.stringify({ nodes: 3, topics: {}, ...state }),
    'node_modules/kafkajs/package.json': '{ "name": "kafkajs", "main": "index.js" }',
    'node_modules/kafkajs/index.js': fake,
  });
const clusterOf = (folder: string): State => JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8'));

const placed = { 'cleanup.policy': 'delete', 'retention.ms': '604800000', 'min.insync.replicas': '2' };
const letters = { ...placed, 'retention.ms': '1209600000' };

describe('eda kafka', () => {
  it('plans and changes nothing, applies, and then has nothing to do', async () => {
    const folder = withCluster({
      topics: { others: { partitions: 1, replication: 1, config: {} }, __offsets: {} },
    });
    const planned = await runEda(folder, ['kafka', 'plan']);
    expect(planned).toEqual({
      code: 1,
      out: `    create   mail-service.dead-letter  1 partition, 3 copies  cleanup.policy=delete retention.ms=1209600000 min.insync.replicas=2
    create   sales.order.placed  6 partitions, 3 copies  cleanup.policy=delete retention.ms=604800000 min.insync.replicas=2
  not of this design: others

2 steps to do · 0 unchanged · production, kafka:9092
`,
      err: '',
    });
    expect(Object.keys(clusterOf(folder).topics ?? {})).toEqual(['others', '__offsets']);
    const applied = await runEda(folder, ['kafka', 'apply']);
    expect(applied.code).toBe(0);
    expect(applied.out).toContain('✓ create   sales.order.placed');
    expect(clusterOf(folder).topics).toEqual({
      others: { partitions: 1, replication: 1, config: {} },
      __offsets: {},
      'mail-service.dead-letter': { partitions: 1, replication: 3, config: letters },
      'sales.order.placed': { partitions: 6, replication: 3, config: placed },
    });
    expect(await runEda(folder, ['kafka', 'apply', '--format', 'json'])).toMatchObject({ code: 0, err: '' });
    const again = await runEda(folder, ['kafka', 'plan']);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('0 steps to do · 2 unchanged');
  });

  it('adds partitions and changes what differs; what others set for a topic stays', async () => {
    const topics = {
      'mail-service.dead-letter': { partitions: 1, replication: 3, config: letters },
      'sales.order.placed': {
        partitions: 3,
        replication: 3,
        config: { ...placed, 'retention.ms': '1', 'max.message.bytes': '77' },
      },
    };
    const folder = withCluster({ topics });
    const { code, out } = await runEda(folder, ['kafka', 'apply', '--env', 'production']);
    expect(code).toBe(0);
    expect(out).toContain('✓ change   sales.order.placed  partitions 3 → 6: keys move between them');
    expect(out).toContain('✓ change   sales.order.placed  retention.ms 1 → 604800000');
    expect(clusterOf(folder).topics?.['sales.order.placed']).toEqual({
      partitions: 6,
      replication: 3,
      config: { ...placed, 'max.message.bytes': '77' },
    });
  });

  it('takes no partition away, moves no copy and deletes nothing that it is not told to', async () => {
    const topics = {
      'mail-service.dead-letter': { partitions: 1, replication: 1, config: letters },
      'sales.order.placed': { partitions: 12, replication: 3, config: placed },
      'sales.order.old': { partitions: 2, replication: 3, config: {} },
    };
    const folder = withCluster({ topics });
    const { code, out } = await runEda(folder, ['kafka', 'apply']);
    expect(code).toBe(1);
    expect(out).toContain('decide   sales.order.placed  has 12 partitions, the design says 6');
    expect(out).toContain('decide   mail-service.dead-letter  has 1 copy, the design says 3');
    expect(clusterOf(folder).topics).toEqual(topics);

    const json = await runEda(folder, ['kafka', 'plan', '--delete', 'sales.order.old', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({
      action: 'plan',
      environment: 'production',
      steps: [{ do: 'delete', topic: 'sales.order.old', done: false }],
      decisions: [
        { about: 'copies', topic: 'mail-service.dead-letter', has: 1 },
        { about: 'fewer-partitions', topic: 'sales.order.placed', has: 12, wanted: { partitions: 6 } },
      ],
      unknown: [],
    });
    expect(clusterOf(folder).topics).toEqual(topics);
    await runEda(folder, ['kafka', 'apply', '--delete', 'sales.order.old']);
    expect(Object.keys(clusterOf(folder).topics ?? {})).toEqual([
      'mail-service.dead-letter',
      'sales.order.placed',
    ]);
  });

  it('refuses to delete what the design has, or what is not there', async () => {
    const folder = withCluster({});
    expect(await runEda(folder, ['kafka', 'apply', '--delete', 'sales.order.placed'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the design has the topic sales.order.placed: it is not deleted'),
    });
    expect(await runEda(folder, ['kafka', 'apply', '--delete', 'nothing'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the cluster has no topic nothing'),
    });
    expect(clusterOf(folder).topics).toEqual({});
  });

  it('takes the login from variables, and says which ones', async () => {
    const login = { username: 'ada', password: 'secret' };
    const folder = withCluster({ login }, design('', ', auth: { type: password, secret: kafka-login }'));
    expect(await runEda(folder, ['kafka', 'plan'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('set EDA_KAFKA_USERNAME and EDA_KAFKA_PASSWORD'),
    });
    const env = { EDA_KAFKA_USERNAME: 'ada', EDA_KAFKA_PASSWORD: 'wrong' };
    const refused = await runEda(folder, ['kafka', 'plan'], env);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('the login is refused') });
    expect(refused.err).not.toContain('wrong');
    const right = { ...env, EDA_KAFKA_PASSWORD: 'secret' };
    expect((await runEda(folder, ['kafka', 'plan', '--bootstrap', 'a:1,b:2'], right)).code).toBe(1);
    expect(clusterOf(folder).asked).toEqual({
      brokers: ['a:1', 'b:2'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', ...login },
    });
    for (const [mechanism, sasl] of [
      ['PLAIN', 'plain'],
      ['SHA-256', 'scram-sha-256'],
    ]) {
      const auth = `, auth: { type: password, secret: kafka-login, mechanism: ${mechanism} }`;
      const other = withCluster({ login }, design('', auth));
      expect((await runEda(other, ['kafka', 'plan'], right)).code).toBe(1);
      expect(clusterOf(other).asked).toMatchObject({ sasl: { mechanism: sasl, ...login } });
    }
    const mtls = project({ 'eda.yaml': design('', ', auth: { type: mtls, secret: s }') });
    expect((await runEda(mtls, ['kafka', 'plan'])).err).toContain('set EDA_KAFKA_CERT and EDA_KAFKA_KEY');
    expect((await runEda(mtls, ['kafka', 'plan'], { EDA_KAFKA_CERT: 'nowhere.pem' })).err).toContain(
      'EDA_KAFKA_CERT names nowhere.pem, which cannot be read',
    );
  });

  describe('rights', () => {
    const env = { EDA_KAFKA_USERNAME: 'ada', EDA_KAFKA_PASSWORD: 'secret' };
    const secured = design('', ", auth: { type: password, secret: 'kafka-{service}' }");
    const acl = (principal: string, resourceName: string, operation: number, more = {}): object => ({
      resourceType: 2,
      resourceName,
      resourcePatternType: 3,
      principal,
      host: '*',
      operation,
      permissionType: 3,
      ...more,
    });
    const [all, read, write, described] = [2, 3, 4, 8];
    const designed = [
      acl('User:mail-service', 'mail-service.dead-letter', read),
      acl('User:mail-service', 'mail-service.dead-letter', write),
      acl('User:mail-service', 'mail-service.dead-letter', described),
      acl('User:mail-service', 'sales.order.placed', read),
      acl('User:mail-service', 'sales.order.placed', described),
      acl('User:mail-service', 'mail-service', read, { resourceType: 3 }),
      acl('User:shop-service', 'sales.order.placed', write),
      acl('User:shop-service', 'sales.order.placed', described),
    ];

    it('are planned, granted, and then there', async () => {
      const folder = withCluster({ acls: [] }, secured);
      const planned = await runEda(folder, ['kafka', 'plan'], env);
      expect(planned).toMatchObject({ code: 1, err: '' });
      expect(planned.out.slice(planned.out.indexOf('kafka:9092'))).toBe(`kafka:9092

    grant    User:mail-service  Read, Write, Describe on topic mail-service.dead-letter
    grant    User:mail-service  Read, Describe on topic sales.order.placed
    grant    User:mail-service  Read on group mail-service
    grant    User:shop-service  Write, Describe on topic sales.order.placed

4 rights to change · 0 unchanged
`);
      expect(clusterOf(folder).acls).toEqual([]);
      const applied = await runEda(folder, ['kafka', 'apply'], env);
      expect(applied).toMatchObject({ code: 0, err: '' });
      expect(applied.out).toContain(
        '✓ grant    User:shop-service  Write, Describe on topic sales.order.placed',
      );
      const sorted = (acls: readonly object[] = []) =>
        acls.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
      expect(sorted(clusterOf(folder).acls)).toEqual(sorted(designed));
      const again = await runEda(folder, ['kafka', 'plan'], env);
      expect(again).toMatchObject({
        code: 0,
        out: expect.stringContaining('0 rights to change · 4 unchanged'),
      });
    });

    it('beyond the design stay until their login is named; those of others are told', async () => {
      const folder = withCluster(
        {
          acls: [
            ...designed,
            acl('User:shop-service', 'pay', all, { resourcePatternType: 4 }),
            acl('User:audit', '*', read),
          ],
        },
        secured,
      );
      const kept = await runEda(folder, ['kafka', 'apply'], env);
      expect(kept.code).toBe(1);
      expect(
        kept.out,
      ).toContain(`    decide   User:shop-service  All on topic pay…: more than the design gives
             --revoke shop-service takes it away
  not of this design:
    User:audit  Read on every topic

0 rights changed · 1 decision for people · 4 unchanged
`);
      expect(clusterOf(folder).acls).toHaveLength(10);
      const told = await runEda(
        folder,
        ['kafka', 'apply', '--revoke', 'shop-service', '--format', 'json'],
        env,
      );
      expect(told.code).toBe(0);
      expect(JSON.parse(told.out).rights).toMatchObject({
        compared: true,
        steps: [{ do: 'revoke', done: true, right: { name: 'pay', pattern: 'prefixed', operation: 'All' } }],
        decisions: [],
        others: [{ principal: 'User:audit' }],
      });
      expect(clusterOf(folder).acls).toHaveLength(9);
      expect((await runEda(folder, ['kafka', 'apply', '--revoke', 'User:audit'], env)).code).toBe(0);
      expect(clusterOf(folder).acls).toHaveLength(8);
      expect(await runEda(folder, ['kafka', 'apply', '--revoke', 'shop-servic'], env)).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          'User:shop-servic has no rights on the cluster; did you mean User:shop-service?',
        ),
      });
    });

    it('are those of the principals that the design names', async () => {
      const folder = withCluster(
        { acls: [] },
        `${secured}generate: { kafka: { principal: 'User:CN={login},O=Shop' } }\n`,
      );
      await runEda(folder, ['kafka', 'apply'], env);
      const principals = clusterOf(folder).acls?.map((one) => (one as { principal: string }).principal);
      expect([...new Set(principals)]).toEqual([
        'User:CN=mail-service,O=Shop',
        'User:CN=shop-service,O=Shop',
      ]);
    });

    it('are left out where the cluster checks none, where nobody logs in, and where somebody says so', async () => {
      const unchecked = withCluster({}, secured);
      expect((await runEda(unchecked, ['kafka', 'apply'], env)).out).toContain(
        'rights are not checked: the cluster has no authorizer',
      );
      expect((await runEda(withCluster({ acls: [] }), ['kafka', 'plan'])).out).not.toContain('right');
      const blind = withCluster({ acls: [], blind: true }, secured);
      expect(await runEda(blind, ['kafka', 'plan'], env)).toEqual({
        code: 2,
        out: '',
        err: 'eda: the login may neither see nor change who may do what\n     give it Describe and Alter on the cluster; --no-acls compares topics alone\n',
      });
      expect((await runEda(blind, ['kafka', 'apply', '--no-acls'], env)).code).toBe(0);
    });
  });

  it('says what is wrong where nobody answers or a step is refused', async () => {
    const down = await runEda(withCluster({ down: true }), ['kafka', 'plan']);
    expect(down).toMatchObject({ code: 3, out: '' });
    expect(down.err).toContain('kafka:9092 does not answer: Connection error: connect ECONNREFUSED');
    const small = withCluster({ nodes: 1 });
    const { code, err } = await runEda(small, ['kafka', 'apply']);
    expect(code).toBe(1);
    expect(err).toBe(
      'eda: mail-service.dead-letter: Replication-factor is invalid\n     nothing was done before; run it again when it is mended\n',
    );
  });

  it('names the cluster that it was not told', async () => {
    const text = design().replace(
      'environments:\n',
      "environments:\n  staging: { brokers: { pubsub: { type: kafka, servers: ['s:1'] } } }\n",
    );
    const folder = project({ 'eda.yaml': text });
    expect(await runEda(folder, ['kafka', 'plan'])).toMatchObject({
      code: 2,
      err: 'eda: which cluster? --env staging or production\n',
    });
    expect(await runEda(folder, ['kafka', 'plan', '--env', 'local'])).toMatchObject({
      code: 2,
      err: 'eda: local has no broker of type kafka\n',
    });
    expect((await runEda(folder, ['kafka', 'plan', '--env', 'prodution'])).err).toContain('production');
    expect(
      (await runEda(folder, ['kafka', 'plan', '--env', 'staging', '--bootstrap', 'http://x'])).err,
    ).toContain('http://x is no server of Kafka; one looks like kafka:9092');
  });
});
