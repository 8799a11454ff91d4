import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { runEda } from '../cli/run-eda.ts';
import { type Apicurio, startApicurio } from './apicurio.ts';

const designOn = (url: string, order: string, customer: string) => `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed:
    key: orderId
    compatibility: backward
    data: { type: object, required: [orderId], additionalProperties: false, properties: { orderId: { type: string }${order} } }
  sales.customer.changed:
    kind: document
    key: customerId
    data: { type: object, required: [customerId${customer === '' ? '' : ', level'}], properties: { customerId: { type: string }${customer} } }
topics: { sales.customer.changed: { encoding: avro } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.customer.changed] }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  real:
    brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } }
    registry: { url: '${url}' }
`;

describe('a real schema registry behind a path: Apicurio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-apicurio-'));
  let guard: Guard;
  let apicurio: Apicurio;
  const eda = async (order: string, customer: string, ...args: readonly string[]) => {
    const project = join(folder, 'project');
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'eda.yaml'), designOn(apicurio.url, order, customer));
    return runEda(project, args);
  };
  const get = async (path: string): Promise<unknown> => (await fetch(`${apicurio.url}${path}`)).json();

  beforeAll(async () => {
    guard = startGuard();
    apicurio = await startApicurio({ folder: join(folder, 'apicurio'), guard });
  }, 200_000);

  afterAll(async () => {
    await apicurio?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('takes the subjects of the generated files, each with its level', async () => {
    expect(await eda('', '', 'generate', 'schema-registry')).toMatchObject({ code: 0 });
    const generated = JSON.parse(
      readFileSync(join(folder, 'project/infra/real/registry/subjects.json'), 'utf8'),
    ) as {
      readonly subjects: readonly {
        subject: string;
        compatibility: string;
        file: string;
        schemaType: string;
      }[];
    };
    const pushed = await eda('', '', 'registry', 'push');
    expect(pushed).toMatchObject({ code: 0, err: '' });
    expect(generated.subjects.map(({ subject }) => subject)).toEqual([
      'sales.customer.changed-value',
      'sales.order.placed-value',
    ]);
    for (const { subject, compatibility, file } of generated.subjects) {
      expect(await get(`/config/${subject}`)).toEqual({ compatibilityLevel: compatibility });
      const { schema } = (await get(`/subjects/${subject}/versions/latest`)) as { readonly schema: string };
      const text = readFileSync(join(folder, 'project/infra/real/registry', file), 'utf8');
      expect(JSON.parse(schema)).toEqual(JSON.parse(text));
    }
    expect((await eda('', '', 'registry', 'check')).out).toContain('2 unchanged');
  });

  it('takes compatible changes, and refuses the others: then nothing is registered', async () => {
    const wrong = await eda(', total: { type: integer }', ', level: { type: integer }', 'registry', 'push');
    expect(wrong).toMatchObject({ code: 1, err: '' });
    expect(wrong.out).toMatch(/sales\.customer\.changed-value +refused/);
    expect(wrong.out).toContain('nothing was registered');
    expect(await get('/subjects/sales.order.placed-value/versions')).toEqual([1]);
    const right = await eda(', total: { type: integer }', '', 'registry', 'push');
    expect(right).toMatchObject({ code: 0, err: '' });
    expect(right.out).toContain('registered as version 2');
    const narrower = await eda('', '', 'registry', 'check');
    expect(narrower.out).toMatch(/sales\.order\.placed-value +unchanged, version 1/);
    const retyped = await eda(', total: { type: string }', '', 'registry', 'check');
    expect(retyped.code).toBe(1);
    expect(retyped.out).toMatch(/sales\.order\.placed-value +refused/);
  });
});
