/** Steps of sagas as recording services do them: each in the way that its run is to go. */
import type {
  EventEnvelope,
  HandlerContext,
  OperationContext,
  Route,
  ServiceDefinition,
  ServiceWiring,
  Transaction,
} from '../typescript/contract.ts';
import type { SagaMessages } from '../typescript/saga-contract.ts';
import { messagesOf } from '../typescript/saga-run.ts';
import { type Play, playOf, type SagaPart, type Script, valueAt, withValue } from './recording-script.ts';

/** Longer than what the sagas of a proof wait for. */
const LATE_MS = 9_000;

/** Runs of a saga to be started: each by an event with a correlation that says how the run shall go. */
interface StartOrder {
  readonly event: string;
  readonly starts: readonly { readonly id: string; readonly data: unknown; readonly correlationId: string }[];
}

/** Makes the messages of sagas: valid data with the key of the run. */
export function recordingSagas(
  definition: ServiceDefinition,
  { payloads, sagas }: Script,
): ServiceWiring['sagas'] & object {
  const made = (definition.sagas ?? []).map((saga): [string, SagaMessages] => {
    const played = sagas[saga.name];
    const make = (message: string) => (run: { readonly start: unknown }) => {
      const key = valueAt(run.start, played?.paths[saga.starts] ?? []);
      if (played !== undefined) return withValue(played.payloads[message], played.paths[message] ?? [], key);
      const [data] = payloads[message] ?? [];
      if (data === undefined) throw new Error(`A proof has no data of ${message}`);
      return data;
    };
    return [saga.name, Object.fromEntries(messagesOf(saga).map((message) => [message, make(message)]))];
  });
  return Object.fromEntries(made);
}

/** Does what the service does for sagas about an event, where it does anything. */
export async function playParts(
  script: Script,
  { event, handler }: { readonly event: string; readonly handler: string },
  envelope: EventEnvelope,
  context: HandlerContext,
): Promise<void> {
  const play = playOf(envelope);
  for (const part of script.parts[event] ?? []) {
    if (part.handler !== handler && (part.handler !== undefined || handler.includes('/'))) continue;
    const key = valueAt(envelope.data, script.sagas[part.saga]?.paths[event] ?? []);
    if (key !== undefined) await playPart(script, part, { envelope, play, key }, context);
  }
}

interface Cue {
  readonly envelope: EventEnvelope;
  /** Undefined: the run is nobody's play, and goes well. */
  readonly play: Play | undefined;
  readonly key: unknown;
}

async function playPart(
  script: Script,
  part: SagaPart,
  { envelope, play, key }: Cue,
  { tx, publish }: HandlerContext,
): Promise<void> {
  const { saga, step, undoes, answer, refusal } = part;
  const say = (event: string) => dataOf(script, part, event, key);
  const isActed = !undoes && play?.saga === saga && play.step === step;
  const act = isActed ? play.act : 'well';
  if (act === 'late' || act === 'late-failure') {
    const isGood = act === 'late' || refusal === undefined;
    const said = isGood ? answer : refusal;
    await tx.query(
      `INSERT INTO prove.job (run, due_at, saga, step, key, takes_effect, answer, data, message_id, correlation_id)
       VALUES ($1, now() + $2 * interval '1 ms', $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[play?.run, LATE_MS, saga, step, String(key), isGood, said, JSON.stringify(say(said))],
        ...[envelope.id, envelope.correlationid],
      ],
    );
    return;
  }
  if (act === 'fails' && refusal !== undefined) {
    await publish(refusal as never, say(refusal) as never);
    return;
  }
  if (play !== undefined) {
    const what = { run: play.run, saga, step, key: String(key), messageId: envelope.id };
    await (undoes ? undoStep(tx, what) : doStep(tx, what));
  }
  if (act !== 'silent') await publish(answer as never, say(answer) as never);
}

function dataOf({ sagas }: Script, { saga }: SagaPart, event: string, key: unknown): unknown {
  const { payloads, paths } = sagas[saga] ?? { payloads: {}, paths: {} };
  return withValue(payloads[event], paths[event] ?? [], key);
}

interface StepOfRun {
  readonly run: string;
  readonly saga: string;
  readonly step: string;
  readonly key: string;
  readonly messageId: string;
}

async function doStep(tx: Transaction, step: StepOfRun): Promise<void> {
  await lockStep(tx, step);
  await tx.query(
    `INSERT INTO prove.step_effect (run, saga, step, key, kind, message_id) VALUES ($1, $2, $3, $4, 'do', $5)`,
    [step.run, step.saga, step.step, step.key, step.messageId],
  );
}

/** Takes back what is there, and says that it is done where nothing is: what the design wants of who undoes. */
async function undoStep(tx: Transaction, step: StepOfRun): Promise<void> {
  await lockStep(tx, step);
  await tx.query(
    `INSERT INTO prove.step_effect (run, saga, step, key, kind, message_id)
     SELECT $1, $2, $3, $4, 'undo', $5
     WHERE (SELECT sum(CASE kind WHEN 'do' THEN 1 ELSE -1 END) FROM prove.step_effect
       WHERE saga = $2 AND step = $3 AND key = $4) > 0`,
    [step.run, step.saga, step.step, step.key, step.messageId],
  );
}

async function lockStep(tx: Transaction, { saga, step, key }: StepOfRun): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${saga}/${step}/${key}`]);
}

/** Starts runs, and does late work: what `eda prove` asks for. */
export function sagaRoutes(): readonly Route<OperationContext>[] {
  return [
    {
      method: 'POST',
      path: '/prove/starts',
      async handle({ body }, context) {
        const { event, starts } = body as StartOrder;
        await context.transaction(async ({ publish }) => {
          for (const { id, data, correlationId } of starts)
            await publish(event as never, data as never, { id, correlationId });
        });
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/prove/jobs',
      async handle(_request, context) {
        while (await doJob(context)) if (context.signal.aborted) break;
        return { status: 204 };
      },
    },
  ];
}

interface Job extends StepOfRun {
  readonly takesEffect: boolean;
  readonly answer: string;
  readonly data: unknown;
  readonly correlationId: string;
}

/** Does the next job that is due: effect and answer in one transaction. @returns false where there is none. */
async function doJob(context: OperationContext): Promise<boolean> {
  return await context.transaction(async ({ tx, publish }) => {
    const { rows } = await tx.query<Job>(
      `DELETE FROM prove.job WHERE id = (SELECT id FROM prove.job WHERE due_at <= now() ORDER BY id LIMIT 1
         FOR UPDATE SKIP LOCKED)
       RETURNING run, saga, step, key, message_id AS "messageId", takes_effect AS "takesEffect", answer, data,
         correlation_id AS "correlationId"`,
    );
    const [job] = rows;
    if (job === undefined) return false;
    const { takesEffect, answer, data, messageId: causationId, correlationId } = job;
    if (takesEffect) await doStep(tx, job);
    await publish(answer as never, data as never, { causationId, correlationId });
    return true;
  });
}
