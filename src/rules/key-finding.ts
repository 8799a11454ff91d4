import { onKey, type Place, type Related } from '../diagnostics/diagnostic.ts';
import type { NeededPath } from './keyed-paths.ts';

/** Where a finding about a path into data stands, and the data beside it. */
export function keyFinding({ event, at }: NeededPath): { at: Place; related?: readonly Related[] } {
  const own = at.file === event.at.file && at.path[0] === 'events' && at.path[1] === event.name;
  return own ? { at } : { at, related: [{ message: `${event.name} is declared here`, at: onKey(event.at) }] };
}
