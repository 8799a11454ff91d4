import type { Place } from '../../diagnostics/diagnostic.ts';
import type { ComparisonOptions } from './change.ts';
import type { SchemaChangeKind } from './kinds.ts';
import type { Node, NodeFactory } from './node.ts';
import type { JsonType, Shape } from './shape.ts';
import type { Verdicts } from './verdict.ts';

/** A difference before it has its whole path and its words. */
export interface Found {
  readonly kind: SchemaChangeKind;
  /** From the nodes that are compared. */
  readonly path: readonly string[];
  readonly before: Place;
  readonly after: Place;
  readonly old?: string;
  readonly new?: string;
  /** What is said behind the path. */
  readonly text: string;
  /** What stands between path and text: `note added`, `dueAt: type …`. */
  readonly joint: ' ' | ': ';
  readonly strict: Verdicts;
}

/** All differences of two nodes, and what they come to. */
export interface Outcome {
  readonly found: readonly Found[];
  /** As sets of values: whether b takes all of a (backward), and a all of b (forward). */
  readonly strict: Verdicts;
}

/** Where two nodes stand: of nodes that say nothing, the place of what holds them. */
export interface Here {
  readonly before: Place;
  readonly after: Place;
}

/** What the parts of the comparison call each other through. a is the old one, b the new one. */
export interface Comparison {
  readonly nodes: NodeFactory;
  readonly options: ComparisonOptions;
  shapeOf(node: Node): Shape;
  /** Whether both are written alike, annotations included: found out without comparing them. */
  areSame(a: Node, b: Node): boolean;
  /** Everything that differs. */
  compare(a: Node, b: Node, here: Here): Outcome;
  /** What differs for values of one type, which both allow. */
  compareAs(type: JsonType, a: Node, b: Node, here: Here): Outcome;
  /** Whether no value of the type fits both, as far as that can be told. */
  areDisjoint(type: JsonType, a: Node, b: Node): boolean;
}

/** The places of two nodes. */
export function placesOf(a: Node, b: Node, here: Here): Here {
  return { before: a.parts[0]?.at ?? here.before, after: b.parts[0]?.at ?? here.after };
}

/** The differences one step deeper in the data. */
export function deeper(step: string, found: readonly Found[]): Found[] {
  return found.map((each) => ({ ...each, path: [step, ...each.path] }));
}
