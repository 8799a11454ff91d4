import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { post } from './ask-service.ts';
import { type Fault, faultOf } from './judge-run.ts';
import type { Ledger } from './ledger.ts';
import type { Act, SagaPlay } from './saga-plays.ts';
import { drawNumber, type Subject, type Verdict, type WorkOrder } from './subject.ts';

/** Runs are heavier than events: so many events are one run. */
const eventsARun = 20;
const mostRuns = 400;
/** Runs that start at a time. */
const together = 5;
const patienceMs = 120_000;

/** A run that was started: what is to become of it. */
interface StartedRun {
  readonly play: SagaPlay;
  readonly key: string;
  readonly act: Act;
}

interface RunRow {
  readonly key: string;
  readonly state: string;
}

interface EffectRow {
  readonly step: string;
  readonly key: string;
  readonly done: number;
  readonly undone: number;
}

/** Runs of the sagas of a design, which end whole or leave nothing behind. */
export function createSagaSubject(plays: readonly SagaPlay[], ledger: Ledger): Subject {
  const started = new Map<string, StartedRun[]>();
  const participants = [...new Set(plays.flatMap(({ parts }) => parts.map(({ service }) => service)))];
  const coordinators = [...new Set(plays.map(({ coordinator }) => coordinator))];

  async function statesOf(play: SagaPlay, runs: readonly StartedRun[]): Promise<Map<string, string>> {
    const rows = await ledger.ask<RunRow>(
      play.coordinator,
      'SELECT key, state FROM eda.saga WHERE saga = $1 AND key = ANY ($2::text[])',
      [play.saga, runs.filter((one) => one.play === play).map(({ key }) => key)],
    );
    return new Map(rows.map(({ key, state }) => [key, state]));
  }

  async function judgePlay(
    run: string,
    play: SagaPlay,
    runs: readonly StartedRun[],
  ): Promise<{ faults: readonly Fault[]; ended: ReadonlyMap<string, string>; effects: number }> {
    const { saga } = play;
    const states = await statesOf(play, runs);
    const effects = (
      await ledger.askAll<EffectRow>(
        `SELECT step, key, count(*) FILTER (WHERE kind = 'do')::int AS done,
           count(*) FILTER (WHERE kind = 'undo')::int AS undone
         FROM prove.step_effect WHERE run = $1 AND saga = $2 GROUP BY step, key`,
        [run, saga],
      )
    ).map((row) => ({ ...row, name: `${row.step} of ${row.key}` }));
    const ends = await ledger.ask<{ key: string; n: number }>(
      play.coordinator,
      `SELECT envelope #>> $2::text[] AS key, count(DISTINCT event_id)::int AS n FROM prove.envelope
       WHERE envelope->>'type' = $3 AND envelope->>'correlationid' LIKE 'prove~' || $1 || '~%' GROUP BY 1`,
      [run, ['data', ...(play.paths[play.completes] ?? [])], play.completesType],
    );
    const completed = new Map(ends.map(({ key, n }) => [key, n]));
    const whole = (key: string) => states.get(key) === 'completed';
    const undoable = new Set(play.parts.filter(({ undoes }) => undoes).map(({ step }) => step));
    const isThere = new Map(effects.map(({ step, key, done, undone }) => [`${step}/${key}`, done - undone]));
    const missing = runs
      .filter(({ key }) => whole(key))
      .flatMap(({ key }) =>
        play.steps.filter((step) => isThere.get(`${step}/${key}`) !== 1).map((step) => `${step} of ${key}`),
      );
    const left = effects.filter(
      ({ step, key, done, undone }) =>
        undoable.has(step) && isGivenUp(states.get(key)) && done - undone !== 0,
    );
    const faults = [
      ...faultOf(
        'unended',
        `${saga}: did not end`,
        runs
          .filter(({ key }) => !isEnded(states.get(key)))
          .map(({ key, act }) => `${key} (${states.get(key) ?? 'never began'}; ${act.kind} ${act.step})`),
      ),
      ...faultOf(
        'double',
        `${saga}: a step took effect more than once`,
        effects.filter(({ done }) => done > 1).map(({ name, done }) => `${name} (${done} times)`),
      ),
      ...faultOf('half', `${saga}: completed without`, missing),
      ...faultOf(
        'half',
        `${saga}: given up, and not undone`,
        left.map(({ name }) => name),
      ),
      ...faultOf(
        'end',
        `${saga}: completion not published once`,
        runs
          .filter(({ key }) => isEnded(states.get(key)) && (completed.get(key) ?? 0) !== (whole(key) ? 1 : 0))
          .map(({ key }) => `${key} (${completed.get(key) ?? 0} times, ${states.get(key)})`),
      ),
    ];
    return {
      faults,
      ended: states,
      effects: effects.reduce((sum, { done, undone }) => sum + done + undone, 0),
    };
  }

  return {
    services: coordinators,
    ...(plays.length === 0 && { missing: 'the design has no saga that can be played' }),
    async work(order) {
      const own: StartedRun[] = [];
      started.set(order.run, own);
      const share = Math.ceil(order.count / eventsARun / Math.max(1, plays.length));
      await Promise.all(plays.map((play) => startRuns(play, order, Math.min(share, mostRuns), own)));
    },
    async tend(urlOf) {
      await Promise.all(participants.map((service) => post(`${urlOf(service)}/prove/jobs`, {})));
    },
    async countOpen(run) {
      const runs = started.get(run) ?? [];
      let open = 0;
      for (const play of plays) {
        const states = await statesOf(play, runs);
        open += runs.filter((one) => one.play === play && !isEnded(states.get(one.key))).length;
      }
      return open + (await countJobs(ledger, run));
    },
    async judge(run): Promise<Verdict> {
      const runs = started.get(run) ?? [];
      const faults: Fault[] = [];
      const ends = new Map<string, number>();
      let effects = 0;
      for (const play of plays) {
        const own = runs.filter((one) => one.play === play);
        const judged = await judgePlay(run, play, own);
        faults.push(...judged.faults);
        effects += judged.effects;
        for (const state of judged.ended.values()) ends.set(state, (ends.get(state) ?? 0) + 1);
      }
      const jobs = await countJobs(ledger, run);
      if (jobs > 0) faults.push({ kind: 'unended', message: `${jobs} steps have not been worked on` });
      const pending = await ledger.pending();
      if (pending > 0) faults.push({ kind: 'unsent', message: `${pending} messages are still in outboxes` });
      const counted = [...ends].map(([state, n]) => `${n} ${state}`).join(', ');
      return { faults, counted: `${runs.length} runs: ${counted}`, events: runs.length, effects };
    },
  };
}

async function countJobs(ledger: Ledger, run: string): Promise<number> {
  const rows = await ledger.askAll<{ n: number }>('SELECT count(*)::int AS n FROM prove.job WHERE run = $1', [
    run,
  ]);
  return rows.reduce((sum, { n }) => sum + n, 0);
}

function isGivenUp(state: string | undefined): boolean {
  return state === 'compensated' || state === 'aborted';
}

function isEnded(state: string | undefined): boolean {
  return state === 'completed' || isGivenUp(state);
}

/** Starts runs, each act of the play in turn, until there are enough. */
async function startRuns(
  play: SagaPlay,
  { run, until, acts, urlsOf }: WorkOrder,
  wanted: number,
  own: StartedRun[],
): Promise<void> {
  const chosen = play.acts.filter(({ kind }) => acts === undefined || kind === 'well' || acts.includes(kind));
  const least = Math.max(wanted, chosen.length);
  for (let count = 0; count < least || !until(); await sleep(150)) {
    // However long an attack takes: what is under way has to end within somebody's patience.
    if (count >= mostRuns) continue;
    const starts = [];
    for (; starts.length < together; count++) {
      const act = chosen[count % chosen.length];
      const number = drawNumber();
      const start = play.startOf(number);
      if (act === undefined || start === undefined) throw new Error(`${play.saga} has no more keys`);
      const correlationId = ['prove', run, number, act.kind, play.saga, act.step].join('~');
      starts.push({ id: randomUUID(), data: start.data, correlationId });
      own.push({ play, key: start.key, act });
    }
    // Whether a start that was interrupted is committed, nobody knows: the same ones once more change nothing.
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const [url] = urlsOf(play.starter);
      if ((await post(`${url}/prove/starts`, { event: play.starts, starts })) !== undefined) break;
      if (Date.now() > deadline) throw new Error(`${play.starter} starts no runs of ${play.saga}`);
      await sleep(100);
    }
  }
}
