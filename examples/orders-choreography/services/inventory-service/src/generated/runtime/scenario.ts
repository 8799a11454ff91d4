import { deepStrictEqual, fail } from 'node:assert/strict';
import type { Decide, DomainEvent, Evolve } from './aggregate-contract.ts';
import type { Validate } from './contract.ts';
import { describeIssues, toError } from './errors.ts';

/** What happened before, in a test of an aggregate's code. */
export interface Scenario<Command, State, Event extends DomainEvent> {
  /** The state that these events come to. */
  readonly state: State;
  when(command: Command): Outcome<State, Event>;
}

/** What a command came to; each check throws an AssertionError where it came to something else. */
export interface Outcome<State, Event extends DomainEvent> {
  /** These events, in this order, and no others. */
  thenStores(...events: readonly Event[]): Outcome<State, Event>;
  /** No event: there was nothing left to do. */
  thenNothing(): Outcome<State, Event>;
  /** It may not be; `message` is part of the reason, or matches it. */
  thenRejects(message: string | RegExp): void;
  /** The state after it. @throws what `decide` threw. */
  readonly state: State;
}

/** The code of an aggregate, with the types that it was written for. */
interface Code<Command, State, Event extends DomainEvent> {
  readonly initial: State;
  readonly decide: Decide<Command, State, Event>;
  readonly evolve: {
    readonly [Name in Event['name']]: Evolve<State, Extract<Event, { name: Name }>['data']>;
  };
}

/**
 * Begins a scenario. Nothing else takes part: no database, no clock. What the code gets is frozen, so that code that
 * changes it fails here, and not by chance later.
 * @throws Error where an event of the test does not fit the design.
 */
export function given<Command, State, Event extends DomainEvent>(
  code: Code<Command, State, Event>,
  validators: { readonly [Name in Event['name']]: Validate },
  events: readonly Event[],
): Scenario<Command, State, Event> {
  const check = ({ name, data }: Event, whose: string) => {
    const issues = validators[name as Event['name']](data);
    if (issues.length > 0) fail(`${whose} '${name}' does not fit its schema: ${describeIssues(issues)}`);
  };
  const evolve = (state: State, event: Event): State => {
    const fold = code.evolve[event.name as Event['name']] as Evolve<State, unknown>;
    return freeze(fold(state, freeze(structuredClone(event.data))));
  };
  for (const event of events) check(event, 'The given');
  const state = events.reduce(evolve, freeze(structuredClone(code.initial)));
  return {
    state,
    when(command) {
      const decided = attempt(() => code.decide(freeze(structuredClone(command)), state));
      const stored = () => {
        if ('error' in decided) throw decided.error;
        for (const event of decided.value) check(event, 'The decided');
        return decided.value;
      };
      const outcome: Outcome<State, Event> = {
        thenStores(...expected) {
          deepStrictEqual(stored(), expected);
          return outcome;
        },
        thenNothing() {
          deepStrictEqual(stored(), []);
          return outcome;
        },
        thenRejects(message) {
          if (!('error' in decided)) fail(`It was not rejected, but stores ${JSON.stringify(decided.value)}`);
          const reason = decided.error.message;
          const fits = typeof message === 'string' ? reason.includes(message) : message.test(reason);
          if (!fits) fail(`It was rejected because of '${reason}', not '${message}'`);
        },
        get state() {
          return stored().reduce(evolve, state);
        },
      };
      return outcome;
    },
  };
}

function attempt<Value>(work: () => Value): { readonly value: Value } | { readonly error: Error } {
  try {
    return { value: work() };
  } catch (thrown) {
    return { error: toError(thrown) };
  }
}

/** Freezes a value and all that it holds. */
function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}
