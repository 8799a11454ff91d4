import { fitText, measureText } from '../../draw/scene/measure-text.ts';
import { fontSizes, type Scene, type SceneNode, type SceneText } from '../../draw/scene/scene.ts';
import type { Size } from './viewport.ts';

/** How much can be told at a size: boxes alone, with names of what stands in none; names; or everything. */
export type DetailLevel = 'far' | 'names' | 'all';

/** What an icon and the gap behind it take, in px. */
export const iconRoom = 22;

/** No text is smaller than this on the screen, in px. */
export const smallestText = 11;

/** Sizes at which texts are fitted anew: closer to one another where boxes alone are told, whose names have little room. */
const steps = [
  1, 0.87, 0.75, 0.6, 0.48, 0.38, 0.28, 0.22, 0.18, 0.15, 0.13, 0.11, 0.095, 0.083, 0.072, 0.063, 0.055,
  0.048, 0.042, 0.036, 0.03,
];

/** How much is told where a picture is seen `k` times as large as it was drawn. */
export function levelAt(k: number, scene: Pick<Scene, 'view' | 'bundles' | 'groups'>): DetailLevel {
  if (k >= 0.75) return 'all';
  return k < 0.28 && isInBoxes(scene) ? 'far' : 'names';
}

/** Whether a picture has an overview: what is laid out box by box, as data always are, whether or not boxes are joined. */
function isInBoxes({ view, bundles, groups }: Pick<Scene, 'view' | 'bundles' | 'groups'>): boolean {
  return bundles.length > 0 || (view === 'data' && groups.length > 1);
}

/** The step that a size belongs to: texts stay as they are within one. */
export function stepAt(k: number): number {
  return steps.find((step) => k >= step) ?? 0.03;
}

export interface SizedText {
  /** Font size in the picture. */
  readonly size: number;
  readonly text: string;
}

/** A text of a node so that it can be read on the screen, and what of it fits into its node then. */
export function textAt(node: SceneNode, own: SceneText, step: number, level: DetailLevel): SizedText {
  const usual = fontSizes[own.role];
  const size = Math.max(usual, smallestText / step);
  if (size === usual || own.role === 'type') return { size, text: own.text };
  const weight = own.role === 'name' ? 'bold' : 'regular';
  // Names alone take the place of their icon: shape and colour tell the kind.
  const room = roomOf(node, own, size) + (level !== 'all' && own.role === 'name' ? iconRoom : 0);
  const full =
    own.role === 'name'
      ? shortest(node.name, room, size)
      : own.role === 'fact'
        ? wholeParts(own.text, room, size)
        : own.text;
  const fitted = fitText(full, room, size, weight);
  // Of few letters the first ones tell names apart that end alike.
  const isShort = own.role === 'name' && fitted !== full && fitted.length <= fewLetters;
  const text = isShort ? beginningOf(full, room, size) : fitted;
  // Less than a few letters tells nothing.
  return { size, text: text.replace('…', '').length < Math.min(3, full.length) ? '' : text };
}

/** So much of a name tells less by its end than by more of its beginning. */
const fewLetters = 7;

/** As much of a name from its first letter on as fits, with an ellipsis. */
function beginningOf(name: string, room: number, size: number): string {
  const chars = [...name];
  let kept = chars.length;
  const text = (): string => `${chars.slice(0, kept).join('')}…`;
  while (kept > 0 && measureText(text(), size, 'bold') > room) kept -= 1;
  return kept === 0 ? '' : text();
}

/** What a text has in its line: of a row what the type beside it leaves. */
function roomOf(node: SceneNode, own: SceneText, size: number): number {
  const beside =
    own.role === 'row' ? node.texts.find(({ role, y }) => role === 'type' && y === own.y) : undefined;
  const taken = beside === undefined ? 0 : measureText(beside.text, size, 'regular') + 8;
  return node.width - own.x - 8 - taken;
}

/** How far below the upper border of a box its title may reach: there its things begin. */
const titleBottom = 36;

/** How large a title may be that stands above its things: a part of it may stand above the border. */
const mostTitle = 66;

/** Where the title of a box stands, on its base line from the box's upper left corner. */
export interface SizedTitle extends SizedText {
  readonly y: number;
}

/**
 * The title of a box so that it can be read on the screen and covers nothing: above its things, or in the middle of the
 * box where only boxes can be told apart, as much of it as fits. Undefined where there is no room for that.
 */
export function titleAt(
  text: string,
  { width, height }: Size,
  step: number,
  level: DetailLevel,
): SizedTitle | undefined {
  const isFar = level === 'far';
  const readable = Math.max(fontSizes.title, smallestText / step);
  const fits = (width - 40) / Math.max(1, measureText(text, 1, 'bold'));
  const most = isFar ? Math.min(16 / step, height * 0.7) : Math.min(readable, mostTitle);
  const size = Math.min(Math.max(fontSizes.title, most), fits);
  const isTooSmall = size < readable * 0.99 && step < 1;
  const part = isTooSmall && isFar ? fitText(text, width - 20, readable, 'bold') : '';
  // Less than a few letters tells nothing.
  if (isTooSmall && (part.length < 4 || readable > height * 0.7)) return undefined;
  const shown = isTooSmall ? readable : Math.max(fontSizes.title, size);
  const descent = 0.22 * shown;
  return {
    size: shown,
    text: isTooSmall ? part : text,
    y: isFar ? height / 2 + shown / 3 : Math.min(12 + shown, titleBottom - descent),
  };
}

/** As many parts of a fact as fit, from the first on; half of one tells less than none: `2 out · 1 in`. */
function wholeParts(fact: string, room: number, size: number): string {
  const parts = fact.split(' · ');
  while (parts.length > 1 && measureText(parts.join(' · '), size, 'regular') > room) parts.pop();
  return parts.join(' · ');
}

/** A dotted name without its first words, where it is too long with them: `task.created`. */
function shortest(name: string, room: number, size: number): string {
  const words = name.split('.');
  for (let from = 0; from < words.length - 1; from++) {
    const text = words.slice(from).join('.');
    if (measureText(text, size, 'bold') <= room) return text;
  }
  return words.at(-1) ?? name;
}
