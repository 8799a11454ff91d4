import type { Change } from '../../diff/change.ts';
import { elementId } from '../../draw/graph/graph.ts';
import type { Architecture } from '../../model/architecture.ts';

/** The elements whose pages tell of a change: a subscription is one of its service's and of its event's. */
export function elementsOfChange({ subject }: Change, architecture: Architecture): readonly string[] {
  const { kind, name } = subject;
  switch (kind) {
    case 'event':
      return [elementId.event(name)];
    case 'service':
      return [elementId.service(name)];
    case 'domain':
      return [elementId.domain(name)];
    case 'saga':
      return [elementId.saga(name)];
    case 'topic':
      return [elementId.topic(name), ...(architecture.topics[name]?.events ?? []).map(elementId.event)];
    case 'projection':
      return ofService(architecture.projections[name]?.service);
    case 'aggregate':
      return ofService(architecture.aggregates[name]?.service);
    case 'operation':
      return ofService(ownerOf(name, architecture));
    case 'call':
      return ofService(name.split(' → ')[0]);
    case 'publication':
      return ofPair(name, ' → ');
    case 'subscription':
      return ofPair(name, ' ← ');
    default:
      return [];
  }
}

function ofService(service: string | undefined): readonly string[] {
  return service === undefined ? [] : [elementId.service(service)];
}

function ofPair(name: string, arrow: string): readonly string[] {
  const at = name.indexOf(arrow);
  if (at === -1) return [];
  // Of several subscriptions to one event, more than its name is told.
  const [event = ''] = name.slice(at + arrow.length).split(' ');
  return [elementId.service(name.slice(0, at)), elementId.event(event)];
}

/** `<service>.<operation>`: names of services may have dots as well. */
function ownerOf(operation: string, { services }: Architecture): string | undefined {
  for (let dot = operation.indexOf('.'); dot !== -1; dot = operation.indexOf('.', dot + 1)) {
    const service = operation.slice(0, dot);
    if (services[service] !== undefined) return service;
  }
  return undefined;
}
