import { matchesPattern } from '../../model/scalar-faults.ts';
import { anyNode, type Node, type NodeFactory } from './node.ts';
import type { ArrayShape, MemberGroup, ObjectShape } from './shape.ts';

/** What is said of the member of a name: listed, by pattern, or as one of the others. */
export function memberOf(shape: ObjectShape, name: string, nodes: NodeFactory): Node {
  const [only, ...others] = shape.groups;
  if (only !== undefined && others.length + only.patterns.length + shape.unevaluated.length === 0) {
    return only.properties.get(name) ?? only.additional ?? anyNode;
  }
  const said = shape.groups.flatMap((group) => saidBy(group, name));
  for (const { node, names, more } of shape.unevaluated) if (!more && !names.has(name)) said.push(node);
  return nodes.all(said);
}

function saidBy(group: MemberGroup, name: string): Node[] {
  const own = group.properties.get(name);
  const said = own === undefined ? [] : [own];
  for (const { pattern, node } of group.patterns) if (matchesPattern(pattern, name)) said.push(node);
  if (said.length === 0 && group.additional !== undefined) said.push(group.additional);
  return said;
}

/** What is said of members whose names are neither listed nor match a pattern. */
export function otherMembers(shape: ObjectShape, nodes: NodeFactory): Node {
  return nodes.all(shape.groups.map((group) => group.additional ?? anyNode));
}

/** Names that a schema lists. */
export function listedNames(shape: ObjectShape): Set<string> {
  return new Set(shape.groups.flatMap((group) => [...group.properties.keys()]));
}

/** What is said of the item at a position. */
export function itemAt(shape: ArrayShape, index: number, nodes: NodeFactory): Node {
  return nodes.all(shape.groups.map(({ prefix, items }) => prefix[index] ?? items));
}

/** What is said of the items behind all positions that are spoken of. */
export function furtherItems(shape: ArrayShape, nodes: NodeFactory): Node {
  return nodes.all(shape.groups.map(({ items }) => items));
}

/** How many positions are spoken of one by one. */
export function positionsOf(shape: ArrayShape): number {
  return Math.max(0, ...shape.groups.map(({ prefix }) => prefix.length));
}
