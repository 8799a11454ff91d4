/**
 * What generated code hands to the runtime about aggregates, and what the runtime hands to the code around them. Types
 * only.
 */

/** An aggregate: streams of events, one for each key, and the code that decides what comes next. */
export interface AggregateDefinition {
  /** Name in the spec; streams are `<name>/<key>`. */
  readonly name: string;
  readonly events: readonly StoredEvent[];
  /** A snapshot is written every so many events; absent: never. */
  readonly snapshotEvery?: number;
}

export interface StoredEvent {
  readonly name: string;
  /** CloudEvents `type`. */
  readonly type: string;
  /** Semver of the data that are written; older ones are upcast when they are read. */
  readonly version: string;
  /** The key of the aggregate in the data. */
  readonly key: (data: unknown) => string | undefined;
  /** Against the newest schema. */
  readonly validate: (data: unknown) => readonly { readonly path: string; readonly message: string }[];
  /** Oldest first, each from its `version` to the next newer one. */
  readonly upcasters: readonly { readonly version: string; readonly upcast: (data: unknown) => unknown }[];
  /** Whether it is published as well; else it stays in the store. */
  readonly published: boolean;
}

/** An event that a decision comes to, or that a state is made of. */
export interface DomainEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
}

/**
 * What follows from a command in a state; nothing, where the command is already done. Pure: it may run again on a newer
 * state, so times and new ids come with the command. Throws, best `RejectedError`, what may not be.
 */
export type Decide<Command, State, Event extends DomainEvent> = (
  command: Command,
  state: State,
) => readonly Event[];

/** The state after an event. Pure, and it must not change its arguments. */
export type Evolve<State, Data> = (state: State, data: Data) => State;

/** The code of an aggregate, as people write it. `never`: so that narrower types fit. */
export interface AggregateCode {
  readonly initial: unknown;
  readonly decide: Decide<never, never, DomainEvent>;
  readonly evolve: Readonly<Record<string, (state: never, data: never) => unknown>>;
}

/** A stream as it is now, or was at a version. */
export interface Loaded<State> {
  readonly state: State;
  /** Events in the stream; 0: there is none. */
  readonly version: number;
}

/** What a command came to. */
export interface Executed<State> extends Loaded<State> {
  /** What was decided; empty: the command had nothing left to do. */
  readonly events: readonly DomainEvent[];
  /** Of the last event of this command in the store: read models with this position know of it. Absent: no event. */
  readonly position?: number;
}

/** An aggregate in the hands of a handler or an operation. */
export interface Aggregate<Command, State> {
  /**
   * Loads the stream of `id`, decides, stores what was decided and publishes what the design says. Where somebody else
   * stored in between, it decides again on the newer state.
   * @throws what `decide` throws; InvalidEventError where an event does not fit its schema; ConcurrencyError where
   * others came first again and again; CorruptStreamError where the stream cannot be read.
   */
  execute(id: string, command: Command): Promise<Executed<State>>;
  /** @throws CorruptStreamError where the stream cannot be read. */
  load(id: string): Promise<Loaded<State>>;
}

/** The aggregates of a service by name; generated code knows their types. */
export interface AnyAggregates {
  readonly [name: string]: Aggregate<never, unknown>;
}
