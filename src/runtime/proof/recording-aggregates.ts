/** Aggregates that decide whatever they are told, and record on what state they did. */
import type { AggregateCode, AnyAggregates, DomainEvent } from '../typescript/aggregate-contract.ts';
import type { OperationContext, ServiceDefinition, ServiceWiring } from '../typescript/contract.ts';
import { ConcurrencyError } from '../typescript/errors.ts';

/** Asks an aggregate for decisions. */
export interface DecisionOrder {
  readonly run: string;
  readonly aggregate: string;
  readonly count: number;
  readonly writers: number;
  /** Few, so that deciders meet. */
  readonly streams: readonly {
    readonly key: string;
    readonly name: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  /** The process kills itself in the transaction of this decision: it is stored, and not committed. */
  readonly crashAt?: number;
}

interface Recording {
  readonly decided: readonly DomainEvent[];
  /** Events in the state that was decided on. */
  seen: number;
  tries: number;
}

const MOST_EVENTS = 4;
/** Decisions stay open for a moment, so that positions of the store become visible out of their order. */
const LONGEST_MS = 20;
const ROLLED_BACK = 0.03;

/** The code of all aggregates of a service: the state is how many events there were. */
export function recordingAggregates({
  aggregates = [],
}: ServiceDefinition): ServiceWiring['aggregates'] & object {
  const codes = aggregates.map(({ name, events }): [string, AggregateCode] => [
    name,
    {
      initial: 0,
      decide(recording: Recording, state: number) {
        recording.seen = state;
        recording.tries += 1;
        return recording.decided;
      },
      evolve: Object.fromEntries(events.map((event) => [event.name, (state: number) => state + 1])),
    },
  ]);
  return Object.fromEntries(codes);
}

/** Has an aggregate decide, by several writers at once. */
export async function decideAll(order: DecisionOrder, context: OperationContext): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < order.count) {
      const index = next++;
      if (Math.random() < ROLLED_BACK) await decideOnce(order, context, 'rolls back');
      await decideOnce(order, context, index === order.crashAt ? 'dies' : 'commits');
    }
  };
  await Promise.all(Array.from({ length: order.writers }, write));
}

class RolledBack extends Error {}

async function decideOnce(
  { run, aggregate, streams }: DecisionOrder,
  context: OperationContext,
  end: 'commits' | 'rolls back' | 'dies',
): Promise<void> {
  const stream = pick(streams);
  const names = Object.keys(stream.data);
  const decided = Array.from({ length: 1 + Math.floor(Math.random() * MOST_EVENTS) }, () => {
    const name = pick(names);
    return { name, data: stream.data[name] };
  });
  const recording: Recording = { decided, seen: 0, tries: 0 };
  const work = context.transaction(async ({ tx, aggregates }) => {
    const asked = (aggregates as AnyAggregates)[aggregate];
    if (asked === undefined) throw new Error(`There is no aggregate '${aggregate}'`);
    const { version } = await asked.execute(stream.key, recording as never);
    await tx.query(
      'INSERT INTO prove.decision (run, stream, seen, version, events, tries) VALUES ($1, $2, $3, $4, $5, $6)',
      [run, stream.name, recording.seen, version, decided.length, recording.tries],
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_MS));
    if (end === 'dies') process.kill(process.pid, 'SIGKILL');
    if (end === 'rolls back') throw new RolledBack();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof RolledBack || error instanceof ConcurrencyError)) throw error;
  });
}

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)] as Value;
}
