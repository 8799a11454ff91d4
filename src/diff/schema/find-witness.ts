import { checkValue } from '../../model/check-value.ts';
import type { Schema, SchemaLookup } from '../../model/schema.ts';
import { exampleOf } from '../../print/example.ts';

/** Data that two schemas disagree about. */
export interface SchemaWitness {
  readonly value: unknown;
  /** Which of the two takes it; the other one refuses it. */
  readonly validUnder: 'old' | 'new';
}

/** A schema with what it refers to. */
export interface ReadableSchema {
  readonly schema: Schema;
  readonly lookup: SchemaLookup;
}

/**
 * Data that fits the one schema and not the other: `backward` asks for old data that is refused now, `forward` for new
 * data that was refused before. Undefined: none was found in a bounded search, which does not mean that there is none.
 */
export function findWitness(
  old: ReadableSchema,
  now: ReadableSchema,
  direction: 'backward' | 'forward',
): SchemaWitness | undefined {
  const [fits, fails] = direction === 'backward' ? [old, now] : [now, old];
  const isWitness = (value: unknown): boolean =>
    checkValue(value, fits.schema, fits.lookup).length === 0 &&
    checkValue(value, fails.schema, fails.lookup).length > 0;
  const value = exampleOf(fits.schema, fits.lookup);
  return value !== undefined && isWitness(value)
    ? { value, validUnder: direction === 'backward' ? 'old' : 'new' }
    : undefined;
}
