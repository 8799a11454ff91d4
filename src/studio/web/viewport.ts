import type { Box } from '../../draw/layout/layout.ts';

/** How a picture is seen: moved by so many px, and so many times as large. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box is looked at no smaller than this. */
export const smallestLook = 0.3;

const smallest = 0.03;
const largest = 3;

/** The whole picture in the middle, never larger than it was drawn. */
export function fitPicture(picture: Size, screen: Size, padding = 24): Viewport {
  const k = Math.min(
    1,
    Math.max(
      smallest,
      Math.min((screen.width - 2 * padding) / picture.width, (screen.height - 2 * padding) / picture.height),
    ),
  );
  return {
    x: (screen.width - picture.width * k) / 2,
    y: (screen.height - picture.height * k) / 2,
    k,
  };
}

/** The same, above or beside what covers the lower right corner of the screen, where that would cover any of the boxes. */
export function fitBeside(picture: Size, boxes: readonly Box[], screen: Size, corner: Size): Viewport {
  const whole = fitPicture(picture, screen);
  const left = screen.width - corner.width;
  const top = screen.height - corner.height;
  const isCovered = boxes.some(
    ({ x, y, width, height }) =>
      (x + width) * whole.k + whole.x > left && (y + height) * whole.k + whole.y > top,
  );
  if (!isCovered) return whole;
  const above = fitPicture(picture, { ...screen, height: top });
  const beside = fitPicture(picture, { ...screen, width: left });
  return above.k >= beside.k ? above : beside;
}

/** At this size all that a picture says can be read. */
const readable = 0.75;

/**
 * What is read from left to right, such as a timeline: from its beginning, as large as its height allows and no smaller
 * than can be read. The rest lies to the right. It stands above what covers the lower right corner of the screen, where
 * that covers any of it and there is room above.
 */
export function fitBeginning(picture: Size, screen: Size, corner: Size): Viewport {
  const first = beginning(picture, screen);
  const top = screen.height - corner.height;
  const isCovered =
    picture.width * first.k + first.x > screen.width - corner.width &&
    picture.height * first.k + first.y > top;
  return isCovered ? beginning(picture, { ...screen, height: top }) : first;
}

function beginning(picture: Size, screen: Size, padding = 24): Viewport {
  const whole = fitPicture(picture, screen, padding);
  const k = Math.min(1, Math.max(readable, (screen.height - 2 * padding) / picture.height));
  if (whole.k >= k) return whole;
  const place = (all: number, room: number): number =>
    all * k > room - 2 * padding ? padding : (room - all * k) / 2;
  return { x: place(picture.width, screen.width), y: place(picture.height, screen.height), k };
}

/** Which way to go on in a picture: by most of a screen, or to its beginning or end. */
export type PageTurn = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** So much of a screen is gone on by: what was at one border is seen at the other. */
const mostOfScreen = 0.8;

/**
 * Gone on in a picture, no further than to its borders: the lower one comes to rest above what covers the lower right corner
 * of the screen, so that all of it can be read. What is seen whole stays.
 */
export function turnPage(
  turn: PageTurn,
  picture: Size,
  { x, y, k }: Viewport,
  screen: Size,
  corner: Size,
  padding = 24,
): Viewport {
  const along = (offset: number, length: number, room: number, by: number): number => {
    const last = room - padding - length * k;
    return last >= padding
      ? Math.max(padding, Math.min(offset, last))
      : Math.max(last, Math.min(offset - by, padding));
  };
  const ways = { left: -1, up: -1, right: 1, down: 1, first: -Infinity, last: Infinity };
  const isAlong = (...turns: readonly PageTurn[]): number => (turns.includes(turn) ? ways[turn] : 0);
  const height = screen.height - corner.height;
  const [across, down] = [isAlong('left', 'right', 'first', 'last'), isAlong('up', 'down', 'first', 'last')];
  return {
    x: along(x, picture.width, screen.width, across * mostOfScreen * screen.width),
    y: along(y, picture.height, height, down * mostOfScreen * height),
    k,
  };
}

/** Larger or smaller, with the point under `x`, `y` staying where it is. */
export function zoomAt(
  { x: oldX, y: oldY, k: oldK }: Viewport,
  factor: number,
  x: number,
  y: number,
): Viewport {
  const k = Math.min(largest, Math.max(smallest, oldK * factor));
  return { x: x - ((x - oldX) * k) / oldK, y: y - ((y - oldY) * k) / oldK, k };
}

/** A box in the middle, at a size at which it can be read. */
export function centreOn(box: Box, screen: Size, k: number): Viewport {
  return {
    x: screen.width / 2 - (box.x + box.width / 2) * k,
    y: screen.height / 2 - (box.y + box.height / 2) * k,
    k,
  };
}

/** Whether a box can be seen, but for a margin in px of the screen, and below nothing that covers its lower right corner. */
export function isSeen(
  box: Box,
  { x, y, k }: Viewport,
  screen: Size,
  margin: number,
  corner: Size = { width: 0, height: 0 },
): boolean {
  const [right, bottom] = [(box.x + box.width) * k + x, (box.y + box.height) * k + y];
  return (
    box.x * k + x >= margin &&
    box.y * k + y >= margin &&
    right <= screen.width - margin &&
    bottom <= screen.height - margin &&
    (right <= screen.width - corner.width || bottom <= screen.height - corner.height)
  );
}

/** Moved by as little as brings a box into sight, but for a margin in px of the screen: its beginning where it is larger. */
export function bringIntoSight(box: Box, { x, y, k }: Viewport, screen: Size, margin: number): Viewport {
  const along = (offset: number, from: number, length: number, room: number): number =>
    Math.max(margin - from * k, Math.min(offset, room - margin - (from + length) * k));
  return { x: along(x, box.x, box.width, screen.width), y: along(y, box.y, box.height, screen.height), k };
}

/** What of a picture is on the screen, and `more` times as much on each side. */
export function boxOnScreen({ x, y, k }: Viewport, { width, height }: Size, more: number): Box {
  return {
    x: (-x - more * width) / k,
    y: (-y - more * height) / k,
    width: ((1 + 2 * more) * width) / k,
    height: ((1 + 2 * more) * height) / k,
  };
}

export function touches(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && a.x + a.width >= b.x && a.y <= b.y + b.height && a.y + a.height >= b.y;
}
