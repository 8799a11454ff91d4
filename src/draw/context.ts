import type { Architecture, Service } from '../model/architecture.ts';
import { countOf, type Design, type Drawing, groupBy, limits, type SystemDrawing } from './drawing.ts';
import { type ChartEdge, type ChartNode, printFlowchart, printInParts, printWhole } from './flowchart.ts';

/** What goes from one service to another, of one kind. A service that takes its own events talks to nobody. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly kind: 'event' | 'command' | 'call';
  /** Events, commands or operations, each once, in the order of the design. */
  readonly names: readonly string[];
}

/** Who talks to whom, by the service that starts it and then by the other. */
export function findLinks({ architecture, index }: Design): readonly Link[] {
  const links = new Map<string, { from: string; to: string; kind: Link['kind']; names: Set<string> }>();
  const add = (from: string, to: string, kind: Link['kind'], name: string): void => {
    if (from === to) return;
    const key = JSON.stringify([from, to, kind]);
    const link = links.get(key);
    if (link === undefined) links.set(key, { from, to, kind, names: new Set([name]) });
    else link.names.add(name);
  };
  for (const service of Object.values(architecture.services)) {
    for (const { event } of service.publications) {
      const kind = architecture.events[event]?.kind === 'command' ? 'command' : 'event';
      for (const taker of index.subscribersOf(event)) add(service.name, taker.service.name, kind, event);
    }
    for (const call of service.calls) add(service.name, call.service, 'call', call.operation);
  }
  return [...links.values()].map((link) => ({ ...link, names: [...link.names] }));
}

/** Domains, their services and who talks to whom. Too big for one diagram: the domains first, then each of them. */
export function drawContext(design: Design): SystemDrawing {
  const { architecture } = design;
  const links = findLinks(design);
  const whole = printWhole({
    title: `Context of ${architecture.system.title}`,
    alone: Object.keys(architecture.services).map((name) => serviceNode(architecture, name)),
    edges: links.map((link) => edgeOf(link, (name) => serviceNode(architecture, name))),
  });
  if (whole !== undefined) return { whole };
  const services = groupBy(Object.values(architecture.services), ({ domain }) => [domain]);
  const linksOf = groupBy(links, ({ from, to }) => [
    domainOf(architecture, from),
    domainOf(architecture, to),
  ]);
  return {
    overview: drawDomains(design, links),
    domains: Object.keys(architecture.domains).map((domain) => ({
      domain,
      drawings: printDomain(architecture, domain, services.get(domain) ?? [], linksOf.get(domain) ?? []),
    })),
  };
}

/** The services of one domain among themselves, with the other domains as one node each. */
export function drawContextOfDomain(design: Design, domain: string): readonly Drawing[] {
  const { architecture } = design;
  const isInside = (service: string): boolean => domainOf(architecture, service) === domain;
  return printDomain(
    architecture,
    domain,
    Object.values(architecture.services).filter(({ name }) => isInside(name)),
    findLinks(design).filter(({ from, to }) => isInside(from) || isInside(to)),
  );
}

function printDomain(
  architecture: Architecture,
  domain: string,
  services: readonly Service[],
  links: readonly Link[],
): readonly Drawing[] {
  const nodeOf = (service: string): ChartNode => {
    const other = domainOf(architecture, service);
    return other === domain ? serviceNode(architecture, service) : domainNode(other);
  };
  return printInParts({
    title: `Context of domain ${domain}`,
    alone: services.map(({ name }) => serviceNode(architecture, name)),
    edges: mergeEdges(links, nodeOf),
  });
}

function domainOf({ services }: Architecture, service: string): string {
  return services[service]?.domain ?? '';
}

/** The domains alone, and how much goes from one to another. */
export function drawDomains({ architecture }: Design, links: readonly Link[]): Drawing {
  const nodeOf = (service: string): ChartNode => domainNode(domainOf(architecture, service));
  const sizes = new Map<string, number>();
  for (const { domain } of Object.values(architecture.services))
    sizes.set(domain, (sizes.get(domain) ?? 0) + 1);
  const domains = Object.keys(architecture.domains);
  const all = mergeEdges(links, nodeOf, countOnly);
  const between = all.filter(({ from, to }) => from.name !== to.name);
  return printFlowchart({
    title: `Domains of ${architecture.system.title}`,
    alone: domains.map((name) => ({
      ...domainNode(name),
      lines: [countOf(sizes.get(name) ?? 0, 'service')],
    })),
    ...withinLimits(between),
  });
}

/** Domains may be many as well: the arrows that carry most stay, the others are counted. */
function withinLimits(edges: readonly CountedEdge[]): {
  edges: readonly ChartEdge[];
  remarks: readonly string[];
} {
  const most = limits.edges;
  if (edges.length <= most) return { edges, remarks: [] };
  const kept = new Set([...edges].sort((a, b) => b.count - a.count).slice(0, most));
  return {
    edges: edges.filter((edge) => kept.has(edge)),
    remarks: [
      `${edges.length - most} of ${edges.length} arrows between domains, those that carry least, are not drawn`,
    ],
  };
}

interface CountedEdge extends ChartEdge {
  readonly count: number;
}

/** Links between the same two nodes as one arrow. */
function mergeEdges(
  links: readonly Link[],
  nodeOf: (service: string) => ChartNode,
  label: (link: Pick<Link, 'kind' | 'names'>) => readonly string[] = labelOf,
): readonly CountedEdge[] {
  const merged = new Map<
    string,
    { from: ChartNode; to: ChartNode; kind: Link['kind']; names: Set<string> }
  >();
  for (const { from, to, kind, names } of links) {
    const ends = { from: nodeOf(from), to: nodeOf(to) };
    const key = JSON.stringify([ends.from.kind, ends.from.name, ends.to.kind, ends.to.name, kind]);
    const edge = merged.get(key) ?? { ...ends, kind, names: new Set<string>() };
    for (const name of names) edge.names.add(kind === 'call' ? `${to}.${name}` : name);
    merged.set(key, edge);
  }
  return [...merged.values()].map(({ from, to, kind, names }) => ({
    from,
    to,
    kind,
    lines: label({ kind, names: [...names] }),
    count: names.size,
  }));
}

function edgeOf(link: Link, nodeOf: (service: string) => ChartNode): ChartEdge {
  return { from: nodeOf(link.from), to: nodeOf(link.to), kind: link.kind, lines: labelOf(link) };
}

function labelOf({ kind, names }: Pick<Link, 'kind' | 'names'>): readonly string[] {
  return names.length <= 3 ? names : countOnly({ kind, names });
}

function countOnly({ kind, names }: Pick<Link, 'kind' | 'names'>): readonly string[] {
  return [countOf(names.length, kind)];
}

/** A service as a node, in the box of its domain. */
export function serviceNode(architecture: Architecture, name: string): ChartNode {
  const service = architecture.services[name];
  const domain = service?.domain ?? '';
  return {
    kind: service?.external === true ? 'external' : 'service',
    name,
    ...(service?.external === true ? { lines: ['external'] } : {}),
    ...(domain === '' ? {} : { group: { kind: 'domain', name: domain } }),
  };
}

function domainNode(name: string): ChartNode {
  return { kind: 'domain', name: name === '' ? 'no domain' : name };
}
