import type {
  Aggregate,
  AggregateCode,
  AggregateDefinition,
  AnyAggregates,
  DomainEvent,
  Executed,
  Loaded,
  StoredEvent,
} from './aggregate-contract.ts';
import { currentClock } from './clock.ts';
import type { Projection, Queryable, Transaction } from './contract.ts';
import { ConcurrencyError, CorruptStreamError, InvalidEventError, toError } from './errors.ts';
import { appendEvents, type NewEvent, readStream, type StoredRow } from './event-store.ts';
import { currentFlow } from './flow-context.ts';
import { inboxEventId } from './inbox-event-id.ts';
import { type Message, messageOf, publishedOf } from './message.ts';
import { projectAtOnce } from './project-at-once.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { shapeOf, writeSnapshot } from './snapshot.ts';
import { envelopeOf, metaOf, readStoredData } from './stored-event.ts';

/** What a unit of work gives its aggregates. */
export interface AggregateWork {
  readonly tx: Transaction;
  enqueue(message: Message): void;
  /** Runs when the transaction is committed, and only then. */
  afterCommit(work: () => void): void;
}

/** How often a command is decided anew because others came first. */
const DECISIONS = 4;

/** @returns the stream of a key; a key too long for an index is kept as its hash. */
export function streamOf(aggregate: string, id: string): string {
  return `${aggregate}/${inboxEventId(id)}`;
}

/** The aggregates of a service, for one transaction. */
export function createAggregates(runtime: ServiceRuntime, work: AggregateWork): AnyAggregates {
  return bindAggregates(runtime, ({ definition, code }) => ({
    execute: (id, command) => execute(runtime, definition, code, work, id, command),
    load: (id) => loadStream(work.tx, definition, code, id),
  }));
}

/** Binds each aggregate of a service to what it may use. */
export function bindAggregates(
  { definition, wiring }: Pick<ServiceRuntime, 'definition' | 'wiring'>,
  bind: (parts: {
    readonly definition: AggregateDefinition;
    readonly code: AggregateCode;
  }) => Aggregate<never, unknown>,
): AnyAggregates {
  const bound: { [name: string]: Aggregate<never, unknown> } = Object.create(null);
  for (const aggregate of definition.aggregates ?? []) {
    const code = wiring.aggregates?.[aggregate.name];
    // A service without it does not start; tests of everything else do without.
    if (code === undefined) continue;
    bound[aggregate.name] = bind({ definition: aggregate, code });
  }
  return bound;
}

/** An aggregate of a unit of work, by its name. */
export function aggregateOf(aggregates: object, name: string): Aggregate<never, unknown> {
  const aggregate = (aggregates as AnyAggregates)[name];
  if (aggregate === undefined) throw new Error(`There is no aggregate '${name}'`);
  return aggregate;
}

async function execute(
  runtime: ServiceRuntime,
  definition: AggregateDefinition,
  code: AggregateCode,
  work: AggregateWork,
  id: string,
  command: never,
): Promise<Executed<unknown>> {
  const stream = streamOf(definition.name, id);
  const immediate = immediateOf(runtime, definition);
  for (let decision = 1; decision <= DECISIONS; decision += 1) {
    const loaded = await loadStream(work.tx, definition, code, id);
    const decided = code.decide(command, loaded.state as never);
    if (decided.length === 0) return { state: loaded.state, version: loaded.version, events: [] };
    const prepared = decided.map((event) => prepare(runtime, definition, id, event));
    const state = decided.reduce<unknown>((now, event) => evolve(code, now, event), loaded.state);
    const positions = await appendEvents(
      work.tx,
      stream,
      loaded.version,
      prepared.map(({ row }) => row),
      immediate.map(({ name }) => name),
    );
    if (positions === undefined) {
      runtime.metrics.count('eda_append_conflicts_total', { aggregate: definition.name });
      continue;
    }
    for (const { message } of prepared) if (message !== undefined) work.enqueue(message);
    if (immediate.length > 0) {
      const envelopes = prepared.map(({ event, row }) => ({
        name: event.name,
        envelope: envelopeOf(runtime.definition.source, event, {
          ...row,
          meta: row.meta === null ? null : JSON.parse(row.meta),
          data: JSON.parse(row.data),
        }),
      }));
      for (const projection of immediate) await projectAtOnce(runtime, work.tx, projection, envelopes);
    }
    const version = loaded.version + decided.length;
    const position = positions.at(-1) ?? 0;
    work.afterCommit(() => {
      runtime.metrics.count('eda_stored_total', { aggregate: definition.name }, decided.length);
      runtime.appended(position);
      if (version - loaded.snapshot >= (definition.snapshotEvery ?? Number.POSITIVE_INFINITY)) {
        keepSnapshot(runtime, stream, { version, shape: shapeOf(definition, code), state });
      }
    });
    return { state, version, events: decided, position };
  }
  throw new ConcurrencyError(
    `Others stored events of ${stream} ${DECISIONS} times while the command was decided`,
  );
}

/** Projections that are written in the transaction of what an aggregate stores. */
function immediateOf({ definition }: ServiceRuntime, { events }: AggregateDefinition): Projection[] {
  const names = new Set(events.map(({ name }) => name));
  return definition.projections.filter(
    ({ immediate, stored = [] }) => immediate === true && stored.some((name) => names.has(name)),
  );
}

interface Prepared {
  readonly event: StoredEvent;
  readonly row: NewEvent;
  readonly message: Message | undefined;
}

/** @throws Error where the design has no such event or it is one of another key; InvalidEventError where it does not fit. */
function prepare(
  { definition }: ServiceRuntime,
  aggregate: AggregateDefinition,
  id: string,
  { name, data }: DomainEvent,
): Prepared {
  const event = aggregate.events.find((candidate) => candidate.name === name);
  if (event === undefined) throw new Error(`Aggregate '${aggregate.name}' does not store '${name}'`);
  const issues = event.validate(data);
  if (issues.length > 0) throw new InvalidEventError(name, issues);
  const key = event.key(data);
  if (key !== id) {
    throw new Error(`'${name}' was decided for ${aggregate.name} '${id}', but its data say '${key}'`);
  }
  const published = event.published ? publishedOf(definition, name) : undefined;
  const clock = currentClock();
  const eventId = clock.newId();
  const at = clock.now().toISOString();
  return {
    event,
    row: {
      id: eventId,
      type: name,
      schema: event.version,
      data: JSON.stringify(data),
      meta: metaOf(currentFlow()),
      at,
    },
    message: published && messageOf(definition, published, data, { id: eventId, time: at }),
  };
}

/** A stream as it is now, from its snapshot on where there is one of the same code. */
export async function loadStream(
  database: Queryable,
  definition: AggregateDefinition,
  code: AggregateCode,
  id: string,
): Promise<Loaded<unknown> & { readonly snapshot: number }> {
  const stream = streamOf(definition.name, id);
  const shape = definition.snapshotEvery === undefined ? undefined : shapeOf(definition, code);
  const { snapshot, events } = await readStream(database, stream, shape);
  const from = { state: snapshot?.state ?? code.initial, version: snapshot?.version ?? 0 };
  return { ...foldStream(definition, code, stream, events, from), snapshot: from.version };
}

/**
 * Folds stored events behind a state.
 * @throws CorruptStreamError that names the stream, the version, and what is wrong with it.
 */
export function foldStream(
  definition: AggregateDefinition,
  code: AggregateCode,
  stream: string,
  rows: readonly StoredRow[],
  from: Loaded<unknown>,
): Loaded<unknown> {
  const known = new Map(definition.events.map((event) => [event.name, event]));
  let { state, version } = from;
  for (const row of rows) {
    if (row.version !== version + 1) {
      throw new CorruptStreamError(
        `Stream ${stream} has a gap: version ${version + 1} is missing, ${row.version} follows`,
      );
    }
    version = row.version;
    const event = known.get(row.type);
    try {
      if (event === undefined) throw new Error('the design does not store it');
      const data = readStoredData(event, row.schema, row.data);
      state = evolve(code, state, { name: row.type, data });
    } catch (thrown) {
      throw new CorruptStreamError(
        `Stream ${stream} cannot be read at version ${version}, ${row.type} ${row.schema}: ${toError(thrown).message}`,
        { cause: thrown },
      );
    }
  }
  return { state, version };
}

function evolve({ evolve: folds }: AggregateCode, state: unknown, { name, data }: DomainEvent): unknown {
  const fold = folds[name];
  if (fold === undefined) throw new Error(`there is no evolve of '${name}'`);
  return fold(state as never, data as never);
}

/** Best effort: without a snapshot, loading takes longer, and that is all. */
function keepSnapshot(
  { database, logger }: ServiceRuntime,
  stream: string,
  snapshot: { readonly version: number; readonly shape: string; readonly state: unknown },
): void {
  if (database === undefined) return;
  writeSnapshot(database, stream, snapshot).catch((error: unknown) => {
    logger.warn('snapshot not kept', { stream, error: toError(error).message });
  });
}
