import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  type Entity,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { parseAllFiles, scanCatalogFiles, validateCatalog } from '@eventcatalog/linter';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { makeProject, runEda } from './run-eda.ts';

const hostile = 'Ends early --- {process.exit()} <script>alert(1)</script> `{` "quoted"';
const design = `
eda: 1
system: shop
teams: { sales-team: { contact: '@acme/sales' }, stock-team: { contact: stock@example.com }, web: {} }
domains: { sales: { owner: sales-team, description: ${JSON.stringify(hostile)} }, stock: { owner: stock-team } }
events:
  sales.order.placed:
    summary: ${JSON.stringify(hostile)}
    version: 2.0.0
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { $ref: '#/schemas/Id' } } }
    previous: { 1.0.0: { data: { type: object, properties: { id: { type: string } } }, upcast: { rename: { id: orderId } } } }
  sales.order.counted:
    key: orderId
    data: { type: object, properties: { orderId: { $ref: '#/schemas/Id' } } }
    deprecated: { since: 1.1.0, sunset: '2030-01-01', replacedBy: sales.order.placed }
  stock.item.reserve: { kind: command, key: orderId, data: { type: object, properties: { orderId: { type: string } } } }
schemas: { Id: { type: string, format: uuid } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed, sales.order.counted, stock.item.reserve], calls: { stock-service: { getItem: {} } } }
  stock-service: { domain: stock, owner: web, subscribes: { sales.order.placed: {}, sales.order.counted: {}, stock.item.reserve: {} }, serves: { getItem: { get: '/items/{id}' } } }
  bank: { domain: sales, external: true, subscribes: { sales.order.placed: {} } }
environments: { local: { brokers: { pubsub: { type: in-memory } } } }
`;

describe('eda export of catalogs', () => {
  const project = makeProject({ 'eda.yaml': design });
  afterAll(project.remove);

  it('backstage: entities that its own model takes', async () => {
    const { code, out, err } = await runEda(project.folder, ['export', 'backstage']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const entities = parseAllDocuments(out).map((document) => document.toJS() as Entity);
    const kinds = [
      ...[apiEntityV1alpha1Validator, componentEntityV1alpha1Validator, domainEntityV1alpha1Validator],
      ...[groupEntityV1alpha1Validator, systemEntityV1alpha1Validator],
    ];
    const policies = [
      ...[
        new SchemaValidEntityPolicy(),
        new FieldFormatEntityPolicy(),
        new NoForeignRootFieldsEntityPolicy(),
      ],
    ];
    for (const entity of entities) {
      const { definition } = (entity.spec ?? {}) as { definition?: { $text: string } };
      // Backstage puts the file in the place of its path before it looks.
      if (definition !== undefined) Object.assign(entity.spec ?? {}, { definition: definition.$text });
      for (const policy of policies) await policy.enforce(entity);
      const taken = await Promise.all(kinds.map((kind) => kind.check(entity)));
      expect(taken, `${entity.kind} ${entity.metadata.name}`).toContain(true);
    }
    const named = entities.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(named).toEqual([
      ...['Group sales-team', 'Group stock-team', 'Group web', 'Domain sales', 'Domain stock', 'System shop'],
      ...['Component shop-service', 'API shop-service', 'Component stock-service', 'API stock-service'],
      'Component bank',
    ]);
    const specOf = (name: string) =>
      entities.find(({ kind, metadata }) => `${kind} ${metadata.name}` === name)?.spec;
    expect(specOf('Component stock-service')).toMatchObject({ owner: 'web', consumesApis: ['shop-service'] });
    expect(specOf('API stock-service')).toMatchObject({ definition: './asyncapi/stock-service.yaml' });
  });

  it('eventcatalog: pages that its own linter takes, every version with its schema', async () => {
    const { code, err } = await runEda(project.folder, ['export', 'eventcatalog', '--out', 'catalog']);
    expect({ code, err }).toEqual({ code: 0, err: '19 files in catalog\n' });
    const folder = join(project.folder, 'catalog');
    const { parsed, errors } = await parseAllFiles(await scanCatalogFiles(folder));
    expect(errors).toEqual([]);
    expect(parsed.length).toBeGreaterThan(8);
    // It finds what is so in the design, and nothing else.
    const deprecated = 'versions/no-deprecated-references';
    expect(validateCatalog(parsed).map(({ resource, rule }) => [resource, rule])).toEqual([
      ['service/shop-service', deprecated],
      ['service/stock-service', deprecated],
    ]);
    const page = readFileSync(join(folder, 'events/sales-order-placed/index.mdx'), 'utf8');
    // Nothing of a text is code to MDX.
    expect(page.split('\n---\n')[1]).not.toMatch(/(^|[^\\])[{<]/m);
    const schema = JSON.parse(readFileSync(join(folder, 'events/sales-order-placed/schema.json'), 'utf8'));
    expect(schema.$defs.Id).toEqual({ type: 'string', format: 'uuid' });
    readFileSync(join(folder, 'events/sales-order-placed/versioned/1.0.0/schema.json'));
    readFileSync(join(folder, 'commands/stock-item-reserve/index.mdx'));
  });

  it('codeowners: a line a path, by the handle that the host knows', async () => {
    const { code, out } = await runEda(project.folder, ['export', 'codeowners']);
    expect(code).toBe(0);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/));
    expect(lines).toContainEqual(['/services/shop-service/', '@acme/sales']);
    expect(lines).toContainEqual(['/services/stock-service/', '@web']);
    expect(lines).toContainEqual(['/docs/events/stock-item-reserve.md', 'stock@example.com']);
    expect(out).not.toContain('bank');
  });

  it.each([
    [['export', 'eventcatalog'], 2, /say where, with --out <folder>/],
    [['export', 'backstage', '--service', 'shop-service'], 2, /--service is for asyncapi/],
  ])('%j says what is wrong', async (args, code, message) => {
    const result = await runEda(project.folder, args);
    expect(result.err).toMatch(message);
    expect({ code: result.code, out: result.out }).toEqual({ code, out: '' });
  });
});
