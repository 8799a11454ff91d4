import type { EdgeKind, GraphGroup, NodeKind, ViewId } from '../graph/graph.ts';
import type { Box, Point } from '../layout/layout.ts';

/**
 * A picture as plain values: everything has its place, its outline and its texts, so that whoever shows it (an SVG
 * file, a page) only copies. Equal designs give equal scenes, to the byte.
 */
export interface Scene {
  readonly view: ViewId;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly groups: readonly SceneGroup[];
  readonly edges: readonly SceneEdge[];
  readonly nodes: readonly SceneNode[];
  /** What goes from box to box, for when only boxes can be told apart. */
  readonly bundles: readonly SceneEdge[];
  /** What is not in the picture, with its count. */
  readonly remarks: readonly string[];
  readonly laidOutBy: 'graphviz' | 'grid' | 'plain';
}

export interface SceneGroup extends Box {
  readonly id: string;
  readonly kind: GraphGroup['kind'];
  readonly name: string;
  readonly texts: readonly SceneText[];
}

export interface SceneNode extends Box {
  readonly id: string;
  /** The element that it shows, where that isn't its id. */
  readonly element?: string;
  readonly kind: NodeKind;
  /** Of a reference: what it refers to. */
  readonly of?: NodeKind;
  /** In full; what its texts say may be cut. */
  readonly name: string;
  readonly group?: string;
  readonly state?: 'unheard' | 'deprecated';
  /** SVG path data, from the node's upper left corner; so are all its parts. */
  readonly outline: string;
  /** Lines within the outline. */
  readonly inner?: string;
  readonly icon?: { readonly path: string; readonly x: number; readonly y: number };
  readonly texts: readonly SceneText[];
  readonly badges: readonly SceneBadge[];
}

export interface SceneText {
  readonly role: 'name' | 'fact' | 'row' | 'type' | 'title' | 'more';
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'middle' | 'end';
  readonly mark?: 'key' | 'personal';
}

export interface SceneBadge {
  readonly kind: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SceneEdge {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Three points as path data; a relation has none. */
  readonly arrow?: string;
  readonly label?: { readonly text: string; readonly width: number } & Point;
  readonly count: number;
}

/** Font sizes in px by the role of a text; none is below what can be read at full size. */
export const fontSizes = {
  name: 13,
  fact: 11,
  row: 11,
  type: 11,
  title: 12,
  more: 11,
  label: 11,
  badge: 11,
} as const;
