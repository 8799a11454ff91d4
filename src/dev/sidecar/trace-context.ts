import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The W3C trace that a request of the API belongs to; empty strings where there is none. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate: string;
}

/** What daprd sends as `traceparent` where nothing is traced. */
export const noTrace = `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`;

const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that events published by a request get. Without tracing it is the caller's own, if any; with tracing it
 * is a new span in the caller's trace, or a new trace, sampled at `samplingRate`.
 */
export function readTrace(headers: IncomingHttpHeaders, samplingRate: number): TraceContext {
  const given = headers.traceparent;
  const parent = typeof given === 'string' && wellFormed.test(given) ? given : '';
  const state = parent !== '' && typeof headers.tracestate === 'string' ? headers.tracestate : '';
  if (samplingRate <= 0) return { traceparent: parent, tracestate: state };
  const trace = parent === '' ? randomBytes(16).toString('hex') : parent.slice(3, 35);
  const flags = parent === '' ? (Math.random() < samplingRate ? '01' : '00') : parent.slice(53);
  return { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`, tracestate: state };
}

/** The header that goes with the delivery of an event which carries these trace attributes. */
export function deliveryTrace(traceparent: unknown, traceid: unknown): string {
  const value = typeof traceparent === 'string' ? traceparent : traceid;
  return typeof value === 'string' && wellFormed.test(value) ? value : noTrace;
}
