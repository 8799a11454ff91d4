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
  /** Of the conversation that the event belongs to. */
  readonly correlationId?: string;
  /** Of the event that caused it. */
  readonly causationId?: string;
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  /** Deliveries to the app so far; 0 where there was none. */
  readonly attempt: number;
  /** From the first delivery to now, or the time that publishing took. */
  readonly ms: number;
  readonly error?: string;
  readonly deadLetterTopic?: string;
  /** Of what was published: the message itself, where it is a short text. */
  readonly text?: string;
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

export type EventIdentity = Pick<
  SidecarEvent,
  'eventId' | 'eventType' | 'correlationId' | 'causationId' | 'traceId'
>;

/** The names by which people know an event, as far as its text has them. */
export function identifyEvent(event: unknown): EventIdentity {
  if (typeof event !== 'object' || event === null) return {};
  const { id, type, correlationid, causationid, traceparent } = event as Readonly<Record<string, unknown>>;
  const [, traceId] = /^00-([0-9a-f]{32})-/.exec(String(traceparent)) ?? [];
  return {
    ...(typeof id === 'string' ? { eventId: id } : {}),
    ...(typeof type === 'string' ? { eventType: type } : {}),
    ...(typeof correlationid === 'string' ? { correlationId: correlationid } : {}),
    ...(typeof causationid === 'string' ? { causationId: causationid } : {}),
    ...(traceId === undefined || /^0+$/.test(traceId) ? {} : { traceId }),
  };
}

/** The same from the bytes of a message. */
export function identifyMessage(data: Buffer): EventIdentity {
  try {
    return identifyEvent(JSON.parse(data.toString('utf8')));
  } catch {
    return {};
  }
}
