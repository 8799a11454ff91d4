/** What `eda prove` tells a recording service: `script.json` in its working folder. */
import type { EventEnvelope } from '../typescript/contract.ts';

export interface Script {
  /** Valid data of each event, one for each key. */
  readonly payloads: Readonly<Record<string, readonly unknown[]>>;
  readonly sagas: Readonly<Record<string, PlayedSaga>>;
  /** What this service does for sagas, by the event that asks for it. */
  readonly parts: Readonly<Record<string, readonly SagaPart[]>>;
}

interface PlayedSaga {
  /** Where the key of a run lies, by event. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Valid data of each event but for the key. */
  readonly payloads: Readonly<Record<string, unknown>>;
}

export interface SagaPart {
  /** Of choreographies, whose steps are handlers of their own. */
  readonly handler?: string;
  readonly saga: string;
  readonly step: string;
  readonly undoes: boolean;
  /** Name of the event that says that it is done. */
  readonly answer: string;
  /** Name of the event that says that it failed. */
  readonly refusal?: string;
}

/** What a proof wants of a run of a saga; it travels as the correlation of all its messages. */
export interface Play {
  readonly run: string;
  /** `fails`, `silent`, `late`, `late-failure`: what becomes of one step. */
  readonly act: string;
  readonly saga: string;
  readonly step: string;
}

/** The play that an event belongs to, if it belongs to one. */
export function playOf({ correlationid = '' }: EventEnvelope): Play | undefined {
  const [mark, run, , act, saga, step] = correlationid.split('~');
  return mark === 'prove' && run !== undefined && act !== undefined
    ? { run, act, saga: saga ?? '', step: step ?? '' }
    : undefined;
}

/** What lies at a path of data. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), data);
}

/** Data with another value at a path. */
export function withValue(data: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  return isObject(data) ? { ...data, [step]: withValue(data[step], rest, value) } : data;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
