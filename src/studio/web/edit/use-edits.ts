import { useEffect, useRef, useState } from 'preact/hooks';
import type { StudioChange, StudioDesign, StudioProblem } from '../../api.ts';
import { describeOperation } from '../../edits/describe-operation.ts';
import type { StudioOperation } from '../../edits/operation.ts';
import { type Answer, type Failure, post } from '../api-client.ts';
import type { Positions } from './arrange-gesture.ts';
import { keepPending, type PendingChange, readPending } from './pending-changes.ts';

export interface Edits {
  readonly pending: readonly PendingChange[];
  /** Carries an operation out that was looked at; gives the reason where a person has to look again. */
  readonly apply: (operation: StudioOperation, revision: string) => Promise<Failure | undefined>;
  readonly fix: (problem: StudioProblem) => Promise<void>;
  /** Keeps where things stand in a view; undefined: where they stand is automatic again. Says whether that was done. */
  readonly arrange: (view: string, positions: Positions | undefined) => Promise<boolean>;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
  readonly retry: (change: PendingChange) => Promise<void>;
  readonly discard: (change: PendingChange) => void;
}

/** What a person does to the design, until it stands on disk; what can't be written now waits, and is never dropped. */
export function useEdits(
  design: StudioDesign | undefined,
  isConnected: boolean,
  tell: (notice: string) => void,
): Edits {
  const [pending, setPending] = useState<readonly PendingChange[]>([]);
  const system = design === undefined ? undefined : `${design.system.name} ${design.file}`;
  const latest = useRef(pending);
  const put = (next: readonly PendingChange[]): void => {
    latest.current = next;
    setPending(next);
    if (system !== undefined) keepPending(system, next);
  };
  useEffect(() => {
    if (system !== undefined)
      put([
        ...readPending(system),
        ...latest.current.filter(({ id }) => !readPending(system).some((one) => one.id === id)),
      ]);
  }, [system]);

  const say = ({ title, replayed }: StudioChange): void =>
    tell(replayed ? `Done on what others wrote meanwhile: ${title}` : `Done: ${title}`);

  /** Waits for what comes back by itself; what was refused for good is a person's. */
  const keep = (operation: StudioOperation, revision: string, failure: Failure, id: string): void =>
    put([
      ...latest.current.filter((one) => one.id !== id),
      {
        id,
        title: describeOperation(operation),
        operation,
        revision,
        reason: failure.message,
        waits: isPassing(failure),
      },
    ]);

  const apply = async (operation: StudioOperation, revision: string): Promise<Failure | undefined> => {
    const answer: Answer<StudioChange> = await post('operation', { operation }, { 'if-match': revision });
    if (answer.ok) say(answer.value);
    else if (isPassing(answer.failure)) keep(operation, revision, answer.failure, crypto.randomUUID());
    else return answer.failure;
    return undefined;
  };

  const retry = async (change: PendingChange): Promise<void> => {
    const { operation, revision, id } = change;
    // For what was seen then: what goes with a thing that is deleted may be other things by now.
    const answer: Answer<StudioChange> = await post('operation', { operation }, { 'if-match': revision });
    if (answer.ok) {
      put(latest.current.filter((one) => one.id !== id));
      say(answer.value);
    } else keep(operation, revision, answer.failure, id);
  };

  const isReady = isConnected && design !== undefined && design.broken === undefined && !design.readOnly;
  const isRetrying = useRef(false);
  useEffect(() => {
    if (!isReady || isRetrying.current) return;
    const again = async (): Promise<void> => {
      isRetrying.current = true;
      for (const change of latest.current.filter(({ waits }) => waits)) await retry(change);
      isRetrying.current = false;
    };
    void again();
  }, [isReady, design?.revision]);

  const turn = async (way: 'undo' | 'redo'): Promise<void> => {
    const answer: Answer<StudioChange> = await post(way, {});
    tell(answer.ok ? `Done: ${answer.value.title}` : sentenceOf(answer.failure));
  };
  return {
    pending,
    apply,
    retry,
    fix: async ({ fingerprint, fix }) => {
      const answer: Answer<StudioChange> = await post(
        'fix',
        { fingerprint },
        { 'if-match': design?.revision ?? '' },
      );
      tell(answer.ok ? `Done: ${fix?.title ?? 'fixed'}` : sentenceOf(answer.failure));
    },
    arrange: async (view, positions) => {
      const answer: Answer<StudioChange> = await post('arrange', { view, positions });
      if (!answer.ok) tell(sentenceOf(answer.failure));
      return answer.ok;
    },
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    discard: ({ id }) => put(latest.current.filter((one) => one.id !== id)),
  };
}

/** Whether it is worth another try without a person's doing: nobody answered, or nothing could be read. */
function isPassing({ kind, status }: Failure): boolean {
  return kind === 'gone' || kind === 'signed-out' || status === 409;
}

function sentenceOf({ message, help }: Failure): string {
  return help === undefined ? message : `${message}: ${help}`;
}
