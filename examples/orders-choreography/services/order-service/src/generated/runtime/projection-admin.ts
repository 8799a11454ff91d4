import type { Projection, Queryable, ServiceDefinition } from './contract.ts';
import { isTicked, positionedProjections } from './projection-runner.ts';
import { DESCRIBE_SLOTS, FIND_VIEWS, LIST_FAULTS, MEASURE_LAG, REQUEST_REBUILD } from './statements.ts';
import { tableName } from './write-rows.ts';

/** A projection as operators see it. */
export interface ProjectionStatus {
  readonly projection: string;
  readonly table: string;
  /** Where its events come from. */
  readonly from: 'store' | 'subscriptions' | 'both';
  readonly immediate: boolean;
  /** Whether it can be rebuilt; if not, why. */
  readonly rebuildable: true | string;
  /** A rebuild is asked for, and has not begun. */
  readonly requested: boolean;
  /** Of the store: what it has taken. Absent for one that is fed by subscriptions alone. */
  readonly position?: number;
  /** Stored events that it has not taken, counted up to 100000, and the age of the oldest in seconds. */
  readonly lag?: number;
  readonly lagSeconds?: number;
  /** A rebuild under way: how far it is, of which position, and what keeps it. */
  readonly building?: { readonly position: number; readonly of: number; readonly error: string | null };
  /** Events that it goes on without, the first 20. */
  readonly faults: readonly ProjectionFault[];
}

export interface ProjectionFault {
  readonly position: number;
  /** Null: received from another service. */
  readonly stream: string | null;
  readonly version: number | null;
  readonly type: string;
  readonly error: string;
}

/** Describes every projection of a service. */
export async function listProjections(
  definition: ServiceDefinition,
  database: Queryable,
): Promise<ProjectionStatus[]> {
  const statuses: ProjectionStatus[] = [];
  for (const projection of definition.projections)
    statuses.push(await describe(definition, database, projection));
  return statuses;
}

async function describe(
  definition: ServiceDefinition,
  database: Queryable,
  projection: Projection,
): Promise<ProjectionStatus> {
  const { name, table, stored = [], events, immediate = false } = projection;
  const isOfStore = stored.length > 0;
  const subscribes = Object.keys(events).some((event) => !stored.includes(event));
  const base = {
    projection: name,
    table,
    from: isOfStore ? (subscribes ? 'both' : 'store') : 'subscriptions',
    immediate,
  } as const;
  if (!positionedProjections(definition).includes(projection)) {
    return {
      ...base,
      rebuildable: 'it keeps none of its events: replay them from their topics',
      requested: false,
      faults: [],
    };
  }
  const { rows } = await database.query<{
    state: string;
    position: number;
    rebuild: boolean;
    complete: boolean;
    error: string | null;
    last: number;
  }>(DESCRIBE_SLOTS, [name]);
  const live = rows.find(({ state }) => state === 'live');
  const building = rows.find(({ state }) => state === 'building');
  const faults = await database.query<ProjectionFault>(LIST_FAULTS, [name]);
  return {
    ...base,
    rebuildable: await findObstacle(database, projection, live?.complete ?? true),
    requested: live?.rebuild ?? false,
    ...(isTicked(projection) &&
      live && { position: live.position, ...(await measureLag(database, projection)) }),
    ...(building && { building: { position: building.position, of: building.last, error: building.error } }),
    faults: faults.rows,
  };
}

/** Why a projection cannot be rebuilt, or true. */
async function findObstacle(
  database: Queryable,
  projection: Projection,
  complete: boolean,
): Promise<true | string> {
  const { stored = [], events, keep } = projection;
  const isLost = Object.keys(events).some((event) => !stored.includes(event)) && keep !== true;
  if (isLost) return 'it keeps none of the events that it subscribes to: say `keep: true` in the design';
  if (!complete) return 'it took events before it kept them: those would be lost';
  const { rows } = await database.query<{ view: string }>(FIND_VIEWS, [tableName(projection)]);
  if (rows.length === 0) return true;
  return `views read its table, which a new one replaces: drop ${rows.map(({ view }) => view).join(', ')} before`;
}

/** How far the live table of a projection is behind the store. */
export async function measureLag(
  database: Queryable,
  { name, stored = [] }: Projection,
): Promise<{ lag: number; lagSeconds: number }> {
  const { rows } = await database.query<{ lag: number; seconds: number }>(MEASURE_LAG, [name, stored]);
  return { lag: rows[0]?.lag ?? 0, lagSeconds: rows[0]?.seconds ?? 0 };
}

/** Asks for a rebuild. @returns why not, or what became of it. */
export async function requestRebuild(
  definition: ServiceDefinition,
  database: Queryable,
  name: string,
): Promise<'begun' | 'unknown' | { readonly refused: string }> {
  const projection = definition.projections.find((candidate) => candidate.name === name);
  if (projection === undefined) return 'unknown';
  const { rebuildable, requested, building } = await describe(definition, database, projection);
  if (rebuildable !== true) return { refused: rebuildable };
  if (building || requested) return { refused: 'it is being rebuilt' };
  await database.query(REQUEST_REBUILD, [name]);
  return 'begun';
}
