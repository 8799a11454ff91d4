/** What happened to an event at a sidecar, for logs, the event view of `eda dev` and tests. */
export interface SidecarEvent {
  readonly kind: SidecarEventKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly pubsub: string;
  readonly topic: string;
  /** The publisher or the subscriber. */
  readonly app: string;
  /** Of the CloudEvent; missing where the message is none. */
  readonly eventId?: string;
  readonly eventType?: string;
  /** Deliveries to the app so far; 0 where there was none. */
  readonly attempt: number;
  /** From the first delivery to now, or the time that publishing took. */
  readonly ms: number;
  readonly error?: string;
  readonly deadLetterTopic?: string;
}

/**
 * `published`: the broker has it. `delivered`: the app answered with success. `retried`: an attempt failed and another
 * follows. `held`: the app is not running, the event waits for it. `dropped`: nobody gets it any more.
 * `dead-lettered`: it is on the dead-letter topic. `expired`: its time to live ended before it was delivered.
 */
export type SidecarEventKind =
  | 'published'
  | 'delivered'
  | 'retried'
  | 'held'
  | 'dropped'
  | 'dead-lettered'
  | 'expired';

/** A line of the sidecar's own log. */
export interface SidecarLog {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** The sidecar's app. */
  readonly app: string;
  readonly message: string;
}

/** The names by which people know an event, as far as its text has them. */
export function identifyEvent(event: unknown): { readonly eventId?: string; readonly eventType?: string } {
  if (typeof event !== 'object' || event === null) return {};
  const { id, type } = event as { readonly id?: unknown; readonly type?: unknown };
  return {
    ...(typeof id === 'string' ? { eventId: id } : {}),
    ...(typeof type === 'string' ? { eventType: type } : {}),
  };
}

/** The same from the bytes of a message. */
export function identifyMessage(data: Buffer): { readonly eventId?: string; readonly eventType?: string } {
  try {
    return identifyEvent(JSON.parse(data.toString('utf8')));
  } catch {
    return {};
  }
}
