import { type FixEdit, onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture, EventContract } from '../model/architecture.ts';

/** The edits that rename an event where it is declared and wherever the design speaks of it. */
export function renameEvent(architecture: Architecture, event: EventContract, to: string): FixEdit[] {
  const from = event.name;
  const edits: FixEdit[] = [{ at: onKey(event.at), text: to }];
  const rename = (at: Place, key = false): void => {
    edits.push({ at: key ? onKey(at) : at, text: to });
  };
  for (const other of Object.values(architecture.events)) {
    if (other.deprecated?.replacedBy === from) rename(placeAt(other.at, 'deprecated', 'replacedBy'));
  }
  for (const service of Object.values(architecture.services)) {
    for (const { event: name, origin, at } of service.publications) {
      if (name === from && origin.kind === 'written') rename(at);
    }
    for (const { event: name, origin, at } of service.subscriptions) {
      if (name === from && origin.kind === 'written') rename(at, true);
    }
  }
  for (const { events, at } of Object.values(architecture.aggregates)) {
    for (const [index, name] of events.entries()) if (name === from) rename(placeAt(at, 'events', index));
  }
  for (const { from: sources, keys, at } of Object.values(architecture.projections)) {
    for (const [index, name] of sources.entries()) if (name === from) rename(placeAt(at, 'from', index));
    if (from in keys) rename(placeAt(at, 'keys', from), true);
  }
  for (const saga of Object.values(architecture.sagas)) {
    for (const key of ['starts', 'completes', 'aborts'] as const) {
      if (saga[key] === from) rename(placeAt(saga.at, key));
    }
    if (from in saga.keys) rename(placeAt(saga.at, 'keys', from), true);
    if (saga.style === 'orchestration') {
      for (const step of saga.steps) {
        if (step.command === from) rename(placeAt(step.at, 'command'));
        if (step.succeeds === from) rename(placeAt(step.at, 'succeeds'));
        if (step.fails === from) rename(placeAt(step.at, 'fails'));
        if (step.compensation?.command === from) rename(placeAt(step.at, 'compensate'));
        if (step.compensation?.done === from) rename(placeAt(step.at, 'compensated'));
      }
    } else {
      for (const step of saga.steps) {
        for (const key of ['succeeds', 'fails', 'compensated'] as const) {
          if (step[key] === from) rename(placeAt(step.at, key));
        }
      }
    }
  }
  const topic = architecture.topics[from];
  if (topic?.written && event.topic === from) rename(topic.at, true);
  return edits;
}

/** A fix that renames an event everywhere. Never safe: its topic, its type and handlers change their names too. */
export function renameFix(architecture: Architecture, event: EventContract, to: string) {
  if (to in architecture.events) return undefined;
  const edits = renameEvent(architecture, event, to);
  const others = edits.length - 1;
  const places = others === 0 ? '' : ` here and in ${others} other place${others === 1 ? '' : 's'}`;
  return { safe: false, title: `rename to ${to}${places}`, edits };
}
