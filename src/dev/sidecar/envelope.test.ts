import { describe, expect, it } from 'vitest';
import { buildEnvelope, type EnvelopeInput } from './envelope.ts';

function build(data: string, contentType: string, more: Partial<EnvelopeInput> = {}): string {
  const envelope = buildEnvelope({
    data: Buffer.from(data),
    contentType,
    appId: 'app',
    pubsub: 'p',
    topic: 't',
    metadata: {},
    trace: { traceparent: '', tracestate: '' },
    ...more,
  });
  return 'event' in envelope ? envelope.event : `refused: ${envelope.error}`;
}

describe('buildEnvelope', () => {
  it('keeps integers beyond 2^53', () => {
    expect(build('{"n":9007199254740993}', 'application/json')).toContain('"data":{"n":9007199254740993}');
    const event = '{"id":"1","data":{"n":9007199254740993}}';
    expect(build(event, 'application/cloudevents+json')).toContain('"data":{"n":9007199254740993}');
  });

  it.each([
    ['application/problem+json', '{"a":1}', '"data":"{\\"a\\":1}"'],
    ['application/JSON; x=y', '{"a":1}', '"data":{"a":1}'],
    ['application/x-protobuf', 'abc', '"data":"abc"'],
    ['application/octet-stream', 'abc', '"data_base64":"YWJj"'],
  ])('wraps %s as Dapr does', (contentType, text, member) => {
    expect(build(text, contentType)).toContain(member);
  });

  it('takes a null for a missing source, and leaves a null trace', () => {
    const event = build('{"id":"1","source":null,"traceid":null}', 'application/cloudevents+json');
    expect(event).toContain('"source":"Dapr"');
    expect(event).toContain('"traceid":null');
    expect(event).not.toContain('traceparent');
  });

  it('sorts the names', () => {
    const names = Object.keys(
      JSON.parse(build('{"z":1,"id":"1","a":2}', 'application/cloudevents+json')) as object,
    );
    expect(names).toEqual([...names].sort());
  });

  it('lets no member called __proto__ through to an object of ours', () => {
    const event = build('{"__proto__":{"topic":"other"},"id":"1"}', 'application/cloudevents+json');
    expect(event).toContain('"__proto__":{"topic":"other"}');
    expect(event).toContain('"topic":"t"');
  });

  it.each(['[1]', 'null', '"x"', '1', '', '{"a":'])('refuses %j as a CloudEvent', (text) => {
    expect(build(text, 'application/cloudevents+json')).toMatch(/^refused: /);
  });

  it('sets the expiration, which the year 9999 bounds', () => {
    expect(build('1', 'application/json', { expiresAt: 0 })).toContain('"expiration":"1970-01-01T00:00:00Z"');
    expect(build('1', 'application/json', { expiresAt: 1e300 })).toContain(
      '"expiration":"9999-12-31T00:00:00Z"',
    );
  });
});
