import { expect, it } from 'vitest';
import { deliveryTrace, noTrace, readTrace } from './trace-context.ts';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('passes the caller on while tracing is off', () => {
  expect(readTrace({ traceparent: parent, tracestate: 'a=1' }, 0)).toEqual({
    traceparent: parent,
    tracestate: 'a=1',
  });
  expect(readTrace({}, 0)).toEqual({ traceparent: '', tracestate: '' });
});

it('makes a span in the trace of the caller, or a trace, while it is on', () => {
  const child = readTrace({ traceparent: parent }, 1).traceparent;
  expect(child).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  expect(readTrace({}, 1).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

it('takes nothing malformed', () => {
  for (const value of ['junk', noTrace, `${parent}\r\nx: y`]) {
    expect(readTrace({ traceparent: value }, 0).traceparent).toBe('');
    expect(deliveryTrace(value, undefined)).toBe(noTrace);
  }
  expect(deliveryTrace(undefined, parent)).toBe(parent);
});
