import { setTimeout as sleep } from 'node:timers/promises';
import type { Flow } from './flow.ts';
import type { Ledger } from './ledger.ts';
import type { CommitStyle } from './proof.ts';
import type { ProofSystem } from './proof-system.ts';

export interface CommitRequest extends CommitStyle {
  readonly run: string;
  readonly flows: readonly Flow[];
  readonly system: ProofSystem;
  readonly ledger: Ledger;
  /** Over all flows; with `eachKey`, one of each key whatever is said here. */
  readonly count: number;
  readonly eachKey?: boolean;
}

const writers = 4;
const perTransaction = 5;
/** How long a publisher may be without progress before the proof gives up. */
const patienceMs = 120_000;

/** Has the publishers commit events until all are there, through whatever happens to them meanwhile. */
export async function commitEvents(request: CommitRequest): Promise<void> {
  const { flows, count } = request;
  const share = Math.ceil(count / Math.max(1, flows.length));
  const last = count - share * (flows.length - 1);
  await Promise.all(
    flows.map((flow, index) => {
      const wanted = index === flows.length - 1 ? last : share;
      return commitFlow(request, flow, request.eachKey ? flow.payloads.length : Math.max(wanted, 1));
    }),
  );
}

async function commitFlow(request: CommitRequest, flow: Flow, wanted: number): Promise<void> {
  const { run, system, ledger, acts = [], crashes, eachKey } = request;
  const { publisher, event } = flow;
  const crashAfter = crashes === undefined ? undefined : Math.ceil(wanted / (crashes + 1));
  const url = `${system.urlOf(publisher)}/prove/commits`;
  let movedAt = Date.now();
  let before = -1;
  for (;;) {
    const state = await askState(url);
    // Counted after the service said that it rests: nothing is added between the two.
    const committed = (await ledger.committed(run, 'ordered')).get(`${publisher}/${event}`) ?? 0;
    if (committed !== before) movedAt = Date.now();
    before = committed;
    if (committed >= wanted) return;
    if (Date.now() - movedAt > patienceMs)
      throw new Error(`${publisher} committed ${committed} of ${wanted} ${event}, and nothing more`);
    if (state !== undefined && !state.runs.includes(`${run}/${event}`)) {
      const left = wanted - committed;
      const order = {
        ...{ run, event, writers: eachKey ? 1 : writers, perTransaction, acts, eachKey },
        count: left,
        // The last part is committed in peace: the proof has to end.
        ...(crashAfter !== undefined && left > crashAfter ? { crashAfter } : {}),
      };
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      }).catch(() => undefined);
    }
    await sleep(100);
  }
}

/** What a publisher works on; undefined while it can't be asked. */
async function askState(url: string): Promise<{ readonly runs: readonly string[] } | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? ((await answer.json()) as { runs: readonly string[] }) : undefined;
  } catch {
    return undefined;
  }
}
