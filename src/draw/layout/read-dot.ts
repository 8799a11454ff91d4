import type { Box, Layout, LayoutInput, Point, Route } from './layout.ts';

/** What Graphviz answers in its format `json0`, as far as it is read here. */
interface DotAnswer {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos?: string; readonly bb?: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos?: string; readonly lp?: string }[];
}

/** Reads where Graphviz put everything; its y grows upwards. */
export function readDot(json: string, input: LayoutInput): Layout {
  const answer = JSON.parse(json) as DotAnswer;
  const [, , width = 0, height = 0] = numbersOf(answer.bb);
  const point = (x: number, y: number): Point => ({ x, y: height - y });
  const nodes: { [id: string]: Box } = {};
  const groups: { [id: string]: Box } = {};
  for (const { name, pos, bb } of answer.objects ?? []) {
    const number = Number(/\d+$/.exec(name)?.[0]);
    if (name.startsWith('cluster_')) {
      const group = input.groups[number];
      const [left = 0, bottom = 0, right = 0, top = 0] = numbersOf(bb ?? '');
      if (group !== undefined && bb !== undefined)
        groups[group.id] = { x: left, y: height - top, width: right - left, height: top - bottom };
      continue;
    }
    const node = input.nodes[number];
    const [x = 0, y = 0] = numbersOf(pos ?? '');
    if (node !== undefined) {
      nodes[node.id] = {
        x: x - node.width / 2,
        y: height - y - node.height / 2,
        width: node.width,
        height: node.height,
      };
    }
  }
  const edges: { [id: string]: Route } = {};
  for (const { id, pos, lp } of answer.edges ?? []) {
    const edge = input.edges[Number(id)];
    if (edge === undefined || pos === undefined) continue;
    const [labelX, labelY] = numbersOf(lp ?? '');
    edges[edge.id] = {
      points: routeOf(pos, point),
      ...(labelX === undefined || labelY === undefined ? {} : { label: point(labelX, labelY) }),
    };
  }
  return { width, height, nodes, groups, edges, by: 'graphviz' };
}

/**
 * `e,x,y x,y x,y …`: where the arrow's tip is, then the curve up to its base. The tip is made the end of the curve. With
 * `s,` the arrow is at its start: the edge was turned round.
 */
function routeOf(pos: string, point: (x: number, y: number) => Point): Point[] {
  const points: Point[] = [];
  let tip: Point | undefined;
  let isTurned = false;
  for (const word of pos.split(' ')) {
    const [x = 0, y = 0] = numbersOf(word.replace(/^[es],/, ''));
    if (/^[es],/.test(word)) {
      tip = point(x, y);
      isTurned = word.startsWith('s,');
    } else points.push(point(x, y));
  }
  if (isTurned) points.reverse();
  const base = points.at(-1);
  if (tip !== undefined && base !== undefined) points.push(base, tip, tip);
  return points;
}

function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}
