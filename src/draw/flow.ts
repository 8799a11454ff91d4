import { resolveSubscription } from '../model/settings.ts';
import { drawDomains, serviceNode } from './context.ts';
import { countOf, type Design, type Drawing, fitsOneDiagram, type SystemDrawing } from './drawing.ts';
import { type Chart, type ChartEdge, type ChartNode, printFlowchart, printInParts } from './flowchart.ts';

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
  const chart = chartOf(design, `Event flow of ${architecture.system.title}`, options, () => true);
  const whole = printFlowchart(chart);
  if (fitsOneDiagram(whole.text, chart.edges.length)) return { whole };
  return {
    overview: drawDomains(design),
    domains: Object.keys(architecture.domains).map((domain) => ({
      domain,
      drawings: drawFlowOfDomain(design, domain, options),
    })),
  };
}

/** Every arrow that starts or ends in one domain; the box around a service tells its domain. */
export function drawFlowOfDomain(
  design: Design,
  domain: string,
  options: FlowOptions = {},
): readonly Drawing[] {
  const { architecture } = design;
  const isInside = (service: string, event?: string): boolean =>
    architecture.services[service]?.domain === domain ||
    (event !== undefined && architecture.events[event]?.domain === domain);
  return printInParts(chartOf(design, `Event flow of domain ${domain}`, options, isInside));
}

type IsWanted = (service: string, event?: string) => boolean;

function chartOf(design: Design, title: string, options: FlowOptions, isWanted: IsWanted): Chart {
  const { architecture, index } = design;
  const edges: ChartEdge[] = [];
  let unheard = 0;
  for (const event of Object.values(architecture.events)) {
    const node = eventNode(design, event.name);
    const kind = event.kind === 'command' ? 'command' : 'event';
    const publishers = index.publishersOf(event.name);
    const takers = index.subscribersOf(event.name);
    if (publishers.length + takers.length === 0 && event.domain !== '' && isWanted('', event.name)) unheard++;
    for (const { service } of publishers) {
      if (isWanted(service.name, event.name)) {
        edges.push({ from: serviceNode(architecture, service.name), to: node, kind });
      }
    }
    for (const { service } of takers) {
      if (isWanted(service.name, event.name)) {
        edges.push({ from: node, to: serviceNode(architecture, service.name), kind });
      }
    }
  }
  edges.push(...callEdges(design, isWanted));
  if (options.deadLetters === true) edges.push(...letterEdges(design, isWanted));
  const remarks =
    unheard === 0 ? [] : [`${countOf(unheard, 'event')} that nobody publishes or takes: not drawn`];
  return { title, edges, remarks };
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

function callEdges({ architecture }: Design, isWanted: IsWanted): ChartEdge[] {
  const calls = new Map<string, { from: string; to: string; operations: Set<string> }>();
  for (const { name: from, calls: own } of Object.values(architecture.services)) {
    for (const { service: to, operation } of own) {
      if (!isWanted(from) && !isWanted(to)) continue;
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

function letterEdges({ architecture }: Design, isWanted: IsWanted): ChartEdge[] {
  const found = new Map<string, ChartEdge>();
  const environments = Object.keys(architecture.environments);
  for (const service of Object.values(architecture.services)) {
    if (service.external || !isWanted(service.name)) continue;
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
