import { edgeId } from '../graph/graph.ts';
import { icons } from './icons.ts';
import type { Scene, SceneEdge, SceneNode, SceneText } from './scene.ts';
import { shapeOf } from './shapes.ts';

/** A scene as a page holds it, as JSON: what follows from the rest is left out, and names of fields are said once. */
export interface PackedScene extends Omit<Scene, 'nodes' | 'edges'> {
  readonly nodes: PackedRows;
  readonly edges: PackedRows;
}

/** Records as rows: their fields in the order of `keys`; what a record has not is null, or missing at the end. */
interface PackedRows {
  readonly keys: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Packs a scene; `unpackScene` makes the same of it again. */
export function packScene(scene: Scene): PackedScene {
  const places = new Map(scene.nodes.map(({ id }, index) => [id, index]));
  return {
    ...scene,
    nodes: packRows(scene.nodes.map(packNode)),
    edges: packRows(scene.edges.map((edge) => packEdge(edge, places))),
  };
}

/** The scene that was packed. */
export function unpackScene(packed: PackedScene): Scene {
  const nodes = unpackRows<PackedNode>(packed.nodes).map(unpackNode);
  return {
    ...packed,
    nodes,
    edges: unpackRows<PackedEdge>(packed.edges).map((edge) => unpackEdge(edge, nodes)),
  };
}

type PackedText = readonly [role: SceneText['role'], x: number, y: number, text: string, ...marks: unknown[]];

interface PackedNode extends Omit<SceneNode, 'outline' | 'inner' | 'icon' | 'texts' | 'badges' | 'name'> {
  /** Absent: as its element or its id ends. */
  readonly name?: string;
  /** Absent: that of its kind. */
  readonly shape?: 'table' | Pick<SceneNode, 'outline' | 'inner'>;
  /** Where the icon of its kind stands, or another one. */
  readonly icon?: readonly [x: number, y: number] | NonNullable<SceneNode['icon']>;
  readonly texts: readonly PackedText[];
  readonly badges?: SceneNode['badges'];
}

function packNode({ outline, inner, icon, texts, badges, name, ...node }: SceneNode): PackedNode {
  const { kind, of = kind, width, height } = node;
  const isShapeOf = (other: SceneNode['kind']): boolean => {
    const shape = shapeOf(other, width, height);
    return shape.outline === outline && shape.inner === inner;
  };
  const shape = isShapeOf(kind)
    ? undefined
    : isShapeOf('table')
      ? ('table' as const)
      : { outline, ...(inner === undefined ? {} : { inner }) };
  return {
    ...node,
    ...(name === nameIn(node) ? {} : { name }),
    ...(shape === undefined ? {} : { shape }),
    ...(icon === undefined ? {} : { icon: icon.path === iconOf(of) ? ([icon.x, icon.y] as const) : icon }),
    texts: texts.map(({ role, x, y, text, anchor, mark }) => {
      const marks = mark === undefined ? (anchor === undefined ? [] : [anchor]) : [anchor ?? null, mark];
      return [role, x, y, text, ...marks];
    }),
    ...(badges.length === 0 ? {} : { badges }),
  };
}

function unpackNode({ shape, icon, texts, badges = [], name, ...node }: PackedNode): SceneNode {
  const { kind, of = kind, width, height } = node;
  return {
    ...node,
    name: name ?? nameIn(node),
    ...(typeof shape === 'object' ? shape : shapeOf(shape ?? kind, width, height)),
    ...(icon === undefined
      ? {}
      : { icon: isPlace(icon) ? { path: iconOf(of) ?? '', x: icon[0], y: icon[1] } : icon }),
    texts: texts.map(([role, x, y, text, anchor, mark]) => ({
      role,
      x,
      y,
      text,
      ...(anchor === undefined || anchor === null ? {} : { anchor: anchor as 'middle' | 'end' }),
      ...(mark === undefined ? {} : { mark: mark as 'key' | 'personal' }),
    })),
    badges,
  };
}

function isPlace(icon: NonNullable<PackedNode['icon']>): icon is readonly [number, number] {
  return Array.isArray(icon);
}

function nameIn({ id, element = id }: Pick<SceneNode, 'id' | 'element'>): string {
  return element.slice(element.indexOf(':') + 1);
}

function iconOf(kind: string): string | undefined {
  return Object.hasOwn(icons, kind) ? icons[kind as keyof typeof icons] : undefined;
}

interface PackedEdge extends Omit<SceneEdge, 'id' | 'from' | 'to' | 'count'> {
  /** Absent: made of its kind and its ends. */
  readonly id?: string;
  /** Places in the list of nodes. */
  readonly from: number | string;
  readonly to: number | string;
  /** Absent: 1. */
  readonly count?: number;
}

function packEdge(edge: SceneEdge, places: ReadonlyMap<string, number>): PackedEdge {
  const { id, from, to, count, ...rest } = edge;
  return {
    from: places.get(from) ?? from,
    to: places.get(to) ?? to,
    ...rest,
    ...(id === edgeId(edge.kind, from, to) ? {} : { id }),
    ...(count === 1 ? {} : { count }),
  };
}

function unpackEdge(
  { id, from, to, count = 1, ...rest }: PackedEdge,
  nodes: readonly SceneNode[],
): SceneEdge {
  const idOf = (end: number | string): string => (typeof end === 'number' ? (nodes[end]?.id ?? '') : end);
  const [start, end] = [idOf(from), idOf(to)];
  return { id: id ?? edgeId(rest.kind, start, end), from: start, to: end, ...rest, count };
}

function packRows(records: readonly object[]): PackedRows {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => {
    const row = keys.map((key) => (record as { readonly [key: string]: unknown })[key] ?? null);
    const last = row.findLastIndex((value) => value !== null);
    return row.slice(0, last + 1);
  });
  return { keys, rows };
}

function unpackRows<T>({ keys, rows }: PackedRows): T[] {
  return rows.map(
    (row) =>
      Object.fromEntries(
        keys.flatMap((key, at) => (row[at] === undefined || row[at] === null ? [] : [[key, row[at]]])),
      ) as T,
  );
}
