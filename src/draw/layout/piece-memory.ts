import type { Layout, LayoutInput } from './layout.ts';

/** Lays out a piece of a graph, or all of a small one; undefined where it can't. */
export type LayOutPiece = (piece: LayoutInput) => Layout | undefined;

/** What pieces of graphs were laid out like: after a change, those that it did not touch cost a look. */
export interface PieceMemory {
  /** A piece as it was laid out before, or as `anew` lays it out now. */
  layOut(piece: LayoutInput, anew: LayOutPiece): Layout | undefined;
}

/** Keeps so many pieces: those of a few views of the largest systems. */
export function createPieceMemory(most = 4000): PieceMemory {
  /** From the one that was asked for longest ago to the last. */
  const known = new Map<string, Layout>();
  return {
    layOut: (piece, anew) => {
      const key = JSON.stringify(piece);
      const layout = known.get(key) ?? anew(piece);
      // What failed may have done so for want of memory.
      if (layout === undefined) return undefined;
      known.delete(key);
      known.set(key, layout);
      if (known.size > most) known.delete(known.keys().next().value ?? '');
      return layout;
    },
  };
}
