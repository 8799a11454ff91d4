import type { Reference } from './print-reference.ts';
import type { ServiceView } from './service-view.ts';

/**
 * Type arguments of a context of the runtime: what may be published, clients of the called services, the service's
 * aggregates; the last ones are left out where there are none.
 */
export function contextArguments(events: string, { calls, aggregates }: ServiceView): Reference[] {
  const clients = calls.length > 0 ? 'Calls' : 'unknown';
  if (aggregates.length > 0) return [events, clients, 'Aggregates'];
  return calls.length > 0 ? [events, clients] : [events];
}

/** Imports that these arguments need. */
export function contextImports({ calls, aggregates }: ServiceView) {
  return [
    { from: './aggregates.ts', type: true, names: aggregates.length > 0 ? ['Aggregates'] : [] },
    { from: './clients.ts', type: true, names: calls.length > 0 ? ['Calls'] : [] },
  ];
}
