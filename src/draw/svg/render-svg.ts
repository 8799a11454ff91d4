import type { NodeKind } from '../graph/graph.ts';
import type { Scene } from '../scene/scene.ts';
import { n } from '../scene/shapes.ts';
import { escapeXml } from './escape-xml.ts';
import { legendOf } from './legend.ts';
import { standaloneCss } from './picture-css.ts';
import { printScene } from './print-scene.ts';

export interface SvgOptions {
  /** `auto`: light or dark, as the reader's system prefers. */
  readonly theme: 'light' | 'dark' | 'auto';
}

/**
 * A scene as an SVG file that stands by itself: without scripts, links and anything from elsewhere. What it says is
 * told in words as well, for those who do not see it.
 */
export function renderSvg(scene: Scene, { theme }: SvgOptions): string {
  const legend = legendOf(scene);
  const width = Math.max(scene.width, legend.width);
  const height = scene.height + legend.height;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="eda-picture" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-labelledby="eda-title eda-desc">`,
    `<title id="eda-title">${escapeXml(scene.title)}</title>`,
    `<desc id="eda-desc">${escapeXml(describeScene(scene))}</desc>`,
    `<style>${standaloneCss(theme)}</style>`,
    `<rect class="eda-canvas" width="${n(width)}" height="${n(height)}" rx="14"/>`,
    printScene({ ...scene, bundles: [] }),
    `<g class="eda-legend" transform="translate(0 ${n(scene.height)})">${legend.marks}</g>`,
    '</svg>',
  ].join('\n')}\n`;
}

const said: { readonly [kind: string]: readonly [one: string, more: string] } = {
  domain: ['domain', 'domains'],
  service: ['service', 'services'],
  external: ['external system', 'external systems'],
  event: ['event', 'events'],
  command: ['command', 'commands'],
  topic: ['topic', 'topics'],
  deadLetter: ['dead letter', 'dead letters'],
  projection: ['projection', 'projections'],
  saga: ['saga', 'sagas'],
  step: ['step', 'steps'],
  schema: ['schema', 'schemas'],
  table: ['table', 'tables'],
};

/** How many things of each kind there are, in words. */
export function countKinds(nodes: readonly { readonly kind: NodeKind }[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const things = [...counts].flatMap(([kind, count]) => {
    const words = said[kind];
    return words === undefined ? [] : [`${count} ${count === 1 ? words[0] : words[1]}`];
  });
  return things.join(', ');
}

/** What a picture holds, in words. */
export function describeScene({ nodes, edges, remarks }: Scene): string {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const ways = edges
    .slice(0, 60)
    .map(({ from, to, kind }) => `${names.get(from)} ${verbs[kind]} ${names.get(to)}`);
  const more = edges.length > 60 ? [`and ${edges.length - 60} more`] : [];
  return [
    `${countKinds(nodes)}.`,
    ...(ways.length === 0 ? [] : [`${[...ways, ...more].join('; ')}.`]),
    ...remarks.map((remark) => `${remark}.`),
  ].join(' ');
}

const verbs: { readonly [kind in Scene['edges'][number]['kind']]: string } = {
  publish: 'publishes',
  deliver: 'goes to',
  command: 'commands',
  call: 'calls',
  deadLetter: 'gives up to',
  compensate: 'is undone by',
  timeout: 'times out to',
  step: 'leads to',
  relation: 'keeps',
  bundle: 'sends to',
};
