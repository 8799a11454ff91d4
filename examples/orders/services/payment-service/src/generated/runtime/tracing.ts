import {
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { toError } from './errors.ts';

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** @returns the text if it is a valid W3C `traceparent`: sidecars without tracing send empty or zero ones. */
export function validTraceparent(value: unknown): string | undefined {
  return typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Runs `work` in a span that continues `parent`. Without an OpenTelemetry SDK nothing is recorded, and `work`
 * gets the parent itself, so that the trace still passes through. Rejects, never throws.
 */
export function runInSpan<Result>(
  name: string,
  kind: keyof typeof SPAN_KINDS,
  parent: string | undefined,
  attributes: SpanAttributes,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  return isTraced() ? runRecorded(name, kind, parent, attributes, work) : work(parent);
}

/** What the API has for a tracer while no SDK is there. */
const untraced = new ProxyTracerProvider().getDelegate();

/** Whether somebody records spans, or passes contexts on. Asked each time: an SDK may come after the service. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== untraced) return true;
  return propagation.fields().length > 0;
}

async function runRecorded<Result>(
  name: string,
  kind: keyof typeof SPAN_KINDS,
  parent: string | undefined,
  attributes: SpanAttributes,
  work: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> {
  const tracer = trace.getTracer('eda');
  const base = parent ? propagation.extract(context.active(), { traceparent: parent }) : context.active();
  return await tracer.startActiveSpan(name, { kind: SPAN_KINDS[kind], attributes }, base, async (span) => {
    try {
      return await work(traceparentOf(span) ?? parent);
    } catch (thrown) {
      failSpan(toError(thrown), span);
      throw thrown;
    } finally {
      span.end();
    }
  });
}

/** Says in a span, by default the one that runs, that what it stands for failed. Without an SDK nothing happens. */
export function failSpan(error: Error, span = trace.getActiveSpan()): void {
  span?.recordException(error);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

/**
 * Records afterwards that an event was on its way: from its commit to its acceptance by the broker. It hangs on the span
 * that published it, beside what its consumers do. Without an SDK nothing happens.
 */
export function recordPublishing(
  name: string,
  parent: string | undefined,
  attributes: SpanAttributes,
  startedAt: number,
): void {
  if (parent === undefined) return;
  const base = propagation.extract(context.active(), { traceparent: parent });
  const options = { kind: SpanKind.PRODUCER, attributes, startTime: startedAt };
  trace.getTracer('eda').startSpan(name, options, base).end();
}

const SPAN_KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

function traceparentOf(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return validTraceparent(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`);
}
