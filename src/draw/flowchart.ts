import type { DiagramIds } from './diagram-ids.ts';
import { createDiagramIds } from './diagram-ids.ts';
import { type Drawing, limits } from './drawing.ts';
import { mermaidLines, mermaidText } from './mermaid-text.ts';

export type NodeKind = 'domain' | 'service' | 'external' | 'event' | 'command' | 'letters';

/** A node; two with the same kind and name are one. */
export interface ChartNode {
  readonly kind: NodeKind;
  readonly name: string;
  /** Below its name. */
  readonly lines?: readonly string[];
  /** The box around it. */
  readonly group?: ChartGroup;
}

export interface ChartGroup {
  readonly kind: 'domain' | 'topic';
  readonly name: string;
}

export interface ChartEdge {
  readonly from: ChartNode;
  readonly to: ChartNode;
  readonly kind: 'event' | 'command' | 'call' | 'letter';
  readonly lines?: readonly string[];
}

export interface Chart {
  readonly title: string;
  /** Drawn although nothing leads to or from them. */
  readonly alone?: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
  readonly remarks?: readonly string[];
}

const shapes: { readonly [kind in NodeKind]: readonly [open: string, close: string] } = {
  domain: ['[["', '"]]'],
  service: ['["', '"]'],
  external: ['["', '"]:::external'],
  event: ['(["', '"])'],
  command: ['{{"', '"}}'],
  letters: ['[("', '")]'],
};

const arrows: { readonly [kind in ChartEdge['kind']]: string } = {
  event: '-->',
  command: '==>',
  call: '-.->',
  letter: '--x',
};

/** A flowchart as Mermaid text, however large it is. */
export function printFlowchart({ title, alone = [], edges, remarks = [] }: Chart): Drawing {
  const ids = createDiagramIds();
  const nodes = new Map<string, ChartNode>();
  for (const node of [...alone, ...edges.flatMap(({ from, to }) => [from, to])]) {
    const id = idOf(node, ids);
    if (!nodes.has(id)) nodes.set(id, node);
  }
  const lines = ['flowchart LR', `  accTitle: ${mermaidText(title)}`];
  const groups = new Map<string, string[]>();
  for (const [id, node] of nodes) {
    if (node.group === undefined) lines.push(`  ${printNode(id, node)}`);
    else {
      const group = `${ids.idOf(`in_${node.group.kind}`, node.group.name)}["${mermaidLines([labelOf(node.group)])}"]`;
      const members = groups.get(group);
      const line = `    ${printNode(id, node)}`;
      if (members === undefined) groups.set(group, [line]);
      else members.push(line);
    }
  }
  for (const [group, members] of groups) lines.push(`  subgraph ${group}`, ...members, '  end');
  for (const { from, to, kind, lines: label = [] } of edges) {
    const text = label.length === 0 ? '' : `|"${mermaidLines(label)}"|`;
    lines.push(`  ${idOf(from, ids)} ${arrows[kind]}${text} ${idOf(to, ids)}`);
  }
  if ([...nodes.values()].some(({ kind }) => kind === 'external')) {
    lines.push('  classDef external stroke-dasharray: 5 5');
  }
  return { title, text: `${lines.join('\n')}\n`, remarks };
}

/** The chart as one diagram, if that is not too big. */
export function printWhole(chart: Chart): Drawing | undefined {
  if (chart.edges.length > limits.edges) return undefined;
  const drawing = printFlowchart(chart);
  return drawing.text.length <= limits.characters ? drawing : undefined;
}

/** The chart in as many diagrams as it needs, each with a part of the arrows in their order. */
export function printInParts(chart: Chart): readonly Drawing[] {
  const whole = printWhole(chart);
  if (whole !== undefined || chart.edges.length < 2) return [whole ?? printFlowchart(chart)];
  const parts = Math.max(2, Math.ceil(chart.edges.length / limits.edges));
  const size = Math.ceil(chart.edges.length / parts);
  const { alone: _alone, remarks: _remarks, ...rest } = chart;
  return Array.from({ length: Math.ceil(chart.edges.length / size) }, (_, part) =>
    printInParts({
      ...(part === 0 ? chart : rest),
      title: `${chart.title}, part ${part + 1}`,
      edges: chart.edges.slice(part * size, (part + 1) * size),
    }),
  ).flat();
}

function printNode(id: string, node: ChartNode): string {
  const [open, close] = shapes[node.kind];
  return `${id}${open}${mermaidLines([node.name, ...(node.lines ?? [])])}${close}`;
}

function idOf({ kind, name }: ChartNode, ids: DiagramIds): string {
  return ids.idOf(kind, name);
}

function labelOf({ kind, name }: ChartGroup): string {
  return kind === 'topic' ? `topic ${name}` : name;
}
