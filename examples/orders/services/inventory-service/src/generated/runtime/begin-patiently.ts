import { backoffMs } from './backoff.ts';
import type { Queryable } from './contract.ts';
import type { Database, OpenTransaction } from './database.ts';
import { toError } from './errors.ts';
import type { Questions } from './send-together.ts';

export interface Patience {
  /** As of `Database.beginWith`. */
  readonly lockTimeoutMs: number;
  /** How long a database that is away is waited for. */
  readonly patienceMs: number;
  /** Ends the waiting: the service stops. */
  readonly aborted: AbortSignal;
}

const PAUSE = { initialMs: 100, maxMs: 1_000 };

/**
 * Opens a transaction with the first questions in it, and waits for a database that is being restarted. Answered at once, the sidecar would spend its
 * attempts within seconds, and good events would end as dead letters.
 * @throws Error when the patience is over, or for any other reason at once: an overload is not waited out.
 */
export async function beginPatiently<Answers extends readonly unknown[]>(
  database: Pick<Database, 'beginWith'>,
  { lockTimeoutMs, patienceMs, aborted }: Patience,
  first: (tx: Queryable) => Questions<Answers>,
): Promise<{ readonly transaction: OpenTransaction; readonly answers: Answers }> {
  const begun = performance.now();
  for (let failures = 1; ; failures += 1) {
    try {
      return await database.beginWith(lockTimeoutMs, first);
    } catch (error) {
      if (aborted.aborted || !isAway(toError(error)) || performance.now() - begun >= patienceMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoffMs(PAUSE, failures)));
    }
  }
}

/** Nobody listens, the connection broke, or the server starts or shuts down (class 57P). */
function isAway(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|57P0[1-3])$/.test(code) || /^Connection terminated/.test(error.message)
  );
}
