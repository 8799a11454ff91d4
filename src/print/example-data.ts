import type { Architecture, EventContract } from '../model/architecture.ts';
import { schemasOf } from '../model/query.ts';
import { remembered } from '../model/remember.ts';
import { exampleOf } from './example.ts';

/** An example of an event's data: the design's first, else one that is made; undefined where none can be found. */
export function exampleData(architecture: Architecture, event: EventContract): unknown {
  return (
    event.examples[0] ??
    remembered(architecture, event, 'example', () => exampleOf(event.data, schemasOf(architecture)))
  );
}
