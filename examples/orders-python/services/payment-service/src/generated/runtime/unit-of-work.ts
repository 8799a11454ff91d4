import type { EventMap, Publish, PublishOptions, ServiceDefinition, Transaction } from './contract.ts';
import type { Database, OpenTransaction } from './database.ts';
import { createMessage, type Message } from './message.ts';

/** Takes what a piece of work published; it leaves with the work's success. */
export type Enqueue = (message: Message) => void;

/** A `publish` that hands messages to `enqueue`. `allowed`: names of the events that this work may publish. */
export function createPublish(
  definition: ServiceDefinition,
  enqueue: Enqueue,
  allowed?: readonly string[],
): Publish<EventMap> {
  return async (name: string, data: unknown, options?: PublishOptions) => {
    if (allowed && !allowed.includes(name)) {
      throw new Error(
        `This handler may not publish '${name}'; the design allows: ${allowed.join(', ') || 'nothing'}`,
      );
    }
    const message = createMessage(definition, name, data, options);
    enqueue(message);
    return message.eventId;
  };
}

/** A transaction, the way to publish in it, and what the runtime holds of it. */
export interface OpenWork {
  readonly tx: Transaction;
  readonly publish: Publish<EventMap>;
  readonly transaction: OpenTransaction;
}

/** Runs `work` in a transaction: commits what it wrote and published, rolls both back if it throws. */
export async function runTransaction<Result>(
  database: Database,
  definition: ServiceDefinition,
  work: (unit: OpenWork) => Promise<Result>,
): Promise<Result> {
  const transaction: OpenTransaction = await database.begin();
  try {
    const result = await work({
      tx: transaction.tx,
      publish: createPublish(definition, transaction.enqueue),
      transaction,
    });
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
