/**
 * What a picture shows, before anybody knows where: things, what joins them, and the boxes around them. Plain values,
 * so that a graph can be sent to a worker, hashed and compared.
 */
export interface Graph {
  readonly view: ViewId;
  /** For people: `Event flow of Todo reference system`. */
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly groups: readonly GraphGroup[];
  /** What is not in the picture, with its count. */
  readonly remarks: readonly string[];
  /** True: boxes are always drawn one by one. */
  readonly boxed?: true;
  /** Where each node stands in a grid of lanes; absent: the layout decides. */
  readonly lanes?: LaneGrid;
}

export type ViewId = 'map' | 'flow' | 'sagas' | 'timeline' | 'data' | 'infra';

export type NodeKind =
  | 'domain'
  | 'service'
  | 'external'
  | 'event'
  | 'command'
  | 'topic'
  | 'deadLetter'
  | 'saga'
  | 'projection'
  | 'schema'
  | 'table'
  | 'step'
  | 'undo'
  | 'start'
  | 'completed'
  | 'aborted'
  /** A thing that stands in another box and is drawn there. */
  | 'reference';

export interface GraphNode {
  /** Unique in the graph; that of the element it shows where it shows one (`event:todos.task.created`). */
  readonly id: string;
  /** The element that it stands for, where that isn't its id: a reference, one of several pictures of a thing. */
  readonly element?: string;
  readonly kind: NodeKind;
  /** What a reference refers to. */
  readonly of?: NodeKind;
  readonly name: string;
  /** A fact about it, in one line. */
  readonly fact?: string;
  readonly badges?: readonly Badge[];
  /** Lines of a table. */
  readonly rows?: readonly Row[];
  /** Rows that are not shown. */
  readonly moreRows?: number;
  readonly group?: string;
  /** Nobody takes it, or it is going away: drawn so. */
  readonly state?: 'unheard' | 'deprecated';
}

/** The element that a node stands for. */
export function elementOf({ id, element = id }: Pick<GraphNode, 'id' | 'element'>): string {
  return element;
}

export interface Badge {
  readonly kind: 'version' | 'personal' | 'outbox' | 'inbox' | 'replicas' | 'note';
  readonly text: string;
}

export interface Row {
  readonly name: string;
  readonly type: string;
  readonly mark?: 'key' | 'personal';
}

export type EdgeKind =
  | 'publish'
  | 'deliver'
  | 'command'
  | 'call'
  | 'deadLetter'
  | 'compensate'
  | 'timeout'
  | 'step'
  | 'relation'
  | 'bundle';

export interface GraphEdge {
  /** Unique in the graph, and the same as long as it joins the same things. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label?: string;
  /** How much it stands for; absent: 1. */
  readonly count?: number;
  /** Its end is drawn left of its start: what it joins has an order of its own. */
  readonly turned?: true;
}

export interface GraphGroup {
  readonly id: string;
  readonly kind: 'domain' | 'broker' | 'saga' | 'lane';
  readonly name: string;
  readonly fact?: string;
}

/** Lanes from the top down, and the cell of each node: lane, then column. */
export interface LaneGrid {
  readonly lanes: readonly GraphGroup[];
  /** How many lanes belong together: there is more room between those of one band and the next. */
  readonly perBand: number;
  /** In the order in which they were put there: the first of a column is what the column is of. */
  readonly cells: { readonly [node: string]: readonly [lane: number, column: number] };
}

/** Ids of elements: what a node shows, a selection names and an inspector opens. */
export const elementId = {
  domain: (name: string) => `domain:${name}`,
  service: (name: string) => `service:${name}`,
  event: (name: string) => `event:${name}`,
  topic: (name: string) => `topic:${name}`,
  saga: (name: string) => `saga:${name}`,
  projection: (name: string) => `projection:${name}`,
  aggregate: (name: string) => `aggregate:${name}`,
  schema: (name: string) => `schema:${name}`,
} as const;

/** The id of an edge: what it does, and between which nodes. */
export function edgeId(kind: EdgeKind, from: string, to: string): string {
  return `${kind} ${from} → ${to}`;
}
