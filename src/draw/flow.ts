import { resolveSubscription } from '../model/settings.ts';
import { drawDomains, findLinks, serviceNode } from './context.ts';
import { countOf, type Design, type Drawing, groupBy, type SystemDrawing } from './drawing.ts';
import { type ChartEdge, type ChartNode, printInParts, printWhole } from './flowchart.ts';

export interface FlowOptions {
  /** Also where messages go that nobody could handle. Default: false. */
  readonly deadLetters?: boolean;
}

/**
 * Services and the events between them, with commands and synchronous calls drawn differently. Too big for one
 * diagram: the domains first, then each of them.
 */
export function drawFlow(design: Design, options: FlowOptions = {}): SystemDrawing {
  const { architecture } = design;
  const flow = readFlow(design, options);
  const whole = printWhole({
    title: `Event flow of ${architecture.system.title}`,
    edges: flow.arrows.map(({ edge }) => edge),
    remarks: remarksOn(flow.unheard.length),
  });
  if (whole !== undefined) return { whole };
  const arrows = groupBy(flow.arrows, ({ domains }) => domains);
  const unheard = groupBy(flow.unheard, (domain) => [domain]);
  return {
    overview: drawDomains(design, findLinks(design)),
    domains: Object.keys(architecture.domains).map((domain) => ({
      domain,
      drawings: printDomain(domain, arrows.get(domain) ?? [], unheard.get(domain)?.length ?? 0),
    })),
  };
}

/** Every arrow that starts or ends in one domain; the box around a service tells its domain. */
export function drawFlowOfDomain(
  design: Design,
  domain: string,
  options: FlowOptions = {},
): readonly Drawing[] {
  const { arrows, unheard } = readFlow(design, options);
  return printDomain(
    domain,
    arrows.filter(({ domains }) => domains.includes(domain)),
    unheard.filter((other) => other === domain).length,
  );
}

/** An arrow, and the domains of its service and its event. */
interface Arrow {
  readonly edge: ChartEdge;
  readonly domains: readonly string[];
}

interface Flow {
  readonly arrows: readonly Arrow[];
  /** Domains of the events that nobody publishes or takes, one for each event. */
  readonly unheard: readonly string[];
}

function readFlow(design: Design, options: FlowOptions): Flow {
  const { architecture, index } = design;
  const arrows: Arrow[] = [];
  const unheard: string[] = [];
  for (const event of Object.values(architecture.events)) {
    const node = eventNode(design, event.name);
    const kind = event.kind === 'command' ? 'command' : 'event';
    const publishers = index.publishersOf(event.name);
    const takers = index.subscribersOf(event.name);
    if (publishers.length + takers.length === 0) unheard.push(event.domain);
    for (const { service } of publishers) {
      const edge = { from: serviceNode(architecture, service.name), to: node, kind } as const;
      arrows.push({ edge, domains: [service.domain, event.domain] });
    }
    for (const { service } of takers) {
      const edge = { from: node, to: serviceNode(architecture, service.name), kind } as const;
      arrows.push({ edge, domains: [service.domain, event.domain] });
    }
  }
  const edges = [...callEdges(design), ...(options.deadLetters === true ? letterEdges(design) : [])];
  for (const edge of edges) {
    arrows.push({ edge, domains: [edge.from, edge.to].map(({ group }) => group?.name ?? '') });
  }
  return { arrows, unheard };
}

function printDomain(domain: string, arrows: readonly Arrow[], unheard: number): readonly Drawing[] {
  return printInParts({
    title: `Event flow of domain ${domain}`,
    edges: arrows.map(({ edge }) => edge),
    remarks: remarksOn(unheard),
  });
}

function remarksOn(unheard: number): readonly string[] {
  return unheard === 0 ? [] : [`${countOf(unheard, 'event')} that nobody publishes or takes: not drawn`];
}

/** Events of one topic stand in its box, where it carries more than one. */
function eventNode({ architecture }: Design, name: string): ChartNode {
  const event = architecture.events[name];
  const topic = event === undefined ? undefined : architecture.topics[event.topic];
  return {
    kind: event?.kind === 'command' ? 'command' : 'event',
    name,
    ...(topic === undefined || topic.events.length < 2 ? {} : { group: { kind: 'topic', name: topic.name } }),
  };
}

function callEdges({ architecture }: Design): ChartEdge[] {
  const calls = new Map<string, { from: string; to: string; operations: Set<string> }>();
  for (const { name: from, calls: own } of Object.values(architecture.services)) {
    for (const { service: to, operation } of own) {
      const key = JSON.stringify([from, to]);
      const call = calls.get(key) ?? { from, to, operations: new Set<string>() };
      call.operations.add(operation);
      calls.set(key, call);
    }
  }
  return [...calls.values()].map(({ from, to, operations }) => ({
    from: serviceNode(architecture, from),
    to: serviceNode(architecture, to),
    kind: 'call',
    lines: operations.size <= 5 ? [...operations] : [countOf(operations.size, 'operation')],
  }));
}

function letterEdges({ architecture }: Design): ChartEdge[] {
  const found = new Map<string, ChartEdge>();
  const environments = Object.keys(architecture.environments);
  for (const service of Object.values(architecture.services)) {
    if (service.external) continue;
    for (const subscription of service.subscriptions) {
      for (const environment of environments.length === 0 ? [''] : environments) {
        const { deadLetter } = resolveSubscription(architecture, service, subscription, environment).values;
        if (deadLetter === 'none') continue;
        found.set(JSON.stringify([service.name, deadLetter]), {
          from: serviceNode(architecture, service.name),
          to: { kind: 'letters', name: deadLetter },
          kind: 'letter',
        });
      }
    }
  }
  return [...found.values()];
}
