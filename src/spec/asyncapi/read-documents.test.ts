import { describe, expect, it } from 'vitest';
import { loadDesign } from '../../pipeline.ts';
import { createMemoryFiles } from '../project-files.ts';
import { readSpec } from '../source.ts';
import { importValues } from './import-values.ts';

const orders = `asyncapi: 3.0.0
info: { title: Order Service, version: 1.0.0 }
channels:
  placed:
    address: orders.placed
    messages:
      OrderPlaced: { payload: { $ref: '#/components/schemas/Order' } }
operations:
  sendPlaced: { action: send, channel: { $ref: '#/channels/placed' } }
components:
  schemas:
    Order: { type: object, required: [id], properties: { id: { type: string } } }
`;

const mails = `asyncapi: 2.6.0
info: { title: Mail Service, version: 1.0.0 }
channels:
  orders.placed:
    publish:
      message: { name: OrderPlaced, payload: { type: object } }
`;

function load(files: { readonly [path: string]: string }) {
  const documents = Object.keys(files).filter((path) => path !== 'eda.yaml');
  const entry = 'eda.yaml' in files ? 'eda.yaml' : { documents, system: 'shop' };
  return loadDesign(createMemoryFiles(files), entry);
}

describe('documents by themselves', () => {
  it('are one system: senders and receivers of an address and a message are joined', () => {
    const { architecture, diagnostics } = load({ 'orders.yaml': orders, 'mails.yaml': mails });
    expect(diagnostics).toEqual([]);
    expect(Object.keys(architecture?.events ?? {})).toEqual(['placed#OrderPlaced']);
    const uses = Object.values(architecture?.services ?? {}).map(({ name, publications, subscriptions }) => [
      name,
      publications.map(({ event }) => event),
      subscriptions.map(({ event }) => event),
    ]);
    expect(uses).toEqual([
      ['order-service', ['placed#OrderPlaced'], []],
      // 2.x says what clients may do: they publish what the application receives.
      ['mail-service', [], ['placed#OrderPlaced']],
    ]);
  });

  it('tell an event by who sends it, whichever file comes first', () => {
    const inOrder = (files: { readonly [path: string]: string }) => {
      const event = load(files).architecture?.events['placed#OrderPlaced'];
      return [event?.domain, event?.at.file];
    };
    const mail3 = orders
      .replace('Order Service', 'Mail Service')
      .replace('action: send', 'action: receive')
      .replace('required: [id], ', '');
    expect(inOrder({ 'a-mail.yaml': mail3, 'orders.yaml': orders })).toEqual(['order', 'orders.yaml']);
    expect(inOrder({ 'orders.yaml': orders, 'z-mail.yaml': mail3 })).toEqual(['order', 'orders.yaml']);
  });

  it('have one finding of a channel that is not there', () => {
    const { diagnostics } = load({ 'orders.yaml': orders.replace('#/channels/placed', '#/channels/place') });
    expect(diagnostics.map(({ code }) => code)).toEqual(['ref-target']);
  });

  it('say in which language a schema is, also where a message refers to it', () => {
    const wrap = (format: string, schema: string): string =>
      orders.replace(
        'Order: { type: object, required: [id], properties: { id: { type: string } } }',
        `Order: { schemaFormat: '${format}', schema: ${schema} }`,
      );
    const json = load({
      'orders.yaml': wrap('application/schema+json;version=draft-07', '{ type: object, required: [id] }'),
    });
    expect(json.diagnostics).toEqual([]);
    expect(json.architecture?.events['placed#OrderPlaced']).toMatchObject({
      dataFormat: 'json-schema',
      data: { kind: 'ref', id: 'orders.yaml#/components/schemas/Order/schema' },
    });
    const avro = load({
      'orders.yaml': wrap(
        'application/vnd.apache.avro;version=1.9.0',
        '{ type: record, name: Order, fields: [{ name: id, type: string }] }',
      ),
    });
    expect(avro.architecture?.events['placed#OrderPlaced']?.dataFormat).toBe('avro');
    const other = load({
      'orders.yaml': wrap('application/vnd.oai.openapi;version=3.0.0', '{ type: object, nullable: true }'),
    });
    expect(other.architecture?.events['placed#OrderPlaced']?.dataFormat).toBe('other');
    expect(other.diagnostics).toEqual([]);
    const twice = load({
      'orders.yaml': wrap('application/vnd.oai.openapi;version=3.0.0', '{ type: object }').replace(
        "payload: { $ref: '#/components/schemas/Order' }",
        "payload: { schemaFormat: 'application/vnd.aai.asyncapi;version=3.0.0', schema: { $ref: '#/components/schemas/Order' } }",
      ),
    });
    expect(twice.architecture?.events['placed#OrderPlaced']?.dataFormat).toBe('other');
  });

  it('show findings where they stand in the document', () => {
    const broken = orders.replace(
      'properties: { id: { type: string } }',
      'properties: { id: { type: strin } }',
    );
    const { source, diagnostics } = load({ 'orders.yaml': broken });
    expect(diagnostics.map(({ at, message }) => [source?.locate(at).line, message])).toEqual([
      [12, expect.stringContaining('strin')],
    ]);
  });
});

describe('documents of a design', () => {
  const design = `eda: 1
system: shop
domains: { ordering: {}, mail: {} }
events:
  ordering.order.placed: { from: './orders.yaml#/channels/placed/messages/OrderPlaced' }
services:
  orders: { domain: ordering, external: true, contract: ./orders.yaml }
  mails: { domain: mail, subscribes: { ordering.order.placed: { idempotent: false } } }
`;

  it('give events by `from` and what a service does by `contract`', () => {
    const { architecture, diagnostics } = load({ 'eda.yaml': design, 'orders.yaml': orders });
    expect(diagnostics).toEqual([]);
    const event = architecture?.events['ordering.order.placed'];
    expect(event).toMatchObject({ topic: 'placed', envelope: 'raw', data: { kind: 'ref' } });
    expect(architecture?.services.orders?.publications.map((publication) => publication.event)).toEqual([
      'ordering.order.placed',
    ]);
  });

  it('say where `from` leads nowhere', () => {
    const wrong = design.replace('OrderPlaced', 'OrderPlacd');
    const { diagnostics } = load({ 'eda.yaml': wrong, 'orders.yaml': orders });
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'from-target: orders.yaml has no message at #/channels/placed/messages/OrderPlacd; did you mean /channels/placed/messages/OrderPlaced?',
    ]);
  });
});

describe('importValues', () => {
  it('gives a design that is valid by itself', () => {
    const files = createMemoryFiles({ 'orders.yaml': orders, 'mails.yaml': mails });
    const { source } = readSpec(files, { documents: ['orders.yaml', 'mails.yaml'], system: 'shop' });
    if (source?.documents === undefined) throw new Error('not read');
    const values = importValues(source.documents, 'shop', 'eda.yaml');
    const { diagnostics, architecture } = load({ 'eda.yaml': JSON.stringify(values) });
    expect(diagnostics).toEqual([]);
    expect(Object.keys(architecture?.events ?? {})).toEqual(['order.order.placed']);
    expect(architecture?.topics.placed?.settings.values.address).toBe('orders.placed');
  });
});
