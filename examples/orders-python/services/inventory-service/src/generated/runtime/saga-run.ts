import type { SagaDefinition, SagaFailure, SagaVersion } from './saga-contract.ts';
import { createNamedUuid } from './uuid.ts';

export type RunPhase = 'running' | 'compensating' | 'parked' | 'completed' | 'compensated' | 'aborted';

/** Data as they were stored: an event's newest version at that time. */
export interface StoredData {
  readonly event: string;
  readonly version: string;
  readonly data: unknown;
}

export type StepPhase =
  /** The command is out, the answer is not in. */
  | 'sent'
  | 'done'
  /** Its participant said that it did nothing. */
  | 'failed'
  /** Nobody knows what it did. */
  | 'timed-out'
  | 'undoing'
  | 'undone'
  /** A person took the undoing upon themselves. */
  | 'given-up';

export interface StepState {
  readonly name: string;
  readonly state: StepPhase;
  /** How often its undoing was asked for. */
  readonly undos?: number;
  readonly reply?: StoredData;
  /** Its success came after it was given up. */
  readonly late?: true;
}

/** What is known of a run: the part of its row that transitions change. */
export interface RunState {
  readonly saga: string;
  readonly key: string;
  readonly version: number;
  readonly state: RunPhase;
  /** Of the steps that were begun, in the order of the definition. */
  readonly steps: readonly StepState[];
  readonly failure?: SagaFailure;
  /** How often its abort was published. */
  readonly aborts: number;
}

/** What happened to a run. */
export type RunInput =
  | { readonly kind: 'reply'; readonly reply: StoredData; readonly causationId?: string | undefined }
  | { readonly kind: 'timeout' }
  /** A person asks for the undoing again. */
  | { readonly kind: 'retry' }
  /** A person gives up: a running saga, or the undoing that a parked one waits for. */
  | { readonly kind: 'abort'; readonly note?: string | undefined };

/** A command or an end to be published. */
export interface RunMessage {
  readonly event: string;
  /** The same for the same decision. */
  readonly id: string;
  readonly step?: string;
}

export interface Decision {
  /** `ignored`: nothing changes. `late`: it came after the run had given its step up. */
  readonly outcome: 'taken' | 'late' | 'ignored';
  readonly run: RunState;
  readonly messages: readonly RunMessage[];
  /** How long the run waits for what comes next, in ms; undefined: for ever; `same`: as long as before. */
  readonly waitMs: number | undefined | 'same';
}

/** @returns a decision that changes nothing. */
export function ignore(run: RunState): Decision {
  return { outcome: 'ignored', run, messages: [], waitMs: 'same' };
}

/** Id of a message of a run: made of what it is for, so that a decision that is made again sends the same one. */
export function messageId(
  run: Pick<RunState, 'saga' | 'key'>,
  ...what: readonly (string | number)[]
): string {
  return createNamedUuid([run.saga, run.key, ...what].join('\u001f'));
}

/** Id of a step's command. */
export function commandId(run: Pick<RunState, 'saga' | 'key'>, step: string): string {
  return messageId(run, 'do', step);
}

/** Id of the `n`-th command that undoes a step. */
export function undoId(run: Pick<RunState, 'saga' | 'key'>, step: string, n: number): string {
  return messageId(run, 'undo', step, n);
}

/** The version that new runs follow. @throws Error if the saga has none. */
export function newestOf({ name, versions }: SagaDefinition): SagaVersion {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error(`Saga ${name} has no version`);
  return newest;
}

/** Names of all commands and ends that runs of a saga may publish, in whichever version. */
export function messagesOf({ versions, completes, aborts }: SagaDefinition): string[] {
  const commands = versions.flatMap(({ steps }) =>
    steps.flatMap(({ command, compensation }) => [command, compensation?.command]),
  );
  return [...new Set([...commands, completes, aborts].filter((name) => name !== undefined))];
}
