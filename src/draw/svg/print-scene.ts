import type { Scene, SceneBadge, SceneEdge, SceneGroup, SceneNode, SceneText } from '../scene/scene.ts';
import { n } from '../scene/shapes.ts';
import { escapeXml } from './escape-xml.ts';

/** Where a node leads to in a page; undefined: nowhere. */
export type NodeLinks = (node: SceneNode) => string | undefined;

/**
 * The marks of a scene: bundles below the boxes that they join, then edges, then nodes, then labels of edges. Classes tell what each is, `data-n` which
 * one of the scene's list, so that names stand in texts alone.
 */
export function printScene(scene: Scene, linkOf?: NodeLinks): string {
  return [
    ...(scene.bundles.length === 0
      ? []
      : [`<g class="eda-bundles">${scene.bundles.map(printBundle).join('')}</g>`]),
    `<g class="eda-groups">${scene.groups.map(printGroup).join('')}</g>`,
    `<g class="eda-edges">${scene.edges.map(printEdge).join('')}</g>`,
    `<g class="eda-nodes">${scene.nodes.map((node, index) => printLinked(node, index, linkOf?.(node))).join('')}</g>`,
    `<g class="eda-labels">${scene.edges.map(printLabel).join('')}</g>`,
  ].join('\n');
}

function printGroup({ kind, name, x, y, width, height, texts }: SceneGroup, index: number): string {
  return (
    `<g class="eda-group eda-${kind}-group" data-n="${index}" transform="translate(${n(x)} ${n(y)})">` +
    `<title>${escapeXml(`${kind} ${shortened(name)}`)}</title>` +
    `<rect class="eda-box" width="${n(width)}" height="${n(height)}" rx="12"/>${texts.map(printText).join('')}</g>`
  );
}

/** An edge, the one at a place of its scene's list. */
export function printEdge({ kind, path, arrow }: SceneEdge, index: number): string {
  return (
    `<g class="eda-edge eda-${kind}" data-n="${index}">` +
    `<path class="eda-line" d="${path}"/>${arrow === undefined ? '' : `<path class="eda-arrow" d="${arrow}"/>`}</g>`
  );
}

/** As wide as what it carries, up to a point; dots where it ends tell that from where it runs by. */
function printBundle({ path, count }: SceneEdge, index: number): string {
  const width = Math.min(6, 0.8 + Math.sqrt(count) * 0.7);
  const [start = '', end = ''] = [/-?[\d.]+ -?[\d.]+/, /-?[\d.]+ -?[\d.]+$/].map((at) => at.exec(path)?.[0]);
  return (
    `<g class="eda-edge eda-bundle" data-n="${index}">` +
    `<path class="eda-line" d="${path}" stroke-width="${n(width)}"/>` +
    `<path class="eda-line eda-ends" d="M${start}h0M${end}h0" stroke-width="${n(width + 5)}"/></g>`
  );
}

/** The label of the edge at a place; nothing where it has none. */
export function printLabel({ label }: SceneEdge, index: number): string {
  if (label === undefined) return '';
  const width = label.width + 8;
  return (
    `<g class="eda-edge-label" data-n="${index}">` +
    `<rect class="eda-plate" x="${n(label.x - width / 2)}" y="${n(label.y - 8)}" width="${n(width)}" height="16" rx="4"/>` +
    `<text class="eda-label" x="${n(label.x)}" y="${n(label.y + 4)}" text-anchor="middle">${escapeXml(label.text)}</text></g>`
  );
}

function printLinked(node: SceneNode, index: number, link: string | undefined): string {
  const marks = printNode(node, index);
  return link === undefined ? marks : `<a class="eda-link" href="${escapeXml(link)}">${marks}</a>`;
}

/** A node, the one at a place of its scene's list. */
export function printNode(node: SceneNode, index: number): string {
  const { kind, of, name, x, y, state, outline, inner, icon, texts, badges } = node;
  const classes = ['eda-node', `eda-${kind}`, ...(of === undefined ? [] : [`eda-of-${of}`])];
  if (state !== undefined) classes.push(`eda-${state}`);
  return (
    `<g class="${classes.join(' ')}" data-n="${index}" transform="translate(${n(x)} ${n(y)})">` +
    `<title>${escapeXml(shortened(name))}</title><path class="eda-outline" d="${outline}"/>` +
    (inner === undefined ? '' : `<path class="eda-inner" d="${inner}"/>`) +
    (icon === undefined
      ? ''
      : `<path class="eda-icon" d="${icon.path}" transform="translate(${n(icon.x)} ${n(icon.y)})"/>`) +
    `${texts.map(printText).join('')}${badges.map(printBadge).join('')}</g>`
  );
}

function printText({ role, x, y, text, anchor, mark }: SceneText): string {
  if (text === '') return '';
  const classes = mark === undefined ? `eda-${role}` : `eda-${role} eda-${mark}`;
  return `<text class="${classes}" x="${n(x)}" y="${n(y)}"${anchor === undefined ? '' : ` text-anchor="${anchor}"`}>${escapeXml(text)}</text>`;
}

function printBadge({ kind, text, x, y, width, height }: SceneBadge): string {
  return (
    `<g class="eda-badge eda-badge-${kind}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(height / 2)}"/>` +
    `<text class="eda-badge" x="${n(x + width / 2)}" y="${n(y + height / 2 + 4)}" text-anchor="middle">${escapeXml(text)}</text></g>`
  );
}

/** A name as it is told in full; what is longer than this is no name any more. */
function shortened(name: string): string {
  return name.length <= 300 ? name : `${name.slice(0, 300)}…`;
}
