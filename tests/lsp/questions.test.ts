import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type Location,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  type TextDocumentEdit,
} from 'vscode-languageserver-protocol/node';
import { soundDesign } from '../cli/run-eda.ts';
import { editors, type LspEditor } from './lsp-client.ts';

const editor = editors();

const design = `eda: 1
system: shop
include: [parts/*.eda.yaml]
domains: { sales: { owner: sales-team } }
schemas:
  OrderId: { type: string, format: uuid }
events:
  sales.order.placed:
    summary: Somebody ordered
    key: orderId
    data:
      type: object
      required: [orderId]
      properties: { orderId: { $ref: '#/schemas/OrderId' } }
services:
  shop-service:
    domain: sales
    publishes: [sales.order.placed]
    serves:
      getOrder: { get: '/orders/{orderId}', response: { $ref: ./schemas/order.json } }
`;
const part = `eda: 1
services:
  mail-service:
    domain: sales
    # Every order gets a letter.
    # And a second one.
    subscribes: { sales.order.placed: { retry: { attempts: 3 } } }
    calls: { shop-service: { getOrder: {} } }
`;
const handler = `import type { SalesOrderPlacedHandler } from '../generated/handlers.ts';

/** sales.order.placed stays in words. */
export const handle: SalesOrderPlacedHandler = async ({ data }, { publish, call }) => {
  await call['shop-service'].getOrder({ params: { orderId: data.orderId } });
  await publish('sales.order.placed', data);
};
`;
const files = {
  'eda.yaml': design,
  'parts/mail.eda.yaml': part,
  'schemas/order.json': '{ "type": "object", "properties": { "total": { "type": "integer" } } }\n',
  'services/mail-service/src/handlers/sales-order-placed.ts': handler,
  'services/mail-service/src/generated/handlers.ts':
    "export type SalesOrderPlacedHandler = 'sales.order.placed';\n",
};

async function open(): Promise<LspEditor> {
  const client = await editor(files, {
    capabilities: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['rename'] } } },
  });
  await client.open('eda.yaml');
  await client.open('parts/mail.eda.yaml');
  return client;
}

/** The question's parameters for the place behind a stretch of a file. */
const behind = (client: LspEditor, file: string, stretch: string) => ({
  textDocument: { uri: client.uri(file) },
  position: client.after(file, stretch),
});

async function labels(client: LspEditor, file: string, stretch: string): Promise<readonly string[]> {
  const items = await client.connection.sendRequest(CompletionRequest.type, behind(client, file, stretch));
  return (Array.isArray(items) ? items : (items?.items ?? [])).map(({ label }) => label);
}

async function hovered(client: LspEditor, file: string, stretch: string): Promise<string> {
  const hover = await client.connection.sendRequest(HoverRequest.type, behind(client, file, stretch));
  return hover === null ? '' : (hover.contents as { value: string }).value;
}

const told = (client: LspEditor, places: unknown) =>
  (places as Location[]).map(({ uri, range }) => {
    const file = uri.slice(client.uri('').length).replace(/^\//, '');
    return `${file}:${range.start.line + 1} ${client.textAt(file, range)}`;
  });

describe('eda lsp answers', () => {
  it('what may be written: keys, names, values, references', async () => {
    const client = await open();
    const yaml = 'eda.yaml';
    expect(await labels(client, yaml, 'domain: ')).toEqual(['sales']);
    expect(await labels(client, yaml, 'publishes: [')).toEqual(['sales.order.placed']);
    expect(await labels(client, yaml, 'key: ')).toContain('orderId');
    expect(await labels(client, yaml, "orderId: { $ref: '")).toEqual([
      '#/schemas/OrderId',
      './schemas/order.json',
    ]);
    expect(await labels(client, 'parts/mail.eda.yaml', 'retry: { ')).toEqual([
      'attempts',
      'backoff',
      'max',
      'interval',
    ]);
    expect(await labels(client, 'parts/mail.eda.yaml', 'calls: { shop-service: { ')).toEqual(['getOrder']);
    await client.replace('parts/mail.eda.yaml', `${part}    `);
    const keys = await client.labelsAtEnd('parts/mail.eda.yaml');
    expect(keys).toContain('publishes');
    expect(keys).not.toContain('domain');
    await client.replace('parts/mail.eda.yaml', 'eda: 1\n');
    expect(await client.labelsAtEnd('parts/mail.eda.yaml')).not.toContain('environments');
    await client.replace(
      yaml,
      `${design}environments:\n  local:\n    brokers:\n      pubsub:\n        type: kafka\n        `,
    );
    expect(await client.labelsAtEnd(yaml)).toEqual(['servers', 'replication', 'version', 'auth', 'tls']);
    await client.replace(yaml, `${design}environments: { local: { brokers: { pubsub: { type: `);
    expect(await client.labelsAtEnd(yaml)).toContain('rabbitmq');
    await client.replace(yaml, `${design}lint: { rules: { event-`);
    expect(await client.labelsAtEnd(yaml)).toContain('event-past-tense');
    await client.replace(yaml, `${design}generate: { `);
    expect(await client.labelsAtEnd(yaml)).toEqual(expect.arrayContaining(['kubernetes', 'docs']));
    await client.replace(yaml, `${design}generate: { dapr: { `);
    expect(await client.labelsAtEnd(yaml)).toEqual(['nameResolution', 'namespace']);
    await client.replace(yaml, `${design}generate: { kubernetes: { autoscaling: `);
    expect(await client.labelsAtEnd(yaml)).toEqual(['keda', 'hpa', 'none']);
  });

  it('what a component of Dapr and an AsyncAPI document take', async () => {
    const client = await editor({ 'pubsub.yaml': '', 'api.yaml': '' });
    const component =
      'apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: pubsub }\nspec:\n  type: pubsub.kafka\n  version: v1\n  metadata:\n    - name: ';
    await client.open('pubsub.yaml', component);
    expect(await client.labelsAtEnd('pubsub.yaml')).toEqual(expect.arrayContaining(['brokers', 'authType']));
    await client.replace('pubsub.yaml', `${component}authType\n      value: `);
    expect(await client.labelsAtEnd('pubsub.yaml')).toContain('mtls');
    const document =
      'asyncapi: 3.0.0\ninfo: { title: a, version: 1.0.0 }\nchannels:\n  orders: { address: orders }\noperations:\n  send:\n    action: send\n    channel: { $ref: ';
    await client.open('api.yaml', `${document}'#/channels/orders' }\n`);
    await client.until('api.yaml', () => true);
    await client.replace('api.yaml', document);
    expect(await client.labelsAtEnd('api.yaml')).toContain('#/channels/orders');
    await client.replace('api.yaml', 'asyncapi: 3.0.0\ninfo:\n  ');
    expect(await client.labelsAtEnd('api.yaml')).toEqual(
      expect.arrayContaining(['title', 'version', 'license']),
    );
  });

  it('what metadata of a component is, of each in a file of several', async () => {
    const client = await editor({ 'components.yaml': '' });
    const component = (type: string, name: string) =>
      `apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: a }\nspec:\n  type: ${type}\n  version: v1\n  metadata:\n    - name: ${name}\n      value: x\n`;
    await client.open(
      'components.yaml',
      `${component('pubsub.kafka', 'authType')}---\n${component('pubsub.rabbitmq', 'durable')}`,
    );
    expect(await hovered(client, 'components.yaml', 'authTy')).toContain('of `pubsub.kafka`');
    expect(await hovered(client, 'components.yaml', 'durab')).toContain('of `pubsub.rabbitmq`');
  });

  it('what a word stands for', async () => {
    const client = await open();
    const event = await hovered(client, 'parts/mail.eda.yaml', 'sales.order.pl');
    expect(event).toContain('Somebody ordered');
    expect(event).toContain('| orderId |');
    expect(event).toContain('published by `shop-service`');
    expect(event).toContain('`mail-service` · 3 attempts');
    expect(event).toContain('attempt 3');
    expect(await hovered(client, 'parts/mail.eda.yaml', 'atte')).toContain('Attempts in all');
    expect(await hovered(client, 'eda.yaml', 'shop-ser')).toContain('publishes `sales.order.placed`');
    expect(await hovered(client, 'eda.yaml', '#/schemas/Ord')).toContain('schema');
    await client.replace('eda.yaml', `${design}lint: { rules: { event-past-tense: off } }\n`);
    expect(await hovered(client, 'eda.yaml', 'event-past-te')).toContain('# event-past-tense');
    expect(await hovered(client, 'eda.yaml', 'eda: ')).not.toContain('undefined');
  });

  it('where something is defined, and where it is spoken of', async () => {
    const client = await open();
    const ask = async (file: string, stretch: string) =>
      told(
        client,
        await client.connection.sendRequest(DefinitionRequest.type, behind(client, file, stretch)),
      );
    expect(await ask('parts/mail.eda.yaml', 'sales.ord')).toEqual(['eda.yaml:8 sales.order.placed']);
    expect(await ask('parts/mail.eda.yaml', 'calls: { shop')).toEqual(['eda.yaml:16 shop-service']);
    expect(await ask('parts/mail.eda.yaml', 'getOr')).toEqual(['eda.yaml:20 getOrder']);
    expect(await ask('eda.yaml', '#/schemas/Ord')).toEqual(['eda.yaml:6 OrderId']);
    expect(await ask('eda.yaml', './schemas/ord')).toEqual(['schemas/order.json:1 ']);
    const references = await client.connection.sendRequest(ReferencesRequest.type, {
      ...behind(client, 'eda.yaml', 'sales.order.pl'),
      context: { includeDeclaration: true },
    });
    expect(told(client, references)).toEqual([
      'eda.yaml:8 sales.order.placed',
      'eda.yaml:18 sales.order.placed',
      'parts/mail.eda.yaml:7 sales.order.placed',
    ]);
  });

  it('where something is spoken of right behind a keystroke, in a text that is whole and in one that is not', async () => {
    const client = await open();
    const ask = async () =>
      told(
        client,
        await client.connection.sendRequest(ReferencesRequest.type, {
          ...behind(client, 'eda.yaml', 'sales.order.pl'),
          context: { includeDeclaration: false },
        }),
      );
    await client.edit('parts/mail.eda.yaml', 'calls:', 'publishes: [sales.order.placed]\n    calls:');
    expect(await ask()).toEqual([
      'eda.yaml:18 sales.order.placed',
      'parts/mail.eda.yaml:8 sales.order.placed',
      'parts/mail.eda.yaml:7 sales.order.placed',
    ]);
    // Half a text says what it said last, where it is still the same.
    await client.edit('eda.yaml', 'system: shop', 'system: {');
    expect(await ask()).toHaveLength(3);
    // A part that joins the design is not missed.
    await client.edit('eda.yaml', 'system: {', 'system: shop');
    await client.edit('eda.yaml', 'parts/*.eda.yaml', 'parts/none*.eda.yaml');
    expect(await ask()).toEqual(['eda.yaml:18 sales.order.placed']);
    await client.edit('eda.yaml', 'parts/none*.eda.yaml', 'parts/*.eda.yaml');
    expect(await ask()).toHaveLength(3);
  });

  it('how things are called in the code of a service that keeps its own folders', async () => {
    const own = part.replace(
      '    domain: sales\n',
      '    domain: sales\n    paths: { root: apps/mail, generated: lib/out, handlers: lib/on }\n',
    );
    const client = await editor(
      {
        ...files,
        'parts/mail.eda.yaml': own,
        'apps/mail/lib/on/sales-order-placed.ts': handler,
        'apps/mail/lib/out/handlers.ts': "export type SalesOrderPlacedHandler = 'sales.order.placed';\n",
      },
      {
        capabilities: {
          workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['rename'] } },
        },
      },
    );
    await client.open('eda.yaml');
    const edit = await client.connection.sendRequest(RenameRequest.type, {
      ...behind(client, 'eda.yaml', 'sales.order.pl'),
      newName: 'sales.order.taken',
    });
    const changes = edit?.documentChanges ?? [];
    expect(changes.flatMap((change) => ('edits' in change ? change.textDocument.uri : []))).toEqual([
      client.uri('eda.yaml'),
      client.uri('parts/mail.eda.yaml'),
      client.uri('apps/mail/lib/on/sales-order-placed.ts'),
    ]);
    expect(changes.at(-1)).toEqual({
      kind: 'rename',
      oldUri: client.uri('apps/mail/lib/on/sales-order-placed.ts'),
      newUri: client.uri('apps/mail/lib/on/sales-order-taken.ts'),
    });
    const moved = await client.connection.sendRequest(RenameRequest.type, {
      ...behind(client, 'eda.yaml', 'sales.order.pl'),
      newName: 'sales.order.placed',
    });
    expect(moved).toEqual({ changes: {} });
  });

  it('how an event is called from now on, in every file and in the code of its handlers', async () => {
    const client = await open();
    const at = behind(client, 'parts/mail.eda.yaml', 'sales.order.pl');
    expect(await client.connection.sendRequest(PrepareRenameRequest.type, at)).toMatchObject({
      placeholder: 'sales.order.placed',
    });
    const edit = await client.connection.sendRequest(RenameRequest.type, {
      ...at,
      newName: 'sales.order.taken',
    });
    const changes = edit?.documentChanges ?? [];
    const texts = changes.filter((change): change is TextDocumentEdit => 'edits' in change);
    const after = Object.fromEntries(
      texts.map(({ textDocument: { uri }, edits }) => {
        const file = uri.slice(client.uri('').length).replace(/^\//, '');
        const lines = readFileSync(join(client.folder, file), 'utf8').split('\n');
        for (const { range, newText } of [...edits].reverse() as {
          range: Location['range'];
          newText: string;
        }[]) {
          const line = lines[range.start.line] ?? '';
          lines[range.start.line] =
            line.slice(0, range.start.character) + newText + line.slice(range.end.character);
        }
        return [file, lines.join('\n')];
      }),
    );
    expect(after).toEqual({
      'eda.yaml': design.replaceAll('sales.order.placed', 'sales.order.taken'),
      'parts/mail.eda.yaml': part.replaceAll('sales.order.placed', 'sales.order.taken'),
      'services/mail-service/src/handlers/sales-order-placed.ts': handler
        .replaceAll('SalesOrderPlacedHandler', 'SalesOrderTakenHandler')
        .replace("'sales.order.placed'", "'sales.order.taken'"),
    });
    expect(changes.filter((change) => 'kind' in change)).toEqual([
      {
        kind: 'rename',
        oldUri: client.uri('services/mail-service/src/handlers/sales-order-placed.ts'),
        newUri: client.uri('services/mail-service/src/handlers/sales-order-taken.ts'),
      },
    ]);
  });

  it('how services and schemas are called, with the folder of the code', async () => {
    const client = await open();
    const edit = await client.connection.sendRequest(RenameRequest.type, {
      ...behind(client, 'parts/mail.eda.yaml', 'mail-ser'),
      newName: 'letter-service',
    });
    expect(edit?.documentChanges?.at(-1)).toEqual({
      kind: 'rename',
      oldUri: client.uri('services/mail-service'),
      newUri: client.uri('services/letter-service'),
    });
    const schema = await client.connection.sendRequest(RenameRequest.type, {
      ...behind(client, 'eda.yaml', '#/schemas/Ord'),
      newName: 'OrderNumber',
    });
    const [only] = (schema?.documentChanges ?? []) as TextDocumentEdit[];
    expect(only?.edits.map((one) => 'newText' in one && one.newText)).toEqual(['OrderNumber', 'OrderNumber']);
  });

  it('no to a rename that would break something, with the reason', async () => {
    const client = await open();
    const rename = (stretch: string, newName: string) =>
      client.connection.sendRequest(RenameRequest.type, { ...behind(client, 'eda.yaml', stretch), newName });
    await expect(rename('sales.order.pl', 'sales.order')).rejects.toThrow('is no name of an event');
    await expect(rename('sales.order.pl', 'money.order.placed')).rejects.toThrow('there is no domain money');
    await expect(rename('shop-ser', 'mail-service')).rejects.toThrow(
      'there is a service mail-service already',
    );
    await expect(rename('#/schemas/Ord', 'order id')).rejects.toThrow('PascalCase');
    await expect(rename('domains: { sal', 'selling')).rejects.toThrow('events, services and schemas');
    await client.edit('eda.yaml', 'system: shop', 'system: {');
    await expect(rename('sales.order.pl', 'sales.order.taken')).rejects.toThrow('mend it first');
  });

  it('what stands in a file, what can be folded, and what the text does not say', async () => {
    const client = await open();
    const textDocument = { uri: client.uri('eda.yaml') };
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(symbols?.map(({ name }) => name)).toEqual([
      'eda',
      'system',
      'include',
      'domains',
      'schemas',
      'events',
      'services',
    ]);
    const services = symbols?.at(-1) as { children: { name: string; children: { name: string }[] }[] };
    expect(services.children.map(({ name }) => name)).toEqual(['shop-service']);
    expect(services.children[0]?.children.map(({ name }) => name)).toEqual(['publishes', 'serves']);
    const folds = await client.connection.sendRequest(FoldingRangeRequest.type, {
      textDocument: { uri: client.uri('parts/mail.eda.yaml') },
    });
    expect(folds).toEqual([
      { startLine: 1, endLine: 7 },
      { startLine: 2, endLine: 7 },
      { startLine: 4, endLine: 5, kind: 'comment' },
    ]);
    const whole = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = async (file: string) =>
      (
        await client.connection.sendRequest(InlayHintRequest.type, {
          textDocument: { uri: client.uri(file) },
          range: whole,
        })
      )?.map(({ label, position }) => `${position.line + 1} ${label}`);
    expect(await hints('eda.yaml')).toEqual(['8 → mail-service']);
    expect(await hints('parts/mail.eda.yaml')).toEqual([
      expect.stringMatching(/^7 3 attempts within .* then dead letter$/),
    ]);
  });

  it('what mends a finding, and what lets it be', async () => {
    const client = await editor({ 'eda.yaml': soundDesign });
    const wrong = soundDesign.replaceAll('sales.order.placed', 'sales.order.place');
    await client.open('eda.yaml', wrong);
    const found = (await client.until('eda.yaml', (all) => all.length > 0)).find(
      ({ code }) => code === 'event-past-tense',
    );
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: client.uri('eda.yaml') },
      range: found?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    })) as CodeAction[];
    const [fix, ignore] = actions;
    expect(fix?.title).toContain('rename to sales.order.placed');
    expect(fix?.edit?.changes?.[client.uri('eda.yaml')]).toHaveLength(3);
    expect(ignore?.edit?.changes?.[client.uri('eda.yaml')]).toEqual([
      {
        range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } },
        newText: '  # eda-ignore event-past-tense: why it is right here\n',
      },
    ]);
  });
});
