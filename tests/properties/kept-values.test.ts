import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printEdaYaml } from '../../src/print/eda-yaml.ts';
import { importValues } from '../../src/spec/asyncapi/import-values.ts';
import { createMemoryFiles } from '../../src/spec/project-files.ts';
import { readSpec } from '../../src/spec/source.ts';
import { comparable } from './comparable-architecture.ts';
import { exportDocuments, load, loadDocuments } from './export-documents.ts';

const about = `  contact: { name: Sales, email: sales@shop.test }
  license: { name: MIT, url: 'https://shop.test/license' }
  termsOfService: https://shop.test/terms
`;
const links = `tags: [{ $ref: '#/components/tags/sales' }, { name: plain }]
externalDocs: { url: 'https://shop.test/docs' }
`;
const components = `components:
  tags: { sales: { name: sales, description: What is sold } }
  schemas:
    Loop: { type: object, properties: { againAndAgain: { $ref: '#/components/schemas/Loop' } } }
    Trace: { type: object, properties: { correlationId: { type: string } } }
    Client: { type: string, enum: [mail] }
  messages:
    Placed:
      title: An order
      headers: { $ref: '#/components/schemas/Trace' }
      tags: [{ name: sales, description: What is sold }]
      externalDocs: { url: 'https://shop.test/placed' }
      bindings: { kafka: { key: { $ref: '#/components/schemas/Client' } } }
      payload: { type: object, properties: { id: { type: string } } }
    Marked:
      headers:
        type: object
        required: [region, X-Shard]
        properties: { region: { type: string }, X-Shard: { type: integer } }
      payload: { type: object, properties: { id: { type: string }, rest: { properties: {} } } }
    Looped:
      headers: { $ref: '#/components/schemas/Loop' }
      payload: { type: object, properties: { id: { type: string } } }
`;

const schemes = `  securitySchemes:
    token: { type: userPassword }
    login:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://shop.test/token', availableScopes: { read: To read } } }
`;

/** The same in both major versions; tags of 2.x are written in place. */
const documents = {
  '2.6.0': `asyncapi: 2.6.0
info:
  title: Shop
  version: 1.0.0
${about}${links.replace("{ $ref: '#/components/tags/sales' }", '{ name: sales, description: What is sold }')}channels:
  orders: { subscribe: { message: { $ref: '#/components/messages/Placed' } } }
  loops: { subscribe: { message: { $ref: '#/components/messages/Looped' } } }
  marks: { servers: [main], subscribe: { message: { $ref: '#/components/messages/Marked' } } }
servers:
  main:
    url: 'kafka://{region}.shop.test:9092/events'
    protocol: kafka
    variables: { region: { enum: [eu, us], default: eu } }
    security: [{ token: [] }, { login: [read] }]
  spare: { url: spare.shop.test, protocol: kafka, description: When main is away }
${components.replace(/ {2}tags: .*\n/, '')}${schemes.replace('availableScopes', 'scopes')}`,
  '3.0.0': `asyncapi: 3.0.0
info:
  title: Shop
  version: 1.0.0
${about}${links.replace(/^/gm, '  ').trimEnd()}
channels:
  orders: { address: orders, messages: { Placed: { $ref: '#/components/messages/Placed' } } }
  loops: { address: loops, messages: { Looped: { $ref: '#/components/messages/Looped' } } }
  marks:
    address: marks
    servers: [{ $ref: '#/servers/main' }]
    messages: { Marked: { $ref: '#/components/messages/Marked' } }
servers:
  main:
    host: '{region}.shop.test:9092'
    pathname: /events
    protocol: kafka
    variables: { region: { enum: [eu, us], default: eu } }
    security:
      - { $ref: '#/components/securitySchemes/token' }
      - type: oauth2
        flows: { clientCredentials: { tokenUrl: 'https://shop.test/token', availableScopes: { read: To read } } }
        scopes: [read]
  spare: { host: spare.shop.test, protocol: kafka, description: When main is away }
operations:
  mark: { action: send, channel: { $ref: '#/channels/marks' } }
  place: { action: send, channel: { $ref: '#/channels/orders' } }
  loop: { action: send, channel: { $ref: '#/channels/loops' } }
${components}${schemes}`,
};

/** The messages of an exported document. */
function messagesIn(document: { components: { messages: object } }): { [key: string]: unknown }[] {
  return Object.values(document.components.messages);
}

describe.each(Object.entries(documents))('what the language has no key for, of %s', (_version, text) => {
  const files = createMemoryFiles({ 'shop.yaml': text });
  const read = readSpec(files, { documents: ['shop.yaml'], system: 'shop' }).source?.documents;
  if (read === undefined) throw new Error('not readable');
  const imported = printEdaYaml(importValues(read, 'shop', 'eda.yaml'));
  const architecture = load(createMemoryFiles({ 'eda.yaml': imported }));
  const exported = exportDocuments(architecture);
  const shop = parse(exported.get('asyncapi/shop.yaml') ?? '');

  it('is exported where it was', () => {
    expect(shop.info).toMatchObject({
      contact: { name: 'Sales', email: 'sales@shop.test' },
      license: { name: 'MIT', url: 'https://shop.test/license' },
      termsOfService: 'https://shop.test/terms',
      tags: [{ name: 'sales', description: 'What is sold' }, { name: 'plain' }],
      externalDocs: { url: 'https://shop.test/docs' },
    });
    const placed = messagesIn(shop).find(({ title }) => title === 'An order');
    expect(placed).toMatchObject({
      headers: { type: 'object', properties: { correlationId: { type: 'string' } } },
      tags: [{ name: 'sales', description: 'What is sold' }],
      externalDocs: { url: 'https://shop.test/placed' },
      bindings: { kafka: { key: { type: 'string', enum: ['mail'] } } },
    });
  });

  it('is exported where it was, of servers', () => {
    expect(shop.servers).toEqual({
      main: {
        host: '{region}.shop.test:9092',
        pathname: '/events',
        protocol: 'kafka',
        variables: { region: { enum: ['eu', 'us'], default: 'eu' } },
        security: [
          { type: 'userPassword' },
          {
            type: 'oauth2',
            flows: {
              clientCredentials: {
                tokenUrl: 'https://shop.test/token',
                availableScopes: { read: 'To read' },
              },
            },
            scopes: ['read'],
          },
        ],
      },
      spare: { host: 'spare.shop.test', protocol: 'kafka', description: 'When main is away' },
    });
    expect(
      Object.fromEntries(
        Object.values<{ address: string; servers: unknown }>(shop.channels).map((channel) => [
          channel.address,
          channel.servers,
        ]),
      ),
    ).toEqual({ orders: undefined, loops: undefined, marks: [{ $ref: '#/servers/main' }] });
  });

  it('is taken by the official parser', async () => {
    const { diagnostics } = await new Parser().parse(exported.get('asyncapi/shop.yaml') ?? '');
    expect(diagnostics.filter(({ severity }) => Number(severity) === 0)).toEqual([]);
  });

  it('is exported beside attributes, of headers', () => {
    const [marked] = messagesIn(shop).filter(({ name }) => String(name).includes('mark'));
    expect(marked?.headers).toEqual({
      type: 'object',
      required: ['region', 'X-Shard'],
      properties: { region: { $ref: '#/components/schemas/Region' }, 'X-Shard': { type: 'integer' } },
    });
  });

  it('is left out where it contains itself', () => {
    const looped = messagesIn(shop).find(({ name }) => String(name).includes('loop'));
    expect(looped).toBeDefined();
    expect(looped).not.toHaveProperty('headers');
  });

  it('comes back from what is exported', () => {
    expect(comparable(loadDocuments(exported))).toEqual(comparable(architecture));
  });

  it('gives way to what the design says since', () => {
    const changed = imported
      .replace(/tags: \[sales\]/, 'tags: [sales, new]')
      .replace(/(\n {4}envelope: raw)/, '$1\n    attributes: { region: { type: string } }');
    const after = load(createMemoryFiles({ 'eda.yaml': changed }));
    const documents = exportDocuments(after);
    const messages = messagesIn(parse(documents.get('asyncapi/shop.yaml') ?? ''));
    expect(messages).toContainEqual(
      expect.objectContaining({ tags: [{ name: 'sales', description: 'What is sold' }, { name: 'new' }] }),
    );
    expect(messages).toContainEqual(
      expect.objectContaining({
        headers: {
          type: 'object',
          properties: { correlationId: { type: 'string' }, region: { type: 'string' } },
        },
      }),
    );
    expect(Object.keys(loadDocuments(documents).events).sort()).toEqual(Object.keys(after.events).sort());
  });
});
