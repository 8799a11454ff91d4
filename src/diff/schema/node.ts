import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { checkValue } from '../../model/check-value.ts';
import type { NamedSchema, Schema, SchemaLookup } from '../../model/schema.ts';

/** The named schemas of a design, by id. */
export type Schemas = { readonly [id: string]: NamedSchema };

/** One of the two designs, as far as schemas refer to it. */
export interface Side {
  readonly schemas: Schemas;
  readonly lookup: SchemaLookup;
  /** `a` or `b`: keeps keys of the two apart. */
  readonly mark: string;
}

/** A schema with where it stands and what its references lead to. */
export interface Part {
  readonly schema: Schema;
  readonly at: Place;
  readonly side: Side;
  /** Of a named schema that a reference led to. */
  readonly name?: string;
}

/**
 * What holds of one value: all parts at once. Several parts come about where several schemas speak of one property;
 * none says nothing. Equal keys: the same parts, so that recursion ends and work is done once.
 */
export interface Node {
  readonly parts: readonly Part[];
  readonly key: string;
}

/** Makes nodes and numbers schemas for their keys. */
export interface NodeFactory {
  one(part: Part): Node;
  all(nodes: readonly Node[]): Node;
}

/** What any value fits. */
export const anyNode: Node = { parts: [], key: '' };

/** A factory of its own numbers; nodes of different factories must not meet. */
export function nodeFactory(): NodeFactory {
  const numbers = new WeakMap<Schema, number>();
  let next = 0;
  const keyOf = ({ schema, side }: Part): string => {
    let number = numbers.get(schema);
    if (number === undefined) {
      number = next++;
      numbers.set(schema, number);
    }
    return `${side.mark}${number}`;
  };
  return {
    one: (part) => {
      const spoken = followed(part);
      return { parts: [spoken], key: keyOf(spoken) };
    },
    all: (nodes) => {
      const speaking = nodes.filter((node) => node.parts.length > 0);
      const [only] = speaking;
      if (only === undefined) return anyNode;
      if (speaking.length === 1) return only;
      const parts = new Map<string, Part>();
      for (const node of speaking) for (const part of node.parts) parts.set(keyOf(part), part);
      return { parts: [...parts.values()], key: [...parts.keys()].sort().join(' ') };
    },
  };
}

/** What a reference leads to; undefined: nothing, or it is none. */
export function targetOf({ schema, side }: Part): Part | undefined {
  const target = schema.kind === 'ref' ? side.schemas[schema.id] : undefined;
  return target === undefined
    ? undefined
    : { schema: target.schema, at: target.at, side, name: target.typeName };
}

/** What says nothing itself, a reference or a combination of one, stands for what it leads to. */
export function followed(part: Part): Part {
  const seen = new Set<Schema>();
  let last = part;
  while (last.schema.note === undefined && !seen.has(last.schema)) {
    seen.add(last.schema);
    const next = targetOf(last) ?? onlyPart(last);
    if (next === undefined) return last;
    last = next;
  }
  return last;
}

function onlyPart({ schema, at, side }: Part): Part | undefined {
  if (schema.kind !== 'union' && schema.kind !== 'intersection') return undefined;
  const [only, ...others] = schema.of;
  if (only === undefined || others.length > 0) return undefined;
  const keyword =
    schema.kind === 'union'
      ? schema.rule === 'any'
        ? 'anyOf'
        : schema.rule === 'one'
          ? 'oneOf'
          : ''
      : schema.merged
        ? ''
        : 'allOf';
  return { schema: only, at: keyword === '' ? at : placeAt(at, keyword, 0), side };
}

/** Whether a value fits all parts. */
export function accepts(node: Node, value: unknown): boolean {
  return node.parts.every(({ schema, side }) => checkValue(value, schema, side.lookup).length === 0);
}
