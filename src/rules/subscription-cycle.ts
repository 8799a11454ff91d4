import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { defineRule } from './rule.ts';

export const subscriptionCycle = defineRule({
  id: 'subscription-cycle',
  title: 'Events do not trigger each other without an end',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      for (const { events, edges } of cyclesOf(triggers(architecture))) {
        const last = edges.at(-1);
        if (last === undefined) continue;
        report({
          message: `these events trigger each other: ${[...events, events[0]].join(' → ')}`,
          help: 'end it: publish under a condition, and say which beside `# eda-ignore subscription-cycle: …`',
          at: last.at,
          related: edges
            .slice(0, -1)
            .map(({ service, from, to, at }) => ({ message: `${service} answers ${from} with ${to}`, at })),
        });
      }
    },
  },
});

/** A handler that takes one event and may publish another. */
interface Trigger {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly at: Place;
}

/** Sagas are left out: each run of one ends. */
function triggers(architecture: Architecture): Map<string, Trigger[]> {
  const edges = new Map<string, Trigger[]>();
  for (const service of Object.values(architecture.services)) {
    for (const { event, on, origin, at } of service.publications) {
      if (on === undefined || origin.kind !== 'written') continue;
      const list = edges.get(on) ?? [];
      list.push({ service: service.name, from: on, to: event, at });
      edges.set(on, list);
    }
  }
  return edges;
}

/** One cycle for each group of events that reach each other, found by a depth-first walk that visits each event once. */
function cyclesOf(edges: ReadonlyMap<string, readonly Trigger[]>): { events: string[]; edges: Trigger[] }[] {
  const cycles: { events: string[]; edges: Trigger[] }[] = [];
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const trail: Trigger[] = [];
    const onTrail = new Set<string>();
    // Explicit stack: a chain of events may be longer than the call stack allows.
    const stack: { event: string; next: number }[] = [];
    const enter = (event: string): void => {
      onTrail.add(event);
      stack.push({ event, next: 0 });
    };
    if (!done.has(start)) enter(start);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const edge = edges.get(frame.event)?.[frame.next++];
      if (edge === undefined) {
        stack.pop();
        trail.pop();
        onTrail.delete(frame.event);
        done.add(frame.event);
      } else if (onTrail.has(edge.to)) {
        const first = stack.findIndex(({ event }) => event === edge.to);
        cycles.push({
          events: stack.slice(first).map(({ event }) => event),
          edges: [...trail.slice(first), edge],
        });
      } else if (!done.has(edge.to)) {
        trail.push(edge);
        enter(edge.to);
      }
    }
  }
  return cycles;
}
