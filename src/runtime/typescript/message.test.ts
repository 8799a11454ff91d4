import { expect, test } from 'vitest';
import { createDefinition, createPublished } from '../../../tests/support/service-fixture.ts';
import { runInFlow } from './flow-context.ts';
import { isUuid } from './formats.ts';
import { createMessage } from './message.ts';
import { createUuid } from './uuid.ts';

const name = 'shop.item.counted';
const data = { key: 'a', n: 1 };
const parse = (body: string) => JSON.parse(body) as Record<string, unknown>;

test('an envelope is CloudEvents 1.0, and starts a story of its own', () => {
  const message = createMessage(createDefinition(), name, data);
  const envelope = parse(message.body);
  expect(envelope).toEqual({
    specversion: '1.0',
    id: message.eventId,
    source: '/shop/counter',
    type: name,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    subject: 'a',
    datacontenttype: 'application/json',
    dataschema: 'https://schemas.test/shop.item.counted/1.0.0',
    correlationid: message.eventId,
    data,
  });
  for (const attribute of Object.keys(envelope)) expect(attribute).toMatch(/^[a-z0-9]{1,20}$/);
});

test('correlation, cause and trace come from the running work; the trace twice, for the sidecar keeps it then', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const message = runInFlow({ correlationId: 'story', causationId: 'cause', traceparent }, () =>
    createMessage(createDefinition(), name, data, { attributes: { tenant: 'x' } }),
  );
  expect(parse(message.body)).toMatchObject({
    correlationid: 'story',
    causationid: 'cause',
    traceparent,
    traceid: traceparent,
    tenant: 'x',
  });
});

test('data that do not fit are refused with their issues, and so is what is not designed', () => {
  const definition = createDefinition();
  expect(() => createMessage(definition, name, { key: 1 })).toThrow(
    "Data of 'shop.item.counted' do not fit its schema: key: must be a text; n: must be a number",
  );
  expect(() => createMessage(definition, 'toString', data)).toThrow("does not publish 'toString'");
  expect(() => createMessage(definition, name, data, { id: '1' })).toThrow("'1' is not a UUID");
  for (const attribute of ['id', 'traceid', 'Upper', 'with-dash', '']) {
    expect(() => createMessage(definition, name, data, { attributes: { [attribute]: 'x' } })).toThrow(
      'extension',
    );
  }
});

test('addresses may be filled from the data; an empty key is no subject; raw events are bare', () => {
  const event = createPublished({
    address: (value) => `items/${(value as typeof data).n}`,
    envelope: 'raw',
    ttlSeconds: 5,
  });
  const message = createMessage(createDefinition({ publishes: { [name]: event } }), name, data);
  expect([message.topic, message.body, message.metadata]).toEqual([
    'items/1',
    JSON.stringify(data),
    { partitionKey: 'a', ttlInSeconds: '5' },
  ]);
  const empty = createMessage(createDefinition(), name, { key: '', n: 1 });
  expect(parse(empty.body)).not.toHaveProperty('subject');
});

test('the key of an ordered topic has the names that brokers give it', () => {
  const event = createPublished({ ordered: true });
  const { metadata } = createMessage(createDefinition({ publishes: { [name]: event } }), name, data);
  expect(metadata).toEqual({ partitionKey: 'a', orderingKey: 'a', SessionId: 'a' });
});

test('ids are UUIDv7, and rise even within a millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => createUuid());
  expect(ids.every(isUuid)).toBe(true);
  expect(ids.every((id) => id[14] === '7' && '89ab'.includes(id[19] ?? ''))).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
