import { identityOf, type RelayRow } from './relay-row.ts';
import type { PublishTarget } from './sidecar.ts';

/** Rows of one key at most in memory; what comes behind is read again when they are through. */
const ROWS_PER_KEY = 50;
/** Rows of a topic that can't be published at the moment: they must not fill the window of the others. */
const ROWS_PER_FAILING_TOPIC = 500;
const WAVE_BYTES = 1_048_576;
const FIRST_LIMIT = 4;
const MAX_LIMIT = 512;

/** Rows of one key, oldest first. The head alone may be in flight. */
interface KeyQueue {
  readonly identity: string;
  readonly lane: number;
  readonly rows: RelayRow[];
  inFlight: boolean;
  /** Rows behind the last one were left in the table. */
  overflow: boolean;
}

/** What goes to one topic: sent one request at a time, paused as a whole when the topic has trouble. */
export interface TopicQueue {
  readonly target: PublishTarget;
  readonly ready: Set<KeyQueue>;
  /** Keys whose head backs off. */
  readonly waiting: Set<KeyQueue>;
  /** Lane → lowest id that was left in the table since the topic has trouble. */
  readonly skipped: Map<number, number>;
  size: number;
  busy: boolean;
  /** Waits until what others have sent through the same component is confirmed. */
  held: boolean;
  /** Counts requests: whoever was served last comes last. */
  servedAt: number;
  /** Requests that failed in a row. */
  failures: number;
  pausedUntil: number;
  lastAcceptedAt: number;
  trouble?: { readonly kind: 'outage' | 'systemic'; readonly reason: string };
}

interface LaneState {
  /** Last id that was read. */
  cursor: number;
  limit: number;
  /** Up to here all was read but the rows that keys left behind. */
  frontier: number;
  /** Keys that have sent what they had in memory and left more behind: from the cursor on it is read for them alone. */
  readonly returning: Set<string>;
  /** Whether there may be more behind the frontier. */
  more: boolean;
}

export interface LaneCursor {
  readonly lane: number;
  readonly after: number;
  readonly limit: number;
}

export type RelayBuffer = ReturnType<typeof createRelayBuffer>;

/**
 * The relay's memory: for each leased lane a cursor, for each key its next rows. Keeps the prefix rule: a row
 * enters only behind every earlier row of its key, and leaves only as the head.
 */
export function createRelayBuffer() {
  const lanes = new Map<number, LaneState>();
  /** Lanes that may hold more than was read. */
  const unread = new Set<number>();
  const keys = new Map<string, KeyQueue>();
  const topics = new Map<string, TopicQueue>();
  /** Ids in memory, and those accepted but not yet deleted: read again, they are not news. */
  const known = new Map<number, number>();
  let blocked: ReadonlySet<string> = new Set();

  const topicOf = (row: RelayRow): TopicQueue => {
    const raw = row.metadata?.includes('"rawPayload":"true"') ?? false;
    const name = `${row.pubsub}\0${row.topic}\0${raw}`;
    let topic = topics.get(name);
    if (!topic) {
      topic = {
        target: { pubsub: row.pubsub, topic: row.topic, raw },
        ready: new Set(),
        waiting: new Set(),
        skipped: new Map(),
        size: 0,
        busy: false,
        held: false,
        servedAt: 0,
        failures: 0,
        pausedUntil: 0,
        lastAcceptedAt: 0,
      };
      topics.set(name, topic);
    }
    return topic;
  };

  const rewind = (lane: number, after: number) => {
    const state = lanes.get(lane);
    if (!state) return;
    if (after < state.frontier) {
      state.frontier = after;
      state.more = true;
    }
    if (state.cursor <= after) return;
    state.cursor = after;
    unread.add(lane);
  };

  /** Goes back for the rows that a key left behind. */
  const returnFor = (queue: KeyQueue, after: number) => {
    const state = lanes.get(queue.lane);
    if (!state) return;
    // Also where another has gone back further: what is read for that one must not end before.
    state.returning.add(queue.identity);
    if (state.cursor <= after) return;
    state.cursor = after;
    state.limit = ROWS_PER_KEY + 1;
    unread.add(queue.lane);
  };

  const admitRow = (row: RelayRow): void => {
    if (known.has(row.id)) return;
    const identity = identityOf(row, row.id);
    if (blocked.has(identity)) return;
    const topic = topicOf(row);
    // Once one row of a lane was left, all that follow are: the next of the same key would overtake it.
    if (topic.skipped.has(row.lane) || (topic.failures > 0 && topic.size >= ROWS_PER_FAILING_TOPIC)) {
      topic.skipped.set(row.lane, Math.min(row.id, topic.skipped.get(row.lane) ?? row.id));
      return;
    }
    let queue = keys.get(identity);
    if (!queue) {
      queue = { identity, lane: row.lane, rows: [], inFlight: false, overflow: false };
      keys.set(identity, queue);
    }
    if (queue.overflow) return;
    if (queue.rows.length >= ROWS_PER_KEY) {
      queue.overflow = true;
      lanes.get(row.lane)?.returning.delete(identity);
      return;
    }
    insertSorted(queue, row);
    known.set(row.id, row.lane);
    topic.size += 1;
    place(topic, queue);
  };

  const place = (topic: TopicQueue, queue: KeyQueue) => {
    topic.ready.delete(queue);
    topic.waiting.delete(queue);
    const head = queue.rows[0];
    if (!head || queue.inFlight) return;
    (head.notBefore === null ? topic.ready : topic.waiting).add(queue);
  };

  const leave = (row: RelayRow): { topic: TopicQueue; queue: KeyQueue | undefined } => {
    const topic = topicOf(row);
    const queue = keys.get(identityOf(row, row.id));
    if (queue) queue.inFlight = false;
    return { topic, queue };
  };

  /** Takes the head out; `known` keeps its id until the row is gone from the table. */
  const shift = (row: RelayRow) => {
    const { topic, queue } = leave(row);
    topic.size -= 1;
    if (queue) {
      queue.rows.shift();
      place(topic, queue);
      if (queue.rows.length === 0) {
        keys.delete(queue.identity);
        if (queue.overflow) returnFor(queue, row.id);
      }
    }
    readSkipped(topic);
  };

  const readSkipped = (topic: TopicQueue) => {
    const room = topic.size === 0 || (topic.failures === 0 && topic.size < ROWS_PER_FAILING_TOPIC / 2);
    if (topic.skipped.size === 0 || !room) return;
    for (const [lane, id] of topic.skipped) rewind(lane, id - 1);
    topic.skipped.clear();
  };

  const forgetQueue = (queue: KeyQueue) => {
    const head = queue.rows[0];
    if (head) {
      const topic = topicOf(head);
      topic.size -= queue.rows.length;
      topic.ready.delete(queue);
      topic.waiting.delete(queue);
      readSkipped(topic);
    }
    for (const row of queue.rows) known.delete(row.id);
    keys.delete(queue.identity);
  };

  return {
    topics,
    size: () => [...topics.values()].reduce((sum, topic) => sum + topic.size, 0),

    /** Rows that may leave soon: what backs off must not keep others from being read. */
    active() {
      let count = 0;
      for (const topic of topics.values()) {
        if (topic.failures > 0) continue;
        count += topic.size;
        for (const queue of topic.waiting) count -= queue.rows.length;
      }
      return count;
    },

    /** Whether there may be more to read, whatever was committed since. */
    hasUnread: () => unread.size > 0,
    lanes: () => [...lanes.keys()],

    addLane(lane: number) {
      lanes.set(lane, { cursor: 0, limit: FIRST_LIMIT, frontier: 0, returning: new Set(), more: false });
    },

    /** Lets go of a lane, unless a row of it is in flight or accepted but not deleted. */
    removeLane(lane: number, pendingAcks: ReadonlySet<number>): boolean {
      const queues = [...keys.values()].filter((queue) => queue.lane === lane);
      if (pendingAcks.has(lane) || queues.some((queue) => queue.inFlight)) return false;
      for (const queue of queues) forgetQueue(queue);
      for (const topic of topics.values()) topic.skipped.delete(lane);
      unread.delete(lane);
      return lanes.delete(lane);
    },

    /** Where to read on: in all leased lanes, or in those of `only` and those that may hold more. */
    cursors(only?: ReadonlySet<number>): LaneCursor[] {
      const read: LaneCursor[] = [];
      for (const [lane, state] of lanes) {
        const asked = !only || only.has(lane);
        if (!unread.delete(lane) && !asked) continue;
        // What was committed lies behind the frontier: whoever returns must not end the reading before it.
        if (asked) state.more = true;
        read.push({ lane, after: state.cursor, limit: state.limit });
      }
      return read;
    },

    /** Takes what was read for these cursors. */
    admit(read: readonly LaneCursor[], rows: readonly RelayRow[]): void {
      const counts = new Map<number, { count: number; last: number }>();
      for (const row of rows) {
        const count = counts.get(row.lane)?.count ?? 0;
        counts.set(row.lane, { count: count + 1, last: row.id });
        if (lanes.has(row.lane)) admitRow(row);
      }
      for (const { lane, limit } of read) {
        const state = lanes.get(lane);
        const got = counts.get(lane);
        if (!state) continue;
        const full = got !== undefined && got.count >= limit;
        if (got) state.cursor = got.last;
        state.limit = full ? Math.min(MAX_LIMIT, limit * 2) : FIRST_LIMIT;
        if (!full || state.cursor >= state.frontier) {
          state.frontier = state.cursor;
          state.returning.clear();
          state.more = full;
        } else if (state.returning.size === 0) {
          // All who returned are full again: up to the frontier nothing else is news.
          state.cursor = state.frontier;
          state.limit = FIRST_LIMIT;
        }
        if (state.cursor === state.frontier ? state.more : full) unread.add(lane);
      }
    },

    /** The next rows to send to a topic, each of another key; they are in flight then. */
    take(topic: TopicQueue, most: number, now: number): RelayRow[] {
      for (const queue of topic.waiting) {
        const head = queue.rows[0];
        if (!head || (head.notBefore ?? 0) > now) continue;
        topic.waiting.delete(queue);
        topic.ready.add(queue);
      }
      const taken: KeyQueue[] = [];
      let bytes = 0;
      for (const queue of topic.ready) {
        const head = queue.rows[0];
        if (!head) continue;
        // Whoever failed before goes alone: it may have failed its whole request. A topic in trouble gets one row.
        const alone = head.failedAt !== undefined || head.attempts > 0 || topic.failures > 0;
        if (taken.length > 0 && (alone || bytes + head.envelope.length > WAVE_BYTES)) break;
        taken.push(queue);
        bytes += head.envelope.length;
        if (alone || taken.length >= most) break;
      }
      return taken.flatMap((queue) => {
        topic.ready.delete(queue);
        queue.inFlight = true;
        return queue.rows.slice(0, 1);
      });
    },

    accepted: shift,

    /** The head stays the head; `notBefore` on the row says when it may go again. */
    failed(row: RelayRow) {
      const { topic, queue } = leave(row);
      if (queue) place(topic, queue);
    },

    /** The row left for `outbox_parked`: its key goes on, or, if the row is strict, is blocked. */
    parked(row: RelayRow) {
      shift(row);
      known.delete(row.id);
      if (!row.strict) return;
      const identity = identityOf(row, row.id);
      blocked = new Set([...blocked, identity]);
      const queue = keys.get(identity);
      if (queue) forgetQueue(queue);
    },

    /** Rows that are gone from the table. */
    acknowledged(rows: readonly RelayRow[]) {
      for (const row of rows) known.delete(row.id);
    },

    /** What is blocked now; lanes with a key that no longer is are read from the start. */
    setBlocked(identities: ReadonlySet<string>) {
      const freed = [...blocked].some((identity) => !identities.has(identity));
      blocked = identities;
      for (const identity of identities) {
        const queue = keys.get(identity);
        if (queue && !queue.inFlight) forgetQueue(queue);
      }
      if (freed) for (const lane of lanes.keys()) rewind(lane, 0);
    },

    /** Whether rows were left in the table on purpose; reading from the start would read them all again. */
    overflowed: () =>
      [...topics.values()].some((topic) => topic.skipped.size > 0) ||
      [...keys.values()].some((queue) => queue.overflow),

    rewindAll() {
      for (const lane of lanes.keys()) rewind(lane, 0);
    },

    /** When the next paused topic or key is due; undefined if none is. */
    nextDue(): number | undefined {
      let due: number | undefined;
      for (const topic of topics.values()) {
        if (topic.busy || topic.held) continue;
        const heads = topic.ready.size > 0 ? [topic.pausedUntil] : [];
        for (const queue of topic.waiting)
          heads.push(Math.max(queue.rows[0]?.notBefore ?? 0, topic.pausedUntil));
        for (const at of heads) due = Math.min(at, due ?? at);
      }
      return due;
    },
  };
}

/** Almost always appends; a row inserted behind the cursor by foreign SQL goes to its place, but not before a head in flight. */
function insertSorted(queue: KeyQueue, row: RelayRow): void {
  let index = queue.rows.length;
  const least = queue.inFlight ? 1 : 0;
  while (index > least && (queue.rows[index - 1]?.id ?? 0) > row.id) index -= 1;
  queue.rows.splice(index, 0, row);
}
