/** Where everything stands. Px, from the upper left corner; one unit is one CSS pixel at full size. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: { readonly [id: string]: Box };
  readonly groups: { readonly [id: string]: Box };
  readonly edges: { readonly [id: string]: Route };
  /** How it came about: by Graphviz, or by the plain way where that failed or took too long. */
  readonly by: 'graphviz' | 'plain';
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
  /** False: it takes no part in who stands left of whom. */
  readonly ranks: boolean;
}

export interface LayoutGroup {
  readonly id: string;
  /** What its title needs. */
  readonly width: number;
}
