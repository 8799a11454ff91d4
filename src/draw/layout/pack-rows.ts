export interface Sized {
  readonly width: number;
  readonly height: number;
}

export interface Packed {
  /** Upper left corners, in the order of the boxes. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
}

/** How much wider than high a picture shall be: that of a screen. */
const aspect = 1.5;

/**
 * Places boxes in rows, in their order, so that the whole is about as wide as a screen. Adding to a box moves what
 * stands behind it in its row, and the rows below.
 */
export function packRows(boxes: readonly Sized[], gap: number): Packed {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(0, ...boxes.map(({ width }) => width));
  const limit = Math.max(widest, Math.sqrt(area * aspect));
  const corners: { x: number; y: number }[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const box of boxes) {
    if (x > 0 && x + box.width > limit) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    corners.push({ x, y });
    width = Math.max(width, x + box.width);
    rowHeight = Math.max(rowHeight, box.height);
    x += box.width + gap;
  }
  return { corners, width, height: y + rowHeight };
}
