import { parse } from '@marcbachmann/cel-js';
import type { EventEnvelope } from './runtime/contract.ts';

/** Compiles the condition of a subscription. The runtime takes an exception, a missing field say, as false. */
export function when(condition: string): (event: EventEnvelope) => boolean {
  const holds = parse(condition);
  return (event) => holds({ event }) === true;
}
