import type { Doubt, PublishConfirmation } from './publish-confirmation.ts';
import type { RelayRow } from './relay-row.ts';
import type { PublishTarget, Sidecar } from './sidecar.ts';

/** What became of rows that were sent in one go. */
export interface WaveResult {
  readonly accepted: readonly RelayRow[];
  readonly failed: readonly FailedRow[];
  /** The topic as a whole can't be published to at the moment; `systemic`: until somebody changes its settings. */
  readonly trouble?: { readonly kind: 'outage' | 'systemic'; readonly reason: string };
  /** Failed rows that are not at fault were accepted by the sidecar, and perhaps not by the broker. */
  readonly inDoubt?: true;
}

export interface FailedRow {
  readonly row: RelayRow;
  readonly error: string;
  /** The row itself is at fault: refused alone, or refused while others of the request passed. */
  readonly own: boolean;
}

type Answer =
  | { readonly kind: 'accepted' }
  /** The broker's verdict on each entry; those not in `failed` were accepted. */
  | { readonly kind: 'entries'; readonly failed: ReadonlyMap<string, string> }
  /** Refused whole, nothing was sent. `bad`: because of what it says (400), not of how the sidecar is. */
  | { readonly kind: 'refused'; readonly bad: boolean; readonly reason: string }
  | { readonly kind: 'systemic'; readonly reason: string }
  | { readonly kind: 'outage'; readonly reason: string }
  /** Accepted by the sidecar, and perhaps not by the broker. */
  | { readonly kind: 'doubt'; readonly trouble: Doubt };

/**
 * Sends rows of different keys in one bulk request: the sidecar keeps no order within one. A request that is
 * refused whole because of one entry is sent again entry by entry, once, to find it.
 * @param confirmation where the sidecar's word is not enough
 */
export async function publishWave(
  sidecar: Pick<Sidecar, 'publishBulk'>,
  target: PublishTarget,
  rows: readonly RelayRow[],
  confirmation?: PublishConfirmation,
): Promise<WaveResult> {
  const answer = await (confirmation
    ? askConfirmed(sidecar, target, rows, confirmation)
    : ask(sidecar, target, rows));
  switch (answer.kind) {
    case 'accepted':
      return { accepted: rows, failed: [] };
    case 'entries': {
      const accepted = rows.filter((row) => !answer.failed.has(String(row.id)));
      const failed = rows.flatMap((row) => {
        const error = answer.failed.get(String(row.id));
        return error === undefined ? [] : [{ row, error, own: accepted.length > 0 }];
      });
      const first = failed[0];
      if (accepted.length > 0 || !first) return { accepted, failed };
      // Azure Event Hubs refuses a request whose entries have different keys, each of them.
      if (rows.length > 1) return await publishAlone(sidecar, target, rows, confirmation);
      return { accepted, failed, trouble: { kind: 'outage', reason: first.error } };
    }
    case 'refused':
      if (rows.length > 1) return await publishAlone(sidecar, target, rows, confirmation);
      return {
        ...failAll(rows, answer.reason, answer.bad),
        ...(!answer.bad && { trouble: { kind: 'outage', reason: answer.reason } }),
      };
    case 'doubt':
      return {
        ...failAll(rows, answer.trouble.reason, false),
        trouble: answer.trouble,
        inDoubt: true,
      };
    default:
      return {
        ...failAll(rows, answer.reason, false),
        trouble: { kind: answer.kind, reason: answer.reason },
      };
  }
}

function failAll(rows: readonly RelayRow[], error: string, own: boolean): WaveResult {
  return { accepted: [], failed: rows.map((row) => ({ row, error, own })) };
}

async function publishAlone(
  sidecar: Pick<Sidecar, 'publishBulk'>,
  target: PublishTarget,
  rows: readonly RelayRow[],
  confirmation: PublishConfirmation | undefined,
): Promise<WaveResult> {
  const accepted: RelayRow[] = [];
  const failed: FailedRow[] = [];
  for (const [index, row] of rows.entries()) {
    const result = await publishWave(sidecar, target, [row], confirmation);
    accepted.push(...result.accepted);
    if (result.inDoubt) {
      const rest = failAll(rows.slice(index), result.failed[0]?.error ?? '', false);
      return { ...result, accepted, failed: [...failed, ...rest.failed] };
    }
    failed.push(...result.failed);
    // An entry that is refused with 500 may be at fault or not; a topic without answers certainly is.
    if (result.trouble && accepted.length === 0) {
      const rest = failAll(rows.slice(index + 1), result.trouble.reason, false);
      return { accepted, failed: [...failed, ...rest.failed], trouble: result.trouble };
    }
  }
  return { accepted, failed: failed.map((one) => ({ ...one, own: one.own || accepted.length > 0 })) };
}

/** Asks, and has what was accepted confirmed. Else nothing is known of any row, nor who is at fault. */
async function askConfirmed(
  sidecar: Pick<Sidecar, 'publishBulk'>,
  target: PublishTarget,
  rows: readonly RelayRow[],
  confirmation: PublishConfirmation,
): Promise<Answer> {
  const findDoubt = confirmation.begin();
  const answer = await ask(sidecar, target, rows);
  const tookSome =
    answer.kind === 'accepted' || (answer.kind === 'entries' && answer.failed.size < rows.length);
  const doubt = tookSome ? await findDoubt() : undefined;
  return doubt === undefined ? answer : { kind: 'doubt', trouble: doubt };
}

async function ask(
  sidecar: Pick<Sidecar, 'publishBulk'>,
  target: PublishTarget,
  rows: readonly RelayRow[],
): Promise<Answer> {
  try {
    const { status, body } = await sidecar.publishBulk(target, bulkBody(target, rows));
    if (status >= 200 && status <= 299) return { kind: 'accepted' };
    const reason = `${status} ${body.slice(0, 500)}`;
    if (status === 401 || status === 403 || status === 404) return { kind: 'systemic', reason };
    const failed = status === 500 ? readFailedEntries(body) : undefined;
    if (failed) return { kind: 'entries', failed };
    if (status === 400 || status === 413 || status === 500)
      return { kind: 'refused', bad: status !== 500, reason };
    return { kind: 'outage', reason };
  } catch (error) {
    return { kind: 'outage', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Splices the stored texts: the envelope is never parsed. */
function bulkBody(target: PublishTarget, rows: readonly RelayRow[]): string {
  const contentType = target.raw ? 'application/json' : 'application/cloudevents+json';
  const entries = rows.map(
    (row) =>
      `{"entryId":"${row.id}","event":${row.envelope},"contentType":"${contentType}","metadata":${row.metadata ?? '{}'}}`,
  );
  return `[${entries.join(',')}]`;
}

function readFailedEntries(body: string): ReadonlyMap<string, string> | undefined {
  try {
    const { failedEntries } = JSON.parse(body) as { failedEntries?: unknown };
    if (!Array.isArray(failedEntries) || failedEntries.length === 0) return undefined;
    return new Map(
      failedEntries.map((entry: { entryId?: unknown; error?: unknown }) => [
        String(entry.entryId),
        String(entry.error ?? 'refused by the broker'),
      ]),
    );
  } catch {
    return undefined;
  }
}
