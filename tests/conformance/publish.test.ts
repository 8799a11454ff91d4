import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ApiCall, eventOf, startWorld, type World } from './start-world.ts';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const noTrace = `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`;
const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const cloudEvents = { 'content-type': 'application/cloudevents+json' };
const event = {
  id: 'e-1',
  source: '/shop',
  type: 'order.created',
  specversion: '1.0',
  data: { a: 1 },
  tenant: 'x',
};

/** One publication and the event that arrives: `has` by equality, `matches` by pattern, `lacks` by absence. */
interface PublicationCase {
  readonly name: string;
  readonly call: ApiCall;
  readonly query?: string;
  readonly has?: Readonly<Record<string, unknown>>;
  readonly matches?: Readonly<Record<string, RegExp>>;
  readonly lacks?: readonly string[];
}

const ce = (value: unknown): ApiCall => ({ headers: cloudEvents, body: JSON.stringify(value) });
const typed = (type: string, body: string): ApiCall => ({ headers: { 'content-type': type }, body });

const delivered: readonly PublicationCase[] = [
  {
    name: 'case 1 publish JSON',
    call: {},
    has: {
      data: { a: 1 },
      datacontenttype: 'application/json',
      pubsubname: 'pubsub',
      source: 'orders',
      specversion: '1.0',
      tracestate: '',
      type: 'com.dapr.event.sent',
    },
    matches: { id: uuid4, time: seconds },
  },
  { name: 'case 2 tracing off', call: {}, has: { traceid: '', traceparent: '' } },
  { name: 'case 3 PUT publish', call: { method: 'PUT' }, has: { data: { a: 1 } } },
  {
    name: 'case 4 no Content-Type',
    call: { headers: {} },
    has: { datacontenttype: 'text/plain', data: '{"a":1}' },
  },
  { name: 'case 5 text/plain', call: typed('text/plain', 'hello'), has: { data: 'hello' } },
  {
    name: 'case 6 octet-stream',
    call: { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 255, 1]) },
    has: { data_base64: 'AP8B', datacontenttype: 'application/octet-stream' },
    lacks: ['data'],
  },
  {
    name: 'case 7 JSON with charset',
    call: typed('application/json; charset=utf-8', '{"a":1}'),
    has: { data: { a: 1 }, datacontenttype: 'application/json; charset=utf-8' },
  },
  { name: 'case 8 invalid JSON as JSON', call: { body: '{"a":' }, has: { data: '{"a":' } },
  { name: 'case 9 empty body', call: { body: '' }, has: { data: '' } },
  { name: 'case 9 null', call: { body: 'null' }, has: { data: null } },
  {
    name: 'case 10 metadata.cloudevent attributes',
    call: {},
    query:
      '?metadata.cloudevent.id=my-id&metadata.cloudevent.type=t.v1&metadata.cloudevent.source=src' +
      '&metadata.cloudevent.subject=sub&metadata.cloudevent.time=2001-01-01T00:00:00Z',
    has: { id: 'my-id', type: 't.v1', source: 'src', subject: 'sub' },
    matches: { time: /^20(?!01)/ },
  },
  {
    name: 'case 10 the prefix without regard to case',
    call: {},
    query: '?metadata.CloudEvent.Id=upper-id',
    has: { id: 'upper-id' },
  },
  {
    name: 'case 11 full CloudEvent',
    call: ce({ ...event, topic: 'mine', pubsubname: 'mine', time: '2020-01-01T00:00:00Z' }),
    has: { ...event, pubsubname: 'pubsub', time: '2020-01-01T00:00:00Z' },
  },
  {
    name: 'case 12 CloudEvent with traceparent only',
    call: ce({ ...event, traceparent: trace }),
    has: { traceparent: '', traceid: '' },
  },
  {
    name: 'case 13 CloudEvent with traceid and traceparent',
    call: ce({ ...event, traceid: trace, traceparent: trace }),
    has: { traceid: trace, traceparent: trace },
  },
  {
    name: 'case 14 CloudEvent with the header traceparent',
    call: { headers: { ...cloudEvents, traceparent: trace }, body: JSON.stringify(event) },
    has: { traceid: trace, traceparent: trace },
  },
  {
    name: 'case 16 CloudEvent without id',
    call: ce({ source: 's', type: 't', specversion: '1.0', data: 1 }),
    has: { source: 's', type: 't', data: 1 },
    lacks: ['id'],
  },
  {
    name: 'case 17 CloudEvent with data only',
    call: ce({ data: { a: 1 } }),
    has: { data: { a: 1 }, source: 'Dapr', type: 'com.dapr.event.sent', specversion: '1.0' },
    matches: { time: seconds },
    lacks: ['id'],
  },
  {
    name: 'case 19 CloudEvent with charset',
    call: typed('application/cloudevents+json; charset=UTF-8', JSON.stringify(event)),
    has: { ...event },
  },
  {
    name: 'case 20 batch of CloudEvents',
    call: typed('application/cloudevents-batch+json', '[{"id":"1"}]'),
    has: { data: '[{"id":"1"}]', datacontenttype: 'application/cloudevents-batch+json', source: 'orders' },
  },
  {
    name: 'case 21 binary CloudEvent headers',
    call: {
      headers: { 'content-type': 'application/json', 'ce-id': 'b-1', 'ce-type': 'b', 'ce-source': 'b' },
    },
    has: { data: { a: 1 }, source: 'orders', type: 'com.dapr.event.sent' },
    matches: { id: uuid4 },
  },
];

/** Publications that the sidecar refuses. */
const refused: readonly {
  readonly name: string;
  readonly path: string;
  readonly call?: ApiCall;
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
}[] = [
  {
    name: 'case 3 GET publish',
    path: '/v1.0/publish/pubsub/c',
    call: { method: 'GET' },
    status: 404,
    errorCode: 'ERR_DIRECT_INVOKE',
    message: 'failed getting app id either from the URL path or the header dapr-app-id',
  },
  {
    name: 'case 18 CloudEvent that is no JSON',
    path: '/v1.0/publish/pubsub/c',
    call: { headers: cloudEvents, body: '{"id":' },
    status: 500,
    errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER',
    message: 'cannot create cloudevent',
  },
  {
    name: 'case 26 rawPayload=maybe',
    path: '/v1.0/publish/pubsub/c?metadata.rawPayload=maybe',
    status: 400,
    errorCode: 'ERR_PUBSUB_REQUEST_METADATA',
    message:
      "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'maybe'",
  },
  {
    name: 'case 27 unknown component',
    path: '/v1.0/publish/nowhere/c',
    status: 404,
    errorCode: 'ERR_PUBSUB_NOT_FOUND',
    message: 'pubsub nowhere is not found',
  },
  {
    name: 'case 28 no topic',
    path: '/v1.0/publish/pubsub',
    status: 404,
    errorCode: 'ERR_DIRECT_INVOKE',
    message: 'failed getting app id either from the URL path or the header dapr-app-id',
  },
  {
    name: 'case 28 empty topic',
    path: '/v1.0/publish/pubsub/',
    status: 404,
    errorCode: 'ERR_DIRECT_INVOKE',
    message: 'failed getting app id either from the URL path or the header dapr-app-id',
  },
  {
    name: 'case 29 not in publishingScopes',
    path: '/v1.0/publish/pubsub/forbidden',
    status: 403,
    errorCode: 'ERR_PUBSUB_FORBIDDEN',
    message: 'topic forbidden is not allowed for app id orders',
  },
  {
    name: 'case 29 protected topic',
    path: '/v1.0/publish/guarded/secret',
    status: 403,
    errorCode: 'ERR_PUBSUB_FORBIDDEN',
    message: 'topic secret is not allowed for app id orders',
  },
  {
    name: 'case 30 body of 5 MB',
    path: '/v1.0/publish/pubsub/c',
    call: { headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(5 * 1024 * 1024) },
    status: 500,
    errorCode: 'ERR_PUBSUB_PUBLISH_MESSAGE',
    message: 'error when publishing to topic c in pubsub pubsub: stream too large',
  },
];

const topicOf = (name: string) => name.replace(/[^a-z0-9]+/gi, '-');

describe.concurrent('publish', () => {
  let world: World;
  beforeAll(async () => {
    const rawTopics = ['raw-22', 'raw-23', 'raw-24', 'raw-25'];
    const topics = [...delivered.map(({ name }) => topicOf(name)), ...rawTopics];
    world = await startWorld({
      topics: topics.map((topic) => ({
        topic,
        ...(topic === 'raw-25' ? { metadata: { rawPayload: 'true' } } : {}),
      })),
      pubsubMetadata: { publishingScopes: `orders=c,${topics.join(',')}` },
      resources: [guardedComponent],
    });
  });
  afterAll(() => world.stop());

  for (const row of delivered) {
    it(row.name, async ({ expect }) => {
      const topic = topicOf(row.name);
      const answer = await world.publish(topic, row.call, row.query);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.headers.get('traceparent')).toBe(
        row.call.headers?.traceparent === undefined ? noTrace : trace,
      );
      const requests = await world.deliveries(topic, 1);
      expect(requests).toHaveLength(1);
      const received = eventOf(requests[0]);
      expect(received).toMatchObject({ ...row.has, topic });
      for (const [name, pattern] of Object.entries(row.matches ?? {}))
        expect(received[name]).toMatch(pattern);
      for (const name of row.lacks ?? []) expect(received).not.toHaveProperty(name);
    });
  }

  it('case 1 the envelope has these members and no other, sorted by name', async ({ expect }) => {
    const [request] = await world.deliveries('case-1-publish-JSON', 1);
    const names =
      'data,datacontenttype,id,pubsubname,source,specversion,time,topic,traceid,traceparent,tracestate,type';
    expect(Object.keys(eventOf(request)).join(',')).toBe(names);
  });

  it('case 2 tracing off: the delivery has the empty trace in its header', async ({ expect }) => {
    const [request] = await world.deliveries('case-2-tracing-off', 1);
    expect(request?.headers.traceparent).toBe(noTrace);
  });

  for (const row of refused) {
    it(row.name, async ({ expect }) => {
      const answer = await world.call(row.path, {
        method: 'POST',
        body: '{}',
        ...row.call,
        ...withoutBody(row.call),
      });
      expect(answer.status).toBe(row.status);
      const { errorCode, message } = JSON.parse(answer.text) as Record<string, unknown>;
      expect({ errorCode, message }).toEqual({ errorCode: row.errorCode, message: row.message });
    });
  }

  it('case 22 rawPayload=true: a JSON object is delivered as it is', async ({ expect }) => {
    const call = { body: '{ "b": 2,  "a": 1 }' };
    expect((await world.publish('raw-22', call, '?metadata.rawPayload=true')).status).toBe(204);
    const [request] = await world.deliveries('raw-22', 1);
    expect(request?.body).toBe(call.body);
    expect(request?.headers['content-type']).toBe('application/cloudevents+json');
  });

  it('case 23 rawPayload with a CloudEvent: delivered unchanged', async ({ expect }) => {
    const call = ce(event);
    await world.publish('raw-23', call, '?metadata.rawPayload=true');
    const [request] = await world.deliveries('raw-23', 1);
    expect(request?.body).toBe(call.body);
  });

  it('case 24 rawPayload that is no JSON, plain subscriber: never delivered', async ({ expect }) => {
    const answer = await world.publish('raw-24', typed('text/plain', 'hello'), '?metadata.rawPayload=true');
    expect(answer.status).toBe(204);
    expect(await world.deliveries('raw-24', 1, 300)).toHaveLength(0);
  });

  it('case 25 rawPayload on the subscription: data_base64 and a random id', async ({ expect }) => {
    await world.publish('raw-25', typed('text/plain', 'hello'), '?metadata.rawPayload=true');
    const [request] = await world.deliveries('raw-25', 1);
    const received = eventOf(request);
    expect(received).toMatchObject({
      data_base64: 'aGVsbG8=',
      datacontenttype: 'application/octet-stream',
      source: 'Dapr',
      type: 'com.dapr.event.sent',
      topic: 'raw-25',
    });
    expect(received.id).toMatch(uuid4);
  });
});

const guardedComponent = JSON.stringify({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'guarded' },
  spec: { type: 'pubsub.redis', version: 'v1', metadata: [{ name: 'protectedTopics', value: 'secret' }] },
});

/** `fetch` sends no body with GET. */
function withoutBody(call: ApiCall | undefined): object {
  return call?.method === 'GET' ? { body: undefined } : {};
}
