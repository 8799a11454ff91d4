import type { Architecture, EventContract } from '../../model/architecture.ts';
import type { ObjectSchema, Schema } from '../../model/schema.ts';
import { type SagaMessageView, sagaReplies } from './saga-messages.ts';
import type { SagaView } from './service-view.ts';

/** A member of a message's data, and where it comes from. */
export interface GuessedMember {
  readonly name: string;
  /** The step whose answer has it; undefined: the event that started the run. */
  readonly step: string | undefined;
}

/**
 * Guesses the data of a saga's message: members that the start, or an answer that has come by then, has under the same
 * name and of the same kind mostly mean the same.
 * @param fits whether a value of a schema can be passed on as it is
 * @returns undefined where a required member is to be found nowhere, or none is found at all
 */
export function guessMembers(
  { events, schemas }: Pick<Architecture, 'events' | 'schemas'>,
  view: SagaView,
  { event, done }: SagaMessageView,
  fits: (schema: Schema) => boolean = () => true,
): GuessedMember[] | undefined {
  const wanted = objectOf(schemas, event.data);
  const start = events[view.saga.starts];
  if (wanted === undefined || start === undefined) return undefined;
  const replies = sagaReplies({ events }, view)
    .filter(({ step, events: told }) => done.includes(step) && told.length === 1)
    .map(({ step, events: [told] }) => ({ step, event: told }));
  const sources = [{ step: undefined, event: start }, ...replies.reverse()];
  const found: GuessedMember[] = [];
  for (const { name, required, schema } of wanted.properties) {
    const source = fits(schema) && sources.find((candidate) => has(schemas, candidate.event, name, schema));
    if (source) found.push({ name, step: source.step });
    else if (required) return undefined;
  }
  return found.length === 0 ? undefined : found;
}

function has(
  schemas: Architecture['schemas'],
  event: EventContract | undefined,
  name: string,
  schema: Schema,
): boolean {
  const own = event && objectOf(schemas, event.data)?.properties.find((property) => property.name === name);
  return own?.required === true && shapeOf(own.schema) === shapeOf(schema);
}

function objectOf(schemas: Architecture['schemas'], schema: Schema, depth = 0): ObjectSchema | undefined {
  if (schema.kind === 'object') return schema;
  const named = schema.kind === 'ref' && depth < 10 ? schemas[schema.id] : undefined;
  return named && objectOf(schemas, named.schema, depth + 1);
}

/** A schema without what is said about it. */
function shapeOf(schema: Schema): string {
  return JSON.stringify(schema, (key, value) => (key === 'note' || key === 'at' ? undefined : value));
}
