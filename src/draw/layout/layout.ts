/** Where everything stands. Px, from the upper left corner; one unit is one CSS pixel at full size. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: { readonly [id: string]: Box };
  readonly groups: { readonly [id: string]: Box };
  readonly edges: { readonly [id: string]: Route };
  /** How it came about: by Graphviz, in a grid, or by the plain way where Graphviz failed or took too long. */
  readonly by: 'graphviz' | 'grid' | 'plain';
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of an edge: a start, then cubic Bézier curves of three points each; and where its label is centred. */
export interface Route {
  readonly points: readonly Point[];
  readonly label?: Point;
}

/** What a layout needs to know of a graph; equal values give equal layouts. */
export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
  /** In the order in which they are placed. */
  readonly groups: readonly LayoutGroup[];
  readonly direction: 'right' | 'down';
  /** True: boxes are laid out one by one, and packed in rows. */
  readonly boxed?: true;
  /** Where each node stands; absent: the layout decides. */
  readonly lanes?: LaneCells;
}

/** A grid of lanes, from the top down, and the cell of each node: lane, then column. */
export interface LaneCells {
  /** Ids of groups. */
  readonly lanes: readonly string[];
  readonly perBand: number;
  readonly cells: { readonly [node: string]: readonly [lane: number, column: number] };
}

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly group?: string;
}

export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label?: { readonly width: number; readonly height: number };
  /** Its end stands left of its start. */
  readonly turned?: true;
}

export interface LayoutGroup {
  readonly id: string;
  /** What its title needs. */
  readonly width: number;
}
