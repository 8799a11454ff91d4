import type { EventEnvelope, Project, Projection, Queryable, ServiceWiring } from './contract.ts';
import { createRowChanges, type RowChanges } from './row-changes.ts';
import { tableName, writeRows } from './write-rows.ts';

/** An event of a projection, by its name in the design. */
export interface ProjectedEvent {
  readonly name: string;
  readonly envelope: EventEnvelope;
}

/**
 * Applies events to the table of a projection, in the caller's transaction.
 * @throws what the team's code or the database says to one of them.
 */
export async function projectAtOnce(
  { wiring }: { readonly wiring: ServiceWiring },
  tx: Queryable,
  projection: Projection,
  events: readonly ProjectedEvent[],
  table = tableName(projection),
): Promise<void> {
  const changes = createRowChanges(projection);
  for (const event of events) {
    if (!addEvent(wiring, projection, event, changes)) {
      await writeRows(tx, projection, table, changes.take());
      addEvent(wiring, projection, event, changes);
    }
  }
  await writeRows(tx, projection, table, changes.take());
}

/**
 * Adds what an event changes.
 * @returns false where what there is has to be written first.
 * @throws what the team's code says.
 */
export function addEvent(
  wiring: ServiceWiring,
  projection: Projection,
  { name, envelope }: ProjectedEvent,
  changes: RowChanges,
): boolean {
  if (projection.events[name] === undefined) return true;
  const fold = wiring.projections[projection.name]?.[name] as Project | undefined;
  if (fold === undefined) throw new Error(`There is no projection '${projection.name}' of '${name}'`);
  const key = projection.events[name](envelope.data);
  if (key === undefined) return true;
  const change = fold(envelope);
  return change === undefined || changes.add(key, change);
}
