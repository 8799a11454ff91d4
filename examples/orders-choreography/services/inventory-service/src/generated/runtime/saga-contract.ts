/**
 * Sagas as generated code hands them to the runtime. Types only. All durations are in milliseconds.
 */
/** A saga that this service runs: as its coordinator, or as the one that starts a choreography and ends it. */
export interface SagaDefinition {
  readonly name: string;
  readonly style: 'orchestration' | 'choreography';
  /** Name of the event that starts a run. */
  readonly starts: string;
  /** Name of the event that is published when every step has succeeded. */
  readonly completes: string;
  /** Name of the event that is published when a run is given up (orchestration: and undone). */
  readonly aborts: string;
  /** Where the key of the run lies, by name of each event that the service takes for it. */
  readonly keys: Readonly<Record<string, (data: unknown) => string | undefined>>;
  /** Ascending. A run follows the version that it began with; new ones follow the last. */
  readonly versions: readonly SagaVersion[];
}

export interface SagaVersion {
  readonly version: number;
  readonly steps: readonly SagaStep[];
  /** Choreography: from the start to the end. */
  readonly timeoutMs?: number;
}

export interface SagaStep {
  readonly name: string;
  /** Orchestration: name of the command that asks for it. */
  readonly command?: string;
  readonly succeeds: string;
  readonly fails?: string;
  /** Orchestration. Absent: there is nothing to undo. */
  readonly compensation?: { readonly command: string; readonly done: string };
  /** Orchestration: from the command to its answer. Absent: waits for ever. */
  readonly timeoutMs?: number;
}

/** Why a run is given up. */
export interface SagaFailure {
  readonly reason: 'failed' | 'timed-out' | 'aborted';
  /** The step that failed or was late; the one that was under way when a person aborted the run. */
  readonly step?: string;
  /** Name and data of the event that said so, where one did. */
  readonly event?: string;
  readonly data?: unknown;
  /** What the person said who aborted it. */
  readonly note?: string;
}

/** What the data of a command, or of an end, are made from. */
export interface SagaRun<Start = unknown, Replies = unknown, Failure = SagaFailure | undefined> {
  readonly key: string;
  /** The step that the command belongs to. */
  readonly step?: string;
  /** Data of the event that started the run, in its newest version. */
  readonly start: Start;
  /** Data of the events that told of a step's success, by step. */
  readonly replies: Replies;
  readonly failure: Failure;
}

/** Why a typed run is given up; `Failures` are data of the events that say that a step failed, by step. */
export type SagaFailureOf<Step, Failures> =
  | {
      readonly [Failed in keyof Failures]: {
        readonly reason: 'failed';
        readonly step: Failed;
        readonly data: Failures[Failed];
      };
    }[keyof Failures]
  | { readonly reason: 'timed-out'; readonly step?: Step }
  | { readonly reason: 'aborted'; readonly step?: Step; readonly note?: string };

/** Makes the data of a message of a run on its way forward: the steps `Done` have succeeded. */
export type SagaForward<Start, Replies, Done extends keyof Replies, Data> = (
  run: SagaRun<Start, Pick<Replies, Done> & Partial<Replies>, undefined>,
) => Data;

/** Makes the data of a message of a run that is given up: the steps `Done` have succeeded, others may have. */
export type SagaBackward<Start, Replies, Failures, Done extends keyof Replies, Data> = (
  run: SagaRun<Start, Pick<Replies, Done> & Partial<Replies>, SagaFailureOf<keyof Replies, Failures>>,
) => Data;

/**
 * Makes the data of a command, or of an end. Pure: a transition that is interrupted is decided again, and a message with
 * the same id should say the same.
 */
export type SagaMessage = (run: never) => unknown;

/** A saga's messages by name of the event; every command and both ends. */
export type SagaMessages = Readonly<Record<string, SagaMessage>>;
