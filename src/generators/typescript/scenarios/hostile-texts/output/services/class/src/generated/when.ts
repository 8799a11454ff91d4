import { parse } from '@marcbachmann/cel-js';
import type { EventEnvelope } from './runtime/contract.ts';

/** Compiles the condition of a subscription. The runtime takes an exception, a missing field say, as false. */
export function when(condition: string): (event: EventEnvelope) => boolean {
  const holds = parse(condition);
  return (event) => holds({ event: hidesConstructor(event) ? withMaps(event) : event }) === true;
}

/** CEL tells objects by their constructor: a member of that name would hide it. */
function hidesConstructor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'constructor') || Object.values(value).some(hidesConstructor);
}

/** The same value to CEL, with a Map for each object. */
function withMaps(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withMaps);
  return new Map(Object.entries(value).map(([name, member]) => [name, withMaps(member)]));
}
