import { groupPadding } from './dot-text.ts';
import type { Box, LayoutInput } from './layout.ts';
import { hullOf } from './route-shape.ts';

/** Where everything stands, without the edges. */
export interface Places {
  readonly nodes: ReadonlyMap<string, Box>;
  readonly groups: ReadonlyMap<string, Box>;
}

/** What things keep from one another, in px; those that stood closer to one another go on to do so. */
export const gap = { node: 21, block: 16 } as const;

/** What a box is wider than its title, in px. */
const titleRoom = 16;

/** Puts things where they are wanted; `first` goes before what stands at the same height. */
export type MakeRoom = (wanted: ReadonlyMap<string, Box>, first?: string) => Places;

/**
 * Makes room where things are wanted: what is in the way within a box moves down, boxes close around what is in them as they
 * did, what is right of a box that became wider moves to the right, and what is in the way of a box down. Nothing else
 * moves.
 * @param was where things stood when all was laid out, as far as they were there
 */
export function createRoom(was: Places, { nodes, groups }: Pick<LayoutInput, 'nodes' | 'groups'>): MakeRoom {
  const groupOf = new Map(nodes.map(({ id, group }) => [id, group]));
  const byGroup = (of: ReadonlyMap<string, Box>, first?: string): Map<string | undefined, Item[]> => {
    const items = new Map<string | undefined, Item[]>();
    for (const [id, box] of of) {
      const group = groupOf.get(id);
      const item = { id, box, was: was.nodes.get(id), isFirst: id === first };
      const others = items.get(group);
      if (others === undefined) items.set(group, [item]);
      else others.push(item);
    }
    return items;
  };
  const content = byGroup(was.nodes);
  const frames = groups.flatMap(({ id, width }) => {
    const old = was.groups.get(id);
    return old === undefined ? [] : [{ id, old, inset: insetOf(old, content.get(id) ?? []), title: width }];
  });
  /** Boxes around what is in them. */
  const framed = (items: ReadonlyMap<string | undefined, readonly Item[]>): Map<string, Box> => {
    const boxes = new Map<string, Box>();
    for (const { id, old, inset, title } of frames) {
      const inside = items.get(id);
      if (inside !== undefined) boxes.set(id, around(inside, inset, title, old));
    }
    return boxes;
  };

  return (wanted, first) => {
    let items = byGroup(wanted, first);
    for (const { id } of frames) items.set(id, settle(items.get(id) ?? [], gap.node));
    let boxes = framed(items);
    for (const { id, old } of frames) {
      const others = [...boxes].filter(([other]) => other !== id);
      const shift = overhang(boxes.get(id), old, others);
      if (shift === 0) continue;
      const right = old.x + old.width;
      items = new Map(
        [...items].map(([group, inside]) => [
          group,
          group === id ? inside : inside.map((item) => (item.box.x >= right ? moved(item, shift, 0) : item)),
        ]),
      );
      boxes = framed(items);
    }
    const blocks = [...boxes].map(([id, box]) => ({ id, box, was: was.groups.get(id), isFirst: false }));
    const settled = new Map(
      settle([...blocks, ...(items.get(undefined) ?? [])], gap.block).map(({ id, box }) => [id, box]),
    );
    const placed = new Map<string, Box>();
    for (const [group, inside] of items) {
      const [before, after] = group === undefined ? [] : [boxes.get(group), settled.get(group)];
      const down = before === undefined || after === undefined ? 0 : after.y - before.y;
      for (const item of inside)
        placed.set(item.id, settled.get(item.id) ?? (down === 0 ? item : moved(item, 0, down)).box);
    }
    return {
      nodes: placed,
      groups: new Map([...boxes].map(([id, box]) => [id, settled.get(id) ?? box])),
    };
  };
}

interface Item {
  readonly id: string;
  readonly box: Box;
  readonly was: Box | undefined;
  readonly isFirst: boolean;
}

function moved(item: Item, x: number, y: number): Item {
  return { ...item, box: { ...item.box, x: item.box.x + x, y: item.box.y + y } };
}

/** From the top down, each as high as it is wanted, or below what is above it. */
function settle(items: readonly Item[], least: number): Item[] {
  const settled: Item[] = [];
  const order = [...items].sort(
    (a, b) => a.box.y - b.box.y || Number(b.isFirst) - Number(a.isFirst) || a.box.x - b.box.x,
  );
  for (const item of order) {
    let y = item.box.y;
    for (const above of settled)
      if (isInLine(above.box, item.box))
        y = Math.max(y, above.box.y + above.box.height + distance(above, item, least));
    settled.push(y === item.box.y ? item : moved(item, 0, y - item.box.y));
  }
  return settled;
}

function isInLine(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width;
}

function distance(above: Item, below: Item, least: number): number {
  if (above.was === undefined || below.was === undefined || !isInLine(above.was, below.was)) return least;
  const old = below.was.y - above.was.y - above.was.height;
  return old < 0 ? least : Math.min(least, old);
}

interface Inset {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How far the borders of a box are from what was in it. */
function insetOf(box: Box, content: readonly Item[]): Inset {
  const { side, top, bottom } = groupPadding;
  if (content.length === 0) return { left: side, top, right: side, bottom };
  const hull = hullOfBoxes(content);
  return {
    left: hull.x - box.x,
    top: hull.y - box.y,
    right: box.x + box.width - hull.x - hull.width,
    bottom: box.y + box.height - hull.y - hull.height,
  };
}

/** The box around what is in it: the old one to the last digit, where nothing of it has moved. */
function around(content: readonly Item[], inset: Inset, title: number, old: Box): Box {
  const hull = hullOfBoxes(content);
  const box = {
    x: hull.x - inset.left,
    y: hull.y - inset.top,
    width: Math.max(hull.width + inset.left + inset.right, Math.ceil(title) + titleRoom),
    height: hull.height + inset.top + inset.bottom,
  };
  const isSame = (['x', 'y', 'width', 'height'] as const).every(
    (side) => Math.abs(box[side] - old[side]) < 0.01,
  );
  return isSame ? old : box;
}

function hullOfBoxes(items: readonly Item[]): Box {
  return hullOf(
    items.flatMap(({ box: { x, y, width, height } }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
  );
}

/** How far boxes that are right of one have to move, now that it is wider. */
function overhang(box: Box | undefined, old: Box, others: readonly (readonly [string, Box])[]): number {
  if (box === undefined) return 0;
  const [right, oldRight] = [box.x + box.width, old.x + old.width];
  if (right <= oldRight) return 0;
  return Math.max(
    0,
    ...others.map(([, other]) => {
      const isRight = other.x >= oldRight && other.y < box.y + box.height && box.y < other.y + other.height;
      return isRight ? right + Math.min(gap.block, other.x - oldRight) - other.x : 0;
    }),
  );
}
