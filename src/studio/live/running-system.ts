import type { Design } from '../../draw/drawing.ts';
import type { EventContract } from '../../model/architecture.ts';
import type { DeadLetterSummary, DevState, LiveFlow, LiveService, SentExample } from '../api.ts';

/** What the studio asks of the system that `eda dev` runs in the same project. */
export interface RunningSystemPort {
  /** The system that runs now; undefined: none does. */
  status(): { readonly environment: string; readonly services: readonly string[] } | undefined;
  /** Tells what was kept of late, then what happens, as it happens; gives back what ends that. */
  follow(onMessages: (messages: readonly ObservedMessage[], isPast: boolean) => void): () => void;
  /** What waits in each service. */
  backlog(): Promise<readonly LiveService[]>;
  deadLetters(): Promise<readonly DeadLetterSummary[]>;
  /** A dead letter with its envelope as text, and where it failed. */
  deadLetter(service: string, id: string): Promise<FoundLetter | undefined>;
  settle(service: string, id: string, how: 'replay' | 'discard'): Promise<Told>;
  flow(id: string): Promise<LiveFlow | undefined>;
  /** Sends data of an event as its publisher does. */
  send(request: {
    readonly event: EventContract;
    readonly data: unknown;
    readonly design: Design;
  }): Promise<Told<SentExample>>;
}

/** Starts `eda dev` in the project, and stops what was started so. */
export interface SystemControl {
  state(): DevState;
  start(): Told;
  stop(): Told;
}

export type Told<T = object> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

export interface FoundLetter extends DeadLetterSummary {
  readonly envelope: string;
  readonly stack?: string;
}

/** Something that was seen to happen to an event, by a sidecar or told by a service. */
export interface ObservedMessage {
  readonly kind: 'published' | 'delivered' | 'handled' | 'failed' | 'dead-lettered' | 'lost' | 'waiting';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  /** Of its broker, as it is addressed there. */
  readonly topic?: string;
  /** Type of the CloudEvent, or the event's name. */
  readonly type?: string;
  readonly eventId?: string;
  readonly correlationId?: string;
  /** The read model that took it, beside the handlers of its service. */
  readonly projection?: string;
  readonly attempt?: number;
  readonly ms?: number;
  readonly error?: string;
  /** The message itself, where it was kept. */
  readonly text?: string;
}
