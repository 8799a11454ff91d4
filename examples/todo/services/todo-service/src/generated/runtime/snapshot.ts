import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AggregateCode, AggregateDefinition } from './aggregate-contract.ts';
import type { Queryable } from './contract.ts';
import { WRITE_SNAPSHOT } from './statements.ts';

const shapes = new WeakMap<AggregateCode, string>();

/**
 * Tells whether a snapshot was made by the same code: of the events' versions, the initial state, and the text of what
 * folds them. Code that these functions call is not seen; where it changes the state, change `initial`, or empty
 * `eda.snapshot`.
 */
export function shapeOf(definition: AggregateDefinition, code: AggregateCode): string {
  const known = shapes.get(code);
  if (known !== undefined) return known;
  const parts = [
    ...definition.events.map(({ name, version }) => `${name}@${version}`),
    JSON.stringify(code.initial) ?? '',
    ...Object.entries(code.evolve).map(([name, evolve]) => `${name}=${String(evolve)}`),
  ];
  const shape = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
  shapes.set(code, shape);
  return shape;
}

/**
 * Keeps the state of a stream at a version; an older one never takes the place of a newer one of the same shape.
 * @throws Error where the state is no plain JSON: what came back would not be what went in.
 */
export async function writeSnapshot(
  database: Queryable,
  stream: string,
  { version, shape, state }: { readonly version: number; readonly shape: string; readonly state: unknown },
): Promise<void> {
  const text = JSON.stringify(state);
  if (text === undefined || !isDeepStrictEqual(JSON.parse(text), state)) {
    throw new Error(
      'the state is not plain JSON (a Date, a Map, an undefined member?), so it cannot be kept',
    );
  }
  await database.query(WRITE_SNAPSHOT, [stream, version, shape, text]);
}
