import type { Writable } from 'node:stream';
import type { ClientBase } from 'pg';

/** Questions that are under way, by the answers that they will have. */
export type Questions<Answers extends readonly unknown[]> = {
  readonly [Index in keyof Answers]: Promise<Answers[Index]>;
};

/**
 * Asks several things of a session without waiting for one answer before the next question: one round trip. The server
 * takes them one after the other, each with a snapshot of its own, as if they had been asked in turn. An older
 * node-postgres, which can't do that, asks them in turn.
 *
 * Nothing that may only follow the success of what stands before it belongs here, unless the server sees to that, as it
 * does with COMMIT; and that only behind questions that leave for sure: one that never left this process, since the driver
 * refused its values, would not keep those behind it from leaving.
 *
 * @param ask begins every question before it returns; in an open transaction, what fails makes those behind it fail.
 * @throws what the first question that failed threw; by then all are answered.
 */
export async function sendTogether<Answers extends readonly unknown[]>(
  client: ClientBase,
  ask: () => Questions<Answers>,
): Promise<Answers> {
  const session = client as ClientBase & {
    pipeline?: boolean;
    readonly connection?: { readonly stream?: Partial<Pick<Writable, 'cork' | 'uncork'>> };
  };
  const stream = session.connection?.stream;
  // By default off: a team's own code may read through a cursor on this session, which node-postgres refuses then.
  session.pipeline = true;
  let answers: PromiseSettledResult<unknown>[];
  try {
    // Held back until all are there: they leave in one write.
    stream?.cork?.();
    let asked: Questions<Answers>;
    try {
      asked = ask();
    } finally {
      stream?.uncork?.();
    }
    answers = await Promise.allSettled(asked);
  } finally {
    session.pipeline = false;
  }
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) throw failed.reason;
  return answers.map((answer) => (answer as PromiseFulfilledResult<unknown>).value) as unknown as Answers;
}
