import type { StoredEvent } from './aggregate-contract.ts';
import type { EventEnvelope, ServiceDefinition } from './contract.ts';
import { describeIssues, toError } from './errors.ts';
import type { FlowContext } from './flow-context.ts';
import { upcastData } from './upcast.ts';

/** What an event carries besides its data, as the store keeps it. */
export interface EventMeta {
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
}

/** @returns what the store keeps of the work at hand; null where there is nothing. */
export function metaOf(flow: FlowContext | undefined): string | null {
  if (flow === undefined) return null;
  const { correlationId: correlationid, causationId: causationid, traceparent } = flow;
  return JSON.stringify({ correlationid, causationid, traceparent } satisfies {
    [Name in keyof EventMeta]: EventMeta[Name] | undefined;
  });
}

/** Finds an event that some aggregate of the service stores. */
export function findStored(definition: ServiceDefinition, name: string): StoredEvent | undefined {
  for (const { events } of definition.aggregates ?? []) {
    const event = events.find((candidate) => candidate.name === name);
    if (event !== undefined) return event;
  }
  return undefined;
}

/**
 * The data of a stored event in the newest version.
 * @throws Error where an upcaster fails, or the data do not fit the schema.
 */
export function readStoredData(event: StoredEvent, schema: string, data: unknown): unknown {
  let newest = data;
  try {
    if (schema !== event.version) newest = upcastData(event, data, schema);
  } catch (thrown) {
    throw new Error(`upcasting from ${schema} failed: ${toError(thrown).message}`, { cause: thrown });
  }
  const issues = event.validate(newest);
  if (issues.length > 0) throw new Error(`the data do not fit the schema: ${describeIssues(issues)}`);
  return newest;
}

/** The parts of a stored event that its envelope is made of. */
export interface StoredParts {
  readonly id: string;
  /** RFC 3339 */
  readonly at: string;
  readonly meta: EventMeta | null;
  /** In the newest version. */
  readonly data: unknown;
}

/** A stored event as projections see every event. */
export function envelopeOf(source: string, event: StoredEvent, parts: StoredParts): EventEnvelope {
  const subject = event.key(parts.data);
  return {
    specversion: '1.0',
    id: parts.id,
    source,
    type: event.type,
    time: parts.at,
    ...(subject && { subject }),
    datacontenttype: 'application/json',
    ...parts.meta,
    data: parts.data,
  };
}
