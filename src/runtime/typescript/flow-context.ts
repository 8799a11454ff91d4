import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEnvelope } from './contract.ts';

/** What travels with the work at hand, through every await: who caused it, and the trace it belongs to. */
export interface FlowContext {
  readonly correlationId: string;
  /** Id of the event that is being handled. */
  readonly causationId?: string;
  /** W3C trace context of the work. */
  readonly traceparent?: string;
}

/** The context of an event's handling. An event without a correlation begins one. */
export function flowOfEvent({
  id,
  correlationid,
}: EventEnvelope): FlowContext & { readonly causationId: string } {
  return { correlationId: correlationid ?? id, causationId: id };
}

const storage = new AsyncLocalStorage<FlowContext | undefined>();

/** Runs `work` inside the context, or undefined outside of any; all it awaits sees it. */
export function runInFlow<Result>(context: FlowContext | undefined, work: () => Result): Result {
  return storage.run(context, work);
}

/** @returns the context of the running work, undefined outside of any. */
export function currentFlow(): FlowContext | undefined {
  return storage.getStore();
}
