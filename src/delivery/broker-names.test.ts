import { expect, test } from 'vitest';
import type { BrokerType } from '../model/architecture.ts';
import { brokerTypes } from './broker-facts.ts';
import { groupNameProblems, topicIdentity, topicNameProblems } from './broker-names.ts';

const plain = { own: {} };
const fifo = { own: { fifo: true } };
const kinds = (type: BrokerType, address: string, own = plain) =>
  topicNameProblems(type, address, own).map(({ kind }) => kind);

test.each(brokerTypes)('%s takes the names that the language gives', (type) => {
  expect(kinds(type, 'ordering.order.placed')).toEqual([]);
  expect(kinds(type, 'ordering.order-line.placed.v2')).toEqual([]);
  expect(kinds(type, 'order-service.dead-letter')).toEqual([]);
  expect(groupNameProblems(type, 'order-service', 'ordering.order.placed', plain)).toEqual([]);
});

test.each<[BrokerType, string, string[]]>([
  ['kafka', 'order/created', ['characters']],
  ['kafka', 'bestellt-für', ['characters']],
  ['kafka', '..', ['reserved']],
  ['kafka', '__orders', ['reserved']],
  ['kafka', 'a'.repeat(249), []],
  ['kafka', 'a'.repeat(250), ['length']],
  ['redis', 'a,b', ['characters']],
  ['redis', 'a b', ['characters']],
  ['rabbitmq', 'amq.orders', ['reserved']],
  ['rabbitmq', 'ü'.repeat(127), []],
  ['rabbitmq', 'ü'.repeat(128), ['length']],
  ['nats', 'orders..placed', ['characters']],
  ['nats', '.orders', ['characters']],
  ['nats', 'orders.*', ['characters']],
  ['nats', '$JS.orders', ['reserved']],
  ['pulsar', 'a/b', ['characters']],
  ['pulsar', 'orders-partition-1', ['reserved']],
  ['pulsar', 'orders-partition-', []],
  ['mqtt', 'plant/+/temperature', ['characters']],
  ['mqtt', 'plant/7/temperature', []],
  ['mqtt', '$SYS/broker', ['reserved']],
  ['aws-sns-sqs', 'order/created', []],
  ['aws-sns-sqs', '.../...', ['characters']],
  ['aws-sns-sqs', 'a'.repeat(81), ['cut']],
  ['aws-sns-sqs', `${'a.'.repeat(80)}`, []],
  ['gcp-pubsub', 'ab', ['length']],
  ['gcp-pubsub', '7orders', ['characters']],
  ['gcp-pubsub', 'google.orders', ['reserved']],
  ['azure-service-bus', '/orders', ['characters']],
  ['azure-service-bus', 'a/b', []],
  ['azure-service-bus', 'a'.repeat(261), ['length']],
  ['azure-event-hubs', 'orders-', ['characters']],
  ['azure-event-hubs', 'a'.repeat(257), ['length']],
])('%s: %s', (type, address, expected) => {
  expect(kinds(type, address)).toEqual(expected);
});

test('a FIFO topic has its suffix, which counts', () => {
  expect(kinds('aws-sns-sqs', 'a'.repeat(75), fifo)).toEqual([]);
  expect(kinds('aws-sns-sqs', 'a'.repeat(76), fifo)).toEqual(['cut']);
  expect(kinds('aws-sns-sqs', `${'a'.repeat(75)}.fifo`, fifo)).toEqual([]);
  expect(topicIdentity('aws-sns-sqs', 'orders.fifo', fifo)).toBe('ordersfifo'.replace('fifo', '.fifo'));
});

test('groups, and what a component makes of group and topic', () => {
  const group = 'a-service-with-quite-a-long-name-for-a-consumer-group';
  expect(groupNameProblems('azure-service-bus', group, 'orders', plain)).toMatchObject([
    { kind: 'length', what: 'subscription', name: group },
  ]);
  expect(groupNameProblems('azure-event-hubs', group, 'orders', plain)).toMatchObject([
    { kind: 'length', what: 'consumer group' },
  ]);
  expect(groupNameProblems('nats', 'a.b', 'orders', plain)).toMatchObject([{ kind: 'characters' }]);
  expect(groupNameProblems('rabbitmq', 'g'.repeat(100), 't'.repeat(155), plain)).toMatchObject([
    { kind: 'length', what: 'queue' },
  ]);
  expect(groupNameProblems('rabbitmq', 'g'.repeat(100), 't'.repeat(154), plain)).toEqual([]);
  expect(groupNameProblems('kafka', 'any thing', 'orders', plain)).toEqual([]);
});

test.each<[BrokerType, string, string, boolean]>([
  ['aws-sns-sqs', 'a.bc', 'ab.c', true],
  ['aws-sns-sqs', `${'a'.repeat(80)}b`, `${'a'.repeat(80)}c`, true],
  ['kafka', 'a.b', 'a_b', true],
  ['kafka', 'a.b', 'a-b', false],
  ['azure-service-bus', 'Orders', 'orders', true],
  ['azure-event-hubs', 'Orders', 'orders', true],
  ['redis', 'Orders', 'orders', false],
  ['mqtt', 'a.b', 'ab', false],
])('%s takes %s and %s for one topic: %s', (type, one, other, same) => {
  expect(topicIdentity(type, one, plain) === topicIdentity(type, other, plain)).toBe(same);
});
