import type { Badge, GraphNode, Row } from '../graph/graph.ts';
import { hollowEvent, iconSize, icons } from './icons.ts';
import { drawableText, fitText, measureText } from './measure-text.ts';
import { fontSizes, type SceneBadge, type SceneNode, type SceneText } from './scene.ts';
import { shapeOf, tips } from './shapes.ts';

/** A node with all its parts, before anybody knows where it stands. */
export type DraftNode = Omit<SceneNode, 'x' | 'y'>;

/** Longest texts in px; what is longer is cut in its middle. */
const longest = { name: 230, fact: 230, row: 130, type: 110, badge: 120 } as const;
const rowHeight = 18;
const badgeHeight = 17;

/** Gives a node its size, its outline and its texts. */
export function placeNode(node: GraphNode): DraftNode {
  if (node.kind === 'start') return startNode(node);
  const content = node.rows === undefined ? nameAndFact(node) : withRows(node, node.rows);
  const { width, height } = content;
  return {
    ...headOf(node),
    width,
    height,
    // A table is a table, whatever it tells of: tips would cut into its rows.
    ...shapeOf(node.rows === undefined ? node.kind : 'table', width, height),
    icon: { path: iconOf(node), ...content.icon },
    texts: content.texts,
    badges: placeBadges(node.badges ?? [], width),
  };
}

function headOf(
  node: GraphNode,
): Pick<SceneNode, 'id' | 'element' | 'kind' | 'of' | 'name' | 'group' | 'state'> {
  const { id, element, kind, of, name, group, state } = node;
  return {
    id,
    ...(element === undefined ? {} : { element }),
    kind,
    ...(of === undefined ? {} : { of }),
    name: drawableText(name),
    ...(group === undefined ? {} : { group }),
    ...(state === undefined ? {} : { state }),
  };
}

function iconOf({ kind, of, state }: GraphNode): string {
  if (kind === 'event' && state === 'unheard') return hollowEvent;
  const shown = kind === 'reference' ? (of ?? 'event') : kind;
  return shown === 'reference' || shown === 'start' ? icons.step : icons[shown];
}

interface Content {
  readonly width: number;
  readonly height: number;
  readonly icon: { readonly x: number; readonly y: number };
  readonly texts: readonly SceneText[];
}

/** Room at both ends, which shapes with tips need more of. */
function paddingOf({ kind }: GraphNode): { readonly left: number; readonly right: number } {
  switch (kind) {
    case 'event':
      return { left: 6 + tips.hexagon, right: 6 + tips.hexagon };
    case 'command':
      return { left: 12, right: 6 + tips.tag };
    case 'topic':
      return { left: 8 + tips.cylinder, right: 10 + 2 * tips.cylinder };
    case 'reference':
      return { left: 12, right: 14 };
    case 'saga':
    case 'step':
    case 'undo':
    case 'completed':
    case 'aborted':
      return { left: 16, right: 18 };
    default:
      return { left: 12, right: 14 };
  }
}

function nameAndFact(node: GraphNode): Content {
  const padding = paddingOf(node);
  const name = fitText(drawableText(node.name), longest.name, fontSizes.name, 'bold');
  const fact = fitText(drawableText(node.fact ?? ''), longest.fact, fontSizes.fact, 'regular');
  const texts = Math.max(
    measureText(name, fontSizes.name, 'bold'),
    measureText(fact, fontSizes.fact, 'regular'),
  );
  const before = padding.left + iconSize + 8;
  const badges = badgesWidth(node.badges ?? []);
  const width = Math.ceil(Math.max(before + texts + padding.right, badges + 24, 96));
  const height = fact === '' ? 32 : node.kind === 'domain' ? 64 : 46;
  const middle = height / 2;
  return {
    width,
    height,
    icon: { x: padding.left, y: middle - iconSize / 2 },
    texts: [
      { role: 'name', x: before, y: fact === '' ? middle + 4.5 : middle - 3, text: name },
      ...(fact === '' ? [] : [{ role: 'fact', x: before, y: middle + 13, text: fact } as const]),
    ],
  };
}

/** A table: its name, then a line for each row, the type at the right. */
function withRows(node: GraphNode, rows: readonly Row[]): Content {
  const name = fitText(drawableText(node.name), longest.name, fontSizes.name, 'bold');
  const fact = fitText(drawableText(node.fact ?? ''), longest.fact, fontSizes.fact, 'regular');
  const lines = rows.map(({ name: rowName, type, mark }) => ({
    name: fitText(drawableText(rowName), longest.row, fontSizes.row, mark === 'key' ? 'bold' : 'regular'),
    type: fitText(drawableText(type), longest.type, fontSizes.type, 'regular'),
    mark,
  }));
  const more = (node.moreRows ?? 0) === 0 ? '' : `+ ${node.moreRows} more`;
  const head = fact === '' ? 40 : 54;
  const width = Math.ceil(
    Math.max(
      34 + measureText(name, fontSizes.name, 'bold') + 14,
      34 + measureText(fact, fontSizes.fact, 'regular') + 14,
      badgesWidth(node.badges ?? []) + 24,
      ...lines.map(
        (line) =>
          12 +
          measureText(line.name, fontSizes.row, 'bold') +
          18 +
          measureText(line.type, fontSizes.type, 'regular') +
          12,
      ),
      130,
    ),
  );
  const texts: SceneText[] = [
    { role: 'name', x: 34, y: 26, text: name },
    ...(fact === '' ? [] : [{ role: 'fact', x: 34, y: 41, text: fact } as const]),
  ];
  for (const [number, line] of lines.entries()) {
    const y = head + number * rowHeight + 12;
    texts.push(
      { role: 'row', x: 12, y, text: line.name, ...(line.mark === undefined ? {} : { mark: line.mark }) },
      { role: 'type', x: width - 12, y, text: line.type, anchor: 'end' },
    );
  }
  if (more !== '') texts.push({ role: 'more', x: 12, y: head + lines.length * rowHeight + 12, text: more });
  return {
    width,
    height: head + (lines.length + (more === '' ? 0 : 1)) * rowHeight + 6,
    icon: { x: 12, y: 15 },
    texts,
  };
}

function startNode(node: GraphNode): DraftNode {
  const size = 18;
  return {
    ...headOf(node),
    width: size,
    height: size,
    ...shapeOf('start', size, size),
    texts: [],
    badges: [],
  };
}

function badgeText({ text }: Badge): string {
  return fitText(drawableText(text), longest.badge, fontSizes.badge, 'regular');
}

function badgeWidth(badge: Badge): number {
  return Math.ceil(measureText(badgeText(badge), fontSizes.badge, 'regular') + 14);
}

function badgesWidth(badges: readonly Badge[]): number {
  return badges.reduce((sum, badge) => sum + badgeWidth(badge) + 4, 0);
}

/** Badges ride on the upper edge, from the right. */
function placeBadges(badges: readonly Badge[], width: number): readonly SceneBadge[] {
  let right = width - 12;
  return badges.map((badge) => {
    const own = badgeWidth(badge);
    right -= own;
    const x = right;
    right -= 4;
    return {
      kind: badge.kind,
      text: badgeText(badge),
      x,
      y: -badgeHeight + 6,
      width: own,
      height: badgeHeight,
    };
  });
}
