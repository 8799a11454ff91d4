import type { PublishProbe } from './contract.ts';
import type { Sidecar } from './sidecar.ts';

/** Finds out whether a broker has what its sidecar says that it accepted, and how much may be sent meanwhile. */
export interface PublishConfirmation {
  /** How many rows may be sent beside those that are under way; less than 1: none. */
  room(): number;
  /** Takes so much of the room. @returns gives it back, when what became of the rows is known */
  reserve(rows: number): () => void;
  /**
   * Notes that rows are sent now. @returns asks, when the sidecar has accepted them, and tells why they count as not sent;
   * undefined: the broker has them.
   */
  begin(): () => Promise<Doubt | undefined>;
}

export interface Doubt {
  /** As of a topic: `systemic` until somebody changes the settings. */
  readonly kind: 'outage' | 'systemic';
  readonly reason: string;
}

/** Rows under way at first: as many as go in one request. */
const FIRST_ROOM = 100;
const MOST_ROOM = 2000;
const PROBE = '[{"entryId":"probe","event":{},"contentType":"application/json","metadata":{}}]';

/**
 * Confirms what goes through a component that says "accepted" without having heard it from its broker: Dapr's for
 * RabbitMQ, whose `publishSync` (components-contrib 1.18.3) answers so as well where its channel broke before the
 * confirmation came. A probe behind the rows, to a topic that nobody takes, tells whether that happened:
 *
 * - The component publishes over one channel, one message after another, and waits for the confirmation of each. Its
 *   client marks a channel as closed before it tells whoever waits that nothing will come. So a row that was accepted
 *   without a confirmation was sent after `begin`, and has left a closed channel behind.
 * - Over a closed channel everybody is refused, publishers and subscribers, and whoever is refused waits for
 *   `withinMs` (`reconnectWaitSeconds`) before it connects anew. Nothing is accepted sooner.
 * - The probe is sent when the rows were answered. Accepted sooner than `withinMs` after `begin`, it found the channel of
 *   the rows open behind them, so that each was confirmed. Whether the probe itself was does not matter.
 *
 * What takes longer is in doubt and has to be sent again: inboxes take copies. That must not become the rule where a broker
 * is slow, so that as many rows are under way as it confirms in a part of the time.
 * @param now a clock in ms that nobody sets
 */
export function createPublishConfirmation(
  sidecar: Pick<Sidecar, 'publishBulk'>,
  pubsub: string,
  { topic, withinMs }: PublishProbe,
  now: () => number = () => performance.now(),
): PublishConfirmation {
  let most = FIRST_ROOM;
  let underWay = 0;
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Doubt | undefined> | undefined;

  const send = async (): Promise<Doubt | undefined> => {
    try {
      const { status, body } = await sidecar.publishBulk({ pubsub, topic, raw: true }, PROBE);
      if (status >= 200 && status <= 299) return undefined;
      const kind = status === 401 || status === 403 || status === 404 ? 'systemic' : 'outage';
      return { kind, reason: `the probe ${topic} was answered with ${status} ${body.slice(0, 500)}` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'outage', reason: `the probe ${topic} was not answered: ${reason}` };
    }
  };
  /** Behind all that is answered by now. Who asks while one is under way shares the one that follows it. */
  const probe = () => {
    next ??= running.then(() => {
      next = undefined;
      const sent = send();
      running = sent;
      return sent;
    });
    return next;
  };
  const adapt = (ms: number) => {
    if (ms > withinMs / 2) most = Math.max(1, Math.floor(most / 2));
    else if (ms < withinMs / 4) most = Math.min(MOST_ROOM, most * 2);
  };

  return {
    room: () => most - underWay,
    reserve(rows) {
      underWay += rows;
      return () => {
        underWay -= rows;
      };
    },
    begin() {
      const sentAt = now();
      return async () => {
        const refused = await probe();
        const ms = now() - sentAt;
        adapt(ms);
        if (refused !== undefined || ms < withinMs) return refused;
        const reason = `not confirmed: ${Math.round(ms)} ms passed, and after ${withinMs} ms the sidecar may have connected anew`;
        return { kind: 'outage', reason };
      };
    },
  };
}
