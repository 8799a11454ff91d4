import type { EdgeKind, Graph, GraphNode, NodeKind } from '../graph/graph.ts';
import { drawableText } from '../scene/measure-text.ts';

/** Shapes of D2 that come nearest to ours. */
const shapes: { readonly [kind in NodeKind]: string } = {
  domain: 'rectangle',
  service: 'rectangle',
  external: 'rectangle',
  event: 'hexagon',
  command: 'step',
  topic: 'queue',
  deadLetter: 'document',
  saga: 'oval',
  projection: 'stored_data',
  schema: 'rectangle',
  table: 'sql_table',
  step: 'oval',
  undo: 'oval',
  start: 'circle',
  completed: 'oval',
  aborted: 'oval',
  reference: 'rectangle',
};

const dashes: { readonly [kind in EdgeKind]?: number } = {
  deliver: 4,
  deadLetter: 2,
  compensate: 4,
  timeout: 2,
};

/** A graph as text of the diagram language D2: keys are numbers, what a design says stands in quotes alone. */
export function printD2(graph: Graph): string {
  const groups = new Map(graph.groups.map(({ id }, number) => [id, `g${number}`]));
  const keys = new Map(
    graph.nodes.map(({ id, group }, number) => {
      const box = groups.get(group ?? '');
      return [id, box === undefined ? `n${number}` : `${box}.n${number}`];
    }),
  );
  const lines = [
    `# ${drawableText(graph.title)}`,
    'direction: right',
    ...graph.groups.map(({ id, name }) => `${groups.get(id)}: ${quote(name)}`),
    ...graph.nodes.map((node) => `${keys.get(node.id)}: ${printNode(node)}`),
    ...graph.edges.map(({ from, to, kind, label }) => {
      const arrow = kind === 'relation' ? '--' : '->';
      const style = dashes[kind] === undefined ? '' : ` {style.stroke-dash: ${dashes[kind]}}`;
      const text = label === undefined ? (style === '' ? '' : ':') : `: ${quote(label)}`;
      return `${keys.get(from)} ${arrow} ${keys.get(to)}${text}${style}`;
    }),
    ...graph.remarks.map((remark) => `# ${drawableText(remark)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function printNode({ kind, name, rows }: GraphNode): string {
  const look = [`shape: ${rows === undefined ? shapes[kind] : 'sql_table'}`];
  for (const row of rows ?? []) {
    look.push(
      `${quote(row.name)}: ${quote(row.type)}${row.mark === 'key' ? ' {constraint: primary_key}' : ''}`,
    );
  }
  return `${quote(name)} {${look.join('; ')}}`;
}

/** In double quotes a text is only a text, but for quotes, backslashes and substitutions. */
function quote(text: string): string {
  return `"${drawableText(text).replace(/[\\"]/g, '\\$&').replace(/\$\{/g, '$\\{')}"`;
}
