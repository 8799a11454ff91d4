import { type Alarm, createAlarm } from './alarm.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { toError } from './errors.ts';
import { leaseLanes } from './lease-lanes.ts';
import { createPublishConfirmation, type PublishConfirmation } from './publish-confirmation.ts';
import { publishWave, type WaveResult } from './publish-wave.ts';
import { createRelayBuffer, type RelayBuffer, type TopicQueue } from './relay-buffer.ts';
import type { RelayOptions } from './relay-options.ts';
import type { RelayRow } from './relay-row.ts';
import { openRelaySession, type RelaySession } from './relay-session.ts';
import { settleWave } from './settle-wave.ts';

export interface Relay {
  /** Something was committed to these lanes of the outbox. */
  wake(lanes: readonly number[]): void;
  /** Finishes the requests in flight (10 s at most), deletes what was accepted, gives the lanes back. */
  stop(): Promise<void>;
  state(): RelayState;
}

export interface RelayState {
  readonly connected: boolean;
  readonly lanes: number;
  readonly buffered: number;
  /** Topics that can't be published to, with the reason. */
  readonly troubles: readonly { readonly topic: string; readonly kind: string; readonly reason: string }[];
}

/** Rows in memory above which nothing more is read. */
const WINDOW = 2000;
const WAVE = 100;
/** Rows that the broker accepted are deleted together: a statement for each wave costs more than the rows. After a crash they come twice. */
const ACKNOWLEDGE_AT = 500;
const ACKNOWLEDGE_AFTER_MS = 50;
const LEASE_MS = 1000;
const STOP_MS = 10_000;
const RECONNECT: Backoff = { initialMs: 100, maxMs: 5_000 };

/**
 * Moves committed events from the outbox to the broker. Any number of relays may run on one database. Order per key
 * never depends on the leases: no row is sent before the broker accepted every earlier one of its key, so
 * overlapping relays make duplicates, not disorder.
 */
export function startRelay(options: RelayOptions): Relay {
  const { logger } = options;
  const alarm = createAlarm();
  const confirmations = new Map(
    Object.entries(options.probes ?? {}).map(([pubsub, probe]) => [
      pubsub,
      createPublishConfirmation(options.sidecar, pubsub, probe),
    ]),
  );
  let stopping = false;
  let current: { session: RelaySession; buffer: RelayBuffer } | undefined;

  const run = async () => {
    for (let failures = 0; !stopping; ) {
      try {
        const session = await openRelaySession(options.databaseUrl, options.history, alarm.ring);
        failures = 0;
        current = { session, buffer: createRelayBuffer() };
        try {
          await runSession(options, session, current.buffer, confirmations, alarm, () => stopping);
        } finally {
          current = undefined;
          await session.close();
        }
      } catch (error) {
        failures += 1;
        logger.warn('relay lost its database session', { error: toError(error).message });
      }
      if (!stopping) await alarm.wait(backoffMs(RECONNECT, Math.max(1, failures)));
    }
  };
  const done = run();

  return {
    wake(lanes) {
      for (const lane of lanes) current?.session.hints.add(lane);
      alarm.ring();
    },
    async stop() {
      stopping = true;
      alarm.ring();
      await done;
    },
    state: () => ({
      connected: current !== undefined,
      lanes: current?.buffer.lanes().length ?? 0,
      buffered: current?.buffer.size() ?? 0,
      troubles: [...(current?.buffer.topics.values() ?? [])].flatMap((topic) =>
        topic.trouble ? [{ topic: topic.target.topic, ...topic.trouble }] : [],
      ),
    }),
  };
}

/** Works until the session breaks or the relay stops. Everything happens in this one loop, one step at a time. */
async function runSession(
  options: RelayOptions,
  session: RelaySession,
  buffer: RelayBuffer,
  confirmations: ReadonlyMap<string, PublishConfirmation>,
  alarm: Alarm,
  isStopping: () => boolean,
): Promise<void> {
  const pollMs = options.pollMs ?? 1000;
  const outcomes: { topic: TopicQueue; result: WaveResult }[] = [];
  const accepted: RelayRow[] = [];
  let acceptedSince = 0;
  let inFlight = 0;
  let served = 0;
  let nextLease = 0;
  let nextPoll = 0;
  let nextSweep = 0;
  let wanted = true;

  const send = (topic: TopicQueue, rows: readonly RelayRow[]) => {
    topic.busy = true;
    topic.servedAt = ++served;
    inFlight += 1;
    const confirmation = confirmations.get(topic.target.pubsub);
    const release = confirmation?.reserve(rows.length);
    void publishWave(options.sidecar, topic.target, rows, confirmation).then((result) => {
      release?.();
      inFlight -= 1;
      topic.busy = false;
      outcomes.push({ topic, result });
      alarm.ring();
    });
  };
  const settle = async () => {
    for (let outcome = outcomes.shift(); outcome; outcome = outcomes.shift()) {
      if (accepted.length === 0) acceptedSince = Date.now();
      accepted.push(...outcome.result.accepted);
      await settleWave(options, session, buffer, outcome.topic, outcome.result);
    }
  };
  const acknowledge = async () => {
    const rows = accepted.splice(0);
    if (rows.length === 0) return;
    await session.acknowledge(rows);
    buffer.acknowledged(rows);
  };

  while (!isStopping()) {
    if (session.broken()) throw new Error('the connection was closed');
    let now = Date.now();
    if (now >= nextLease) {
      await acknowledge();
      if (await leaseLanes(session, buffer, accepted)) wanted = true;
      nextLease = now + LEASE_MS;
    }
    if (now >= nextSweep || session.parkedChanged) {
      session.parkedChanged = false;
      buffer.setBlocked(await session.blockedKeys(buffer.lanes()));
      if (!buffer.overflowed()) buffer.rewindAll();
      nextSweep = now + (options.sweepMs ?? 30_000);
      wanted = true;
    }
    if (session.notified || now >= nextPoll) {
      session.notified = false;
      wanted = true;
      nextPoll = now + pollMs * (0.75 + Math.random() / 2);
    }
    const hasRoom = () => buffer.active() < WINDOW / 2 && buffer.size() < WINDOW * 10;
    if ((wanted || session.hints.size > 0 || buffer.hasUnread()) && hasRoom()) {
      const cursors = buffer.cursors(wanted ? undefined : session.hints);
      session.hints.clear();
      wanted = false;
      if (cursors.length > 0) buffer.admit(cursors, await session.fetch(cursors));
    }
    await settle();
    now = Date.now();
    for (const topic of confirmations.size > 0 ? inTurn(buffer) : buffer.topics.values()) {
      const room = confirmations.get(topic.target.pubsub)?.room() ?? WAVE;
      topic.held = room < 1;
      if (topic.busy || topic.held || topic.pausedUntil > now) continue;
      const rows = buffer.take(topic, Math.min(WAVE, room), now);
      if (rows.length > 0) send(topic, rows);
    }
    const more = buffer.hasUnread() && hasRoom();
    const idle = inFlight === 0 && !more;
    if (accepted.length >= ACKNOWLEDGE_AT || idle || now - acceptedSince >= ACKNOWLEDGE_AFTER_MS) {
      await acknowledge();
    }
    if (more) {
      // Lets the answers in that are waiting for their turn.
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    const due = [nextLease, nextPoll, nextSweep, buffer.nextDue() ?? nextPoll];
    if (accepted.length > 0) due.push(acceptedSince + ACKNOWLEDGE_AFTER_MS);
    await alarm.wait(Math.max(0, Math.min(...due) - Date.now()));
  }

  const deadline = Date.now() + STOP_MS;
  while (inFlight > 0 && Date.now() < deadline) await alarm.wait(deadline - Date.now());
  await settle();
  await acknowledge();
}

/** Topics that share the room of a component, whoever was served last at the end. */
function inTurn({ topics }: RelayBuffer): readonly TopicQueue[] {
  return [...topics.values()].sort((one, other) => one.servedAt - other.servedAt);
}
