import { countOf, type Design } from '../drawing.ts';
import { createGraph } from './create-graph.ts';
import { elementId, type Graph } from './graph.ts';

/**
 * The domains alone, and how much goes from one to another: an arrow for each pair and direction, labelled with what
 * it stands for.
 */
export function mapGraph({ architecture, index }: Design): Graph {
  const { domains, services, events, system } = architecture;
  const graph = createGraph();
  const nameOf = (domain: string): string => (domains[domain] === undefined ? '' : domain);
  const nodeOf = (domain: string): string => (domain === '' ? 'no domain' : elementId.domain(domain));
  const all = [
    ...Object.keys(domains),
    ...(Object.values(services).some(({ domain }) => nameOf(domain) === '') ? [''] : []),
  ];
  for (const name of all) {
    const own = Object.values(services).filter(({ domain }) => nameOf(domain) === name);
    const told = Object.values(events).filter(({ domain }) => nameOf(domain) === name);
    graph.node({
      id: nodeOf(name),
      kind: 'domain',
      name: name === '' ? 'no domain' : name,
      fact: [
        countOf(own.length, 'service'),
        countOf(told.length, 'event'),
        ...(domains[name]?.owner === undefined ? [] : [domains[name].owner]),
      ].join(' · '),
    });
  }
  const ways = new Map<string, { from: string; to: string; events: Set<string>; calls: Set<string> }>();
  const wayOf = (from: string, to: string) => {
    const key = JSON.stringify([from, to]);
    const way = ways.get(key) ?? { from, to, events: new Set<string>(), calls: new Set<string>() };
    ways.set(key, way);
    return way;
  };
  for (const service of Object.values(services)) {
    const from = nameOf(service.domain);
    for (const { event } of service.publications) {
      for (const taker of index.subscribersOf(event)) {
        const to = nameOf(taker.service.domain);
        if (from !== to) wayOf(from, to).events.add(event);
      }
    }
    for (const call of service.calls) {
      const to = nameOf(services[call.service]?.domain ?? '');
      if (services[call.service] !== undefined && from !== to)
        wayOf(from, to).calls.add(`${call.service}.${call.operation}`);
    }
  }
  for (const { from, to, events: carried, calls } of ways.values()) {
    graph.edge({
      from: nodeOf(from),
      to: nodeOf(to),
      kind: carried.size > 0 ? 'deliver' : 'call',
      label: [
        ...(carried.size === 0 ? [] : [countOf(carried.size, 'event')]),
        ...(calls.size === 0 ? [] : [countOf(calls.size, 'call')]),
      ].join(', '),
      count: carried.size + calls.size,
    });
  }
  return graph.finish({ view: 'map', title: `Domains of ${system.title}` });
}
