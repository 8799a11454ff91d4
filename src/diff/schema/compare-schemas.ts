import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Schema } from '../../model/schema.ts';
import { type AvroAt, compareAvro } from './avro/compare-avro.ts';
import { findAvroWitness } from './avro/find-avro-witness.ts';
import type { ComparisonOptions, SchemaChange } from './change.ts';
import type { Found } from './comparison.ts';
import { createComparison, fewerPaths } from './create-comparison.ts';
import { findWitness, type SchemaWitness } from './find-witness.ts';
import { closedProducerVerdicts, tolerantVerdicts } from './kinds.ts';
import type { Node, Schemas, Side } from './node.ts';

/** A schema where it stands. */
export interface SchemaAt {
  readonly schema: Schema;
  readonly at: Place;
}

/** Compares schemas of two designs. */
export interface SchemaComparison {
  /** What differs; nothing where the same is said in other words. */
  compare(old: SchemaAt, now: SchemaAt): SchemaChange[];
  /**
   * Data that a change breaks, of the whole schema: where it breaks forward, new data that the old schema refuses,
   * else old data that the new one refuses. Undefined: none was found, or the change breaks nothing.
   */
  findWitness(change: SchemaChange, old: SchemaAt, now: SchemaAt): SchemaWitness | undefined;
}

/**
 * Makes a comparison of the schemas of two designs, of which `old` is the older: what differs, and what that means for
 * those who read the data. Pure. What both share is looked at once, however many of their schemas refer to it.
 *
 * Nothing is reported where the same is said in other words: references moved or written out, `allOf` split, keys in
 * another order, a list of types or alternatives. Recursive schemas are compared by assuming that they are alike
 * wherever they meet again.
 */
export function schemaComparison(
  old: Schemas,
  now: Schemas,
  options: ComparisonOptions = {},
): SchemaComparison {
  const comparison = createComparison(old, now, options);
  const [oldSide, newSide] = [sideOf(old, 'a'), sideOf(now, 'b')];
  const nodesOf = (before: SchemaAt, after: SchemaAt): readonly [Node, Node] => [
    comparison.nodes.one({ ...before, side: oldSide }),
    comparison.nodes.one({ ...after, side: newSide }),
  ];
  return {
    compare: (before, after) => {
      const [oldAvro, newAvro] = [avroOf(before, old), avroOf(after, now)];
      if (oldAvro !== undefined && newAvro !== undefined) {
        return fewerPaths(compareAvro(oldAvro, newAvro)).map((each) => changeOf(each, options));
      }
      const [a, b] = nodesOf(before, after);
      if (comparison.areSame(a, b)) return [];
      const { found } = comparison.compareRoot(a, b, { before: before.at, after: after.at });
      return found.map((each) => changeOf(each, options));
    },
    findWitness: (change, before, after) => {
      const breaking = (['forward', 'backward'] as const).filter(
        (each) => change.strict[each] === 'breaking',
      );
      // What breaks tolerant readers too says more.
      const rank = (each: 'forward' | 'backward'): number => (change.tolerant[each] === 'breaking' ? 0 : 1);
      const [oldAvro, newAvro] = [avroOf(before, old), avroOf(after, now)];
      for (const direction of breaking.sort((x, y) => rank(x) - rank(y))) {
        const witness =
          oldAvro !== undefined && newAvro !== undefined
            ? findAvroWitness(change, oldAvro, newAvro, direction)
            : findWitness(change, ...nodesOf(before, after), direction, comparison);
        if (witness !== undefined) return witness;
      }
      return undefined;
    },
  };
}

/** The Avro that a schema was read from: of a file or a message, referred to as a whole. */
function avroOf({ schema }: SchemaAt, schemas: Schemas): AvroAt | undefined {
  const target = schema.kind === 'ref' ? schemas[schema.id] : undefined;
  return target?.avro === undefined ? undefined : { avro: target.avro, at: target.at };
}

function sideOf(schemas: Schemas, mark: string): Side {
  return { schemas, mark, lookup: { schemaOf: (id) => schemas[id]?.schema } };
}

function changeOf({ text, joint, ...found }: Found, { role = 'event' }: ComparisonOptions): SchemaChange {
  const path = found.path.map((step) => step.replace(/[.\\]/g, '\\$&')).join('.');
  return {
    ...found,
    message: path === '' ? text : `${path}${joint}${text}`,
    tolerant: tolerantVerdicts(found.kind, found.strict, role),
    'closed-producer': closedProducerVerdicts(found.kind, found.strict),
  };
}
