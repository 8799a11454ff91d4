import { readHorizon } from './append-horizon.ts';
import type { Projection, ServiceDefinition } from './contract.ts';
import type { Database } from './database.ts';
import { toError } from './errors.ts';
import { beginRebuild, stepRebuild, swapRebuilt } from './projection-rebuild.ts';
import { tickProjection } from './projection-tick.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { NOTE_TROUBLE, PREPARE_SLOT, READ_SLOTS } from './statements.ts';
import { storableText } from './storable-text.ts';

const POLL_MS = 500;
/** While another replica is at a projection that has something to take. */
const BUSY_MS = 25;
const HORIZON_MS = 1000;
const PAUSE_MS = 5000;

/** Keeps the projections of a service's store up to date, and rebuilds them when somebody asks. */
export interface ProjectionRunner {
  /** Something was stored. */
  wake(): void;
  stop(): Promise<void>;
}

/** Projections that have a position: fed from the store, or able to be rebuilt from what they keep. */
export function positionedProjections({ projections }: ServiceDefinition): Projection[] {
  return projections.filter(({ stored, keep }) => (stored?.length ?? 0) > 0 || keep === true);
}

/** Whether a projection takes events of the store by itself, some time after they were stored. */
export function isTicked({ stored, immediate }: Projection): boolean {
  return (stored?.length ?? 0) > 0 && immediate !== true;
}

/**
 * Starts the work on projections. Every replica does it: a row lock tells who is at which one, and a process that dies
 * gives it back.
 */
export function startProjections(runtime: ServiceRuntime, database: Database): ProjectionRunner {
  const projections = positionedProjections(runtime.definition);
  const { logger } = runtime;
  let stopped = false;
  let wakeUp: () => void = () => {};
  let wanted = false;
  const rebuilds = new Map<string, Promise<void>>();

  const isStopped = () => stopped;
  const rebuild = (projection: Projection) => {
    if (rebuilds.has(projection.name)) return;
    const work = runRebuild(runtime, database, projection, isStopped)
      .catch((error: unknown) => tellTrouble(runtime, database, projection, error))
      .finally(() => rebuilds.delete(projection.name));
    rebuilds.set(projection.name, work);
  };
  const round = async (): Promise<number> => {
    const slots = await readSlots(database);
    for (const projection of projections) {
      const own = slots.rows.filter(({ name }) => name === projection.name);
      if (own.some(({ rebuild: asked, state }) => asked || state === 'building')) rebuild(projection);
    }
    const ticked = projections.filter(isTicked);
    const isBehind = ({ name }: Projection) =>
      slots.rows.some((slot) => slot.name === name && slot.state === 'live' && slot.position < slots.last);
    const behind = ticked.filter(isBehind);
    if (behind.length === 0) return POLL_MS;
    const until = await readHorizon(database, HORIZON_MS);
    if (until === undefined) return BUSY_MS;
    let pause = POLL_MS;
    for (const projection of behind) {
      let result: Awaited<ReturnType<typeof tickProjection>>;
      do {
        result = await tickProjection(runtime, database, projection, until);
      } while (result === 'more' && !stopped);
      if (result === 'busy') pause = BUSY_MS;
    }
    return pause;
  };
  const loop = async () => {
    let isPrepared = false;
    while (!stopped) {
      wanted = false;
      let pause: number;
      try {
        if (!isPrepared) await prepareSlots(runtime.definition, database, projections);
        pause = await round();
        isPrepared = true;
      } catch (error) {
        if (stopped) return;
        logger.warn('projections could not be looked after', { error: toError(error).message });
        pause = PAUSE_MS;
      }
      if (!wanted && !stopped) await sleep(pause * (0.75 + Math.random() / 2), (wake) => (wakeUp = wake));
    }
  };
  const running = loop();
  return {
    wake() {
      wanted = true;
      wakeUp();
    },
    async stop() {
      stopped = true;
      wakeUp();
      await running;
      await Promise.all(rebuilds.values());
    },
  };
}

interface Slot {
  readonly name: string;
  readonly state: string;
  readonly position: number;
  readonly rebuild: boolean;
}

/** How far all projections are, and the store: one question for all. */
async function readSlots(
  database: Database,
): Promise<{ readonly last: number; readonly rows: readonly Slot[] }> {
  const { rows } = await database.query<Slot & { last: number }>(READ_SLOTS);
  return { last: rows[0]?.last ?? 0, rows };
}

/**
 * Gives each projection its row. One that is written at once and comes to a store that has events already is built first;
 * one that begins to keep what it took before without keeping it can never be rebuilt whole.
 */
export async function prepareSlots(
  { name: service, aggregates = [] }: ServiceDefinition,
  database: Database,
  projections: readonly Projection[],
): Promise<void> {
  const own = new Set(aggregates.flatMap(({ events }) => events.map(({ name }) => name)));
  for (const { name, table, immediate = false, keep = false, stored = [], events } of projections) {
    const consumers = Object.keys(events)
      .filter((event) => !stored.includes(event) || !own.has(event))
      .map((event) => `${service}/${event}/${name}`);
    await database.query(PREPARE_SLOT, [name, table, immediate, stored, keep, consumers]);
  }
}

/** Builds a projection to its end; gives up where another replica is at it. */
export async function runRebuild(
  runtime: ServiceRuntime,
  database: Database,
  projection: Projection,
  isStopped: () => boolean,
): Promise<void> {
  await beginRebuild(runtime, database, projection);
  for (let refusals = 0; !isStopped(); ) {
    const until = await readHorizon(database, HORIZON_MS);
    if (until === undefined) continue;
    const step = await stepRebuild(runtime, database, projection, until);
    if (step === 'more') {
      // Asked for again meanwhile, say by a migration: from the start.
      await beginRebuild(runtime, database, projection);
      continue;
    }
    if (step !== 'near') return;
    try {
      if ((await swapRebuilt(runtime, database, projection)) === 'swapped') return;
    } catch (error) {
      if (!isGivenWay(error)) throw error;
      refusals += 1;
      const waits = { projection: projection.name, attempts: refusals };
      if (refusals % 10 === 0)
        runtime.logger.warn('the rebuilt table waits for those who use the old', waits);
    }
    await sleep(POLL_MS);
  }
}

/** Somebody else had the table, or was in the way. */
function isGivenWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(55P03|40P01)$/.test(String(error.code));
}

async function tellTrouble(
  { logger }: ServiceRuntime,
  database: Database,
  { name }: Projection,
  thrown: unknown,
): Promise<void> {
  const error = toError(thrown);
  logger.error('projection cannot be rebuilt', { projection: name, error });
  await database.query(NOTE_TROUBLE, [name, storableText(error.message, 2000)]).catch(() => {});
  await sleep(PAUSE_MS);
}

function sleep(ms: number, onWake?: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    onWake?.(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
