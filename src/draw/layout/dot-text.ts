import { findBackEdges } from './back-edges.ts';
import type { LayoutEdge, LayoutInput, LayoutNode } from './layout.ts';

/** Room inside a box around its nodes, and above them for the title. In px, as all of this. */
export const groupPadding = { side: 18, top: 38, bottom: 18 } as const;

const inch = 72;

/**
 * A graph as Graphviz reads it. Nothing of a design goes in: nodes are numbers, labels are empty tables of their size.
 * Sizes are inches there, and a point is a px.
 */
export function printDot({ nodes, edges, groups, direction }: LayoutInput): string {
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  // Those that close a cycle are turned round, so that none has to loop around its nodes; the arrow stays where it was.
  const back = findBackEdges(nodes, edges);
  const lines = [
    'digraph {',
    `rankdir=${direction === 'right' ? 'LR' : 'TB'};splines=true;nodesep=0.3;ranksep=0.75;newrank=false`,
    'node[shape=box,fixedsize=true,label=""];edge[arrowsize=0.7]',
  ];
  const printNode = ({ id, width, height }: LayoutNode): string =>
    `n${numbers.get(id)}[width=${inches(width)},height=${inches(height)}]`;
  for (const [number, group] of groups.entries()) {
    const inside = nodes.filter((node) => node.group === group.id);
    lines.push(
      `subgraph cluster_${number}{margin=${groupPadding.side};label=${room(group.width, groupPadding.top - 14)};labeljust=l`,
      ...inside.map(printNode),
      '}',
    );
  }
  lines.push(
    ...nodes.filter(({ group }) => group === undefined).map(printNode),
    ...edges.map((edge, number) => printEdge(edge, number, numbers, back.has(edge), direction)),
    '}',
  );
  return lines.join('\n');
}

function printEdge(
  { from, to, label }: LayoutEdge,
  number: number,
  numbers: ReadonlyMap<string, number>,
  isBack: boolean,
  direction: LayoutInput['direction'],
): string {
  const [tail, head] = isBack ? [to, from] : [from, to];
  const attributes = [
    `id=${number}`,
    ...(from === to
      ? []
      : direction === 'right'
        ? ['tailport=e', 'headport=w']
        : ['tailport=s', 'headport=n']),
    ...(isBack ? ['dir=back'] : []),
    ...(label === undefined ? [] : [`label=${room(label.width, label.height)}`]),
  ];
  return `n${numbers.get(tail)}->n${numbers.get(head)}[${attributes.join(',')}]`;
}

/** An empty table: it keeps room, and says nothing. */
function room(width: number, height: number): string {
  const size = `FIXEDSIZE="TRUE" WIDTH="${Math.ceil(width)}" HEIGHT="${Math.ceil(height)}"`;
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" ${size}><TR><TD></TD></TR></TABLE>>`;
}

function inches(px: number): string {
  return (px / inch).toFixed(4);
}
