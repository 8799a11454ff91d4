import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ById, Saga } from '../model/architecture.ts';

/** A definition of a saga that runs may follow, as `eda.lock` remembers it. */
export interface SagaVersion {
  readonly version: number;
  readonly steps: readonly SagaVersionStep[];
}

export interface SagaVersionStep {
  readonly name: string;
  readonly command?: string;
  readonly succeeds: string;
  readonly fails?: string;
  readonly compensation?: { readonly command: string; readonly done: string };
  readonly timeoutMs?: number;
}

/**
 * The versions of a saga: those that are recorded, and the design's. Steps that are added at the end change the newest
 * in place, since a run that is under way can go on to them; anything else makes a version of its own, and runs that
 * began with an older one follow that to their end.
 */
export function versionsOf(saga: Saga, recorded: readonly SagaVersion[]): readonly SagaVersion[] {
  const steps = stepsOf(saga);
  const newest = recorded.at(-1);
  if (newest === undefined) return [{ version: 1, steps }];
  const isSame =
    newest.steps.length <= steps.length &&
    newest.steps.every((step, index) => {
      const now = steps[index];
      return now !== undefined && shapeOf(now) === shapeOf(step);
    });
  if (isSame) return [...recorded.slice(0, -1), { version: newest.version, steps }];
  return [...recorded, { version: newest.version + 1, steps }];
}

function stepsOf(saga: Saga): SagaVersionStep[] {
  if (saga.style === 'choreography') {
    return saga.steps.map(({ name, succeeds, fails }) => ({
      name,
      succeeds,
      ...(fails !== undefined && { fails }),
    }));
  }
  return saga.steps.map(({ name, command, succeeds, fails, compensation, timeout }) => ({
    name,
    command,
    succeeds,
    ...(fails !== undefined && { fails }),
    ...(compensation !== undefined && { compensation }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  }));
}

/** What has to be equal for a run to go on with another definition. */
function shapeOf({ name, command, succeeds, fails, compensation }: SagaVersionStep): string {
  return JSON.stringify([name, command, succeeds, fails, compensation?.command, compensation?.done]);
}

/** Names of the events that tell of a step: those that whoever runs the saga takes. */
export function repliesOf({ succeeds, fails, compensation }: SagaVersionStep): string[] {
  return [succeeds, fails, compensation?.done].filter((name) => name !== undefined);
}

/** Names of the commands of a step. */
export function commandsOf({ command, compensation }: SagaVersionStep): string[] {
  return [command, compensation?.command].filter((name) => name !== undefined);
}

/**
 * Reads the versions that an earlier run recorded. The record lies in a file that people merge by hand, so each entry is
 * checked.
 * @returns undefined where the record is damaged: runs could not be told which definition is theirs.
 */
export function readSagaVersions(value: unknown): readonly SagaVersion[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const versions: SagaVersion[] = [];
  for (const entry of value) {
    const { version, steps } = fields(entry);
    const last = versions.at(-1)?.version ?? 0;
    if (typeof version !== 'number' || !(version > last) || !Array.isArray(steps)) return undefined;
    const read = steps.map(readStep);
    if (read.some((step) => step === undefined)) return undefined;
    versions.push({ version, steps: read.filter((step) => step !== undefined) });
  }
  return versions;
}

function readStep(value: unknown): SagaVersionStep | undefined {
  const { name, command, succeeds, fails, compensation, timeoutMs } = fields(value);
  if (typeof name !== 'string' || typeof succeeds !== 'string') return undefined;
  const undo = fields(compensation);
  return {
    name,
    ...(typeof command === 'string' && { command }),
    succeeds,
    ...(typeof fails === 'string' && { fails }),
    ...(typeof undo.command === 'string' &&
      typeof undo.done === 'string' && { compensation: { command: undo.command, done: undo.done } }),
    ...(typeof timeoutMs === 'number' && { timeoutMs }),
  };
}

function fields(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly [key: string]: unknown }) : {};
}

/** The versions of every saga of a design, and what a generator records of them. */
export interface SagaBook {
  readonly of: (saga: Saga) => readonly SagaVersion[];
  readonly record: ById<unknown> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the record of a generator, and brings it up to date with the sagas that it makes code for. */
export function openSagaBook(sagas: readonly Saga[], record: ById<unknown>): SagaBook {
  const recorded = fields(record.sagas);
  const diagnostics: Diagnostic[] = [];
  const versions = new Map<string, readonly SagaVersion[]>();
  for (const saga of sagas) {
    const known = readSagaVersions(Object.hasOwn(recorded, saga.name) ? recorded[saga.name] : undefined);
    if (known === undefined) {
      diagnostics.push({
        code: 'saga-record',
        severity: 'error',
        message: `what eda.lock records about the versions of saga ${saga.name} is damaged`,
        help: 'restore eda.lock from version control; without it runs could not be told which definition is theirs',
        at: saga.at,
      });
    }
    versions.set(saga.name, versionsOf(saga, known ?? []));
  }
  // Sagas that left the design keep their entry: they may come back, and their runs are still there.
  const next = Object.assign(Object.create(null), recorded, Object.fromEntries(versions));
  return {
    of: (saga) => versions.get(saga.name) ?? versionsOf(saga, []),
    record: Object.keys(next).length > 0 && diagnostics.length === 0 ? { sagas: next } : undefined,
    diagnostics,
  };
}
