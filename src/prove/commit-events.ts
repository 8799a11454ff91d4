import { setTimeout as sleep } from 'node:timers/promises';
import { askWorking, post } from './ask-service.ts';
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
  /** Goes on in small steps until this says so: an attack always has events to meet. */
  readonly until?: (() => boolean) | undefined;
}

const writers = 4;
const perTransaction = 5;
/** Events that are committed at a time while an attack goes on, when what was committed before is nearly handled. */
const step = 50;
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
  const { run, flows, system, ledger, acts = [], crashes, eachKey, until, perSecond } = request;
  const { publisher, event } = flow;
  const crashAfter = crashes === undefined ? undefined : Math.ceil(wanted / (crashes + 1));
  const url = system.urlOf(publisher);
  const begunAt = Date.now();
  let movedAt = begunAt;
  let before = -1;
  for (;;) {
    const working = await askWorking(url);
    // Counted after the service said that it rests: nothing is added between the two.
    const committed = (await ledger.committed(run, 'ordered')).get(`${publisher}/${event}`) ?? 0;
    if (committed !== before) movedAt = Date.now();
    before = committed;
    if (committed >= wanted && (until?.() ?? true)) return;
    if (Date.now() - movedAt > patienceMs)
      throw new Error(`${publisher} committed ${committed} of ${wanted} ${event}, and nothing more`);
    const isIdle = working?.includes(`${run}/${event}`) === false;
    const left =
      perSecond === undefined
        ? await countLeft(request, flow, wanted, committed)
        : Math.floor(((Date.now() - begunAt) / 1000) * (perSecond / flows.length)) - committed;
    if (isIdle && left > 0) {
      const order = {
        ...{ run, event, writers: eachKey ? 1 : writers, perTransaction, acts, eachKey },
        count: left,
        // The last part is committed in peace: the proof has to end.
        ...(crashAfter !== undefined && left > crashAfter ? { crashAfter } : {}),
      };
      await post(`${url}/prove/commits`, order);
    }
    await sleep(100);
  }
}

/** How many events to commit next, as fast as it goes: all that are missing, and as many more as keep an attack company. */
async function countLeft(
  request: CommitRequest,
  flow: Flow,
  wanted: number,
  committed: number,
): Promise<number> {
  const missing = wanted - committed;
  if (missing <= 0 && committed - (await countHandled(request, flow)) >= step) return 0;
  return Math.max(missing, request.until === undefined ? 0 : step);
}

/** How many events of a flow all of its handlers are through with. */
async function countHandled({ run, ledger }: CommitRequest, { consumers }: Flow): Promise<number> {
  const settled = await ledger.settled(run);
  return Math.min(...consumers.map(({ name }) => settled.get(name) ?? 0));
}
