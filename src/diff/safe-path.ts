import type { EventContract } from '../model/architecture.ts';
import { raiseVersion } from '../model/semver.ts';
import { showPath } from './compare-context.ts';
import type { ShapeChange } from './compare-shapes.ts';
import type { SchemaChangeKind } from './schema/kinds.ts';

/** How a change of one field is made without breaking anybody: expand, migrate, contract. */
type Way = 'beside' | 'keep-writing' | 'optional-first' | 'new-event';

const ways: { readonly [kind in SchemaChangeKind]?: Way } = {
  'type-changed': 'beside',
  'type-widened': 'beside',
  'property-renamed': 'beside',
  'pattern-changed': 'beside',
  'format-changed': 'beside',
  'content-changed': 'beside',
  'required-property-removed': 'keep-writing',
  'property-removed-closed': 'keep-writing',
  'property-optional': 'keep-writing',
  'required-property-added': 'optional-first',
  'property-required': 'optional-first',
  'required-property-added-closed': 'new-event',
  'required-property-removed-closed': 'new-event',
  'discriminator-changed': 'new-event',
};

/** The steps for one field of an event, with its names and versions; otherwise the general advice. */
export function safePathFor(event: EventContract, { kind, path, safePath }: ShapeChange): string | undefined {
  const way = ways[kind];
  if (way === undefined) return safePath;
  const field = showPath(path);
  const minor = raiseVersion(event.version, 'minor');
  const next = nextMajorName(event);
  const [readers, writers] =
    event.kind === 'command' ? ['its handler', 'its senders'] : ['its readers', 'its publishers'];
  if (way === 'new-event' || field === '')
    return `publish ${next} beside it, mark ${event.name} \`deprecated\` with a \`sunset\`, move ${readers}, then take it out`;
  switch (way) {
    case 'beside':
      return `add a new property beside ${field} (${minor}), write both, move ${readers}, then drop ${field} in ${next}`;
    case 'keep-writing':
      return `go on writing ${field} and mark it \`deprecated\` (${minor}), move ${readers}, then drop it in ${next}`;
    case 'optional-first':
      return `make ${field} optional (${minor}), have ${writers} send it, then require it in ${next}`;
  }
}

/** `todos.task.created` → `todos.task.created.v2`: what cannot be read by those who run is an event of its own. */
function nextMajorName({ name, major, foreign }: EventContract): string {
  return foreign === undefined
    ? `${name.replace(/\.v[0-9]+$/, '')}.v${major + 1}`
    : `the next major version of ${name}`;
}
