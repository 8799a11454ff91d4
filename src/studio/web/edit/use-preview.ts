import { useEffect, useState } from 'preact/hooks';
import type { GeneratedChanges, StudioPreview } from '../../api.ts';
import type { StudioOperation } from '../../edits/operation.ts';
import { type Answer, type Failure, post } from '../api-client.ts';

export interface Preview {
  /** Of the operation as it is now; undefined while it is asked for. */
  readonly shown: StudioPreview | undefined;
  readonly generated: GeneratedChanges | undefined;
  readonly failure: Failure | undefined;
}

/** Waits so long after a key, in ms. */
const restMs = 120;

/** What an operation would change, asked for anew as it changes and as the design does. */
export function usePreview(operation: StudioOperation | undefined, revision: string): Preview {
  const [preview, setPreview] = useState<Preview & { readonly of: string }>();
  const key = operation === undefined ? '' : JSON.stringify([operation, revision]);
  useEffect(() => {
    if (operation === undefined) return;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const answer: Answer<StudioPreview> = await post('operation', { operation, preview: true });
      if (isOver) return;
      if (!answer.ok) {
        setPreview({ of: key, shown: undefined, generated: undefined, failure: answer.failure });
        return;
      }
      setPreview({ of: key, shown: answer.value, generated: undefined, failure: undefined });
      const generated: Answer<GeneratedChanges> = await post('generated', { operation });
      if (!isOver && generated.ok)
        setPreview({ of: key, shown: answer.value, generated: generated.value, failure: undefined });
    };
    const timer = setTimeout(() => void ask(), restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);
  return preview?.of === key && operation !== undefined
    ? preview
    : { shown: undefined, generated: undefined, failure: undefined };
}
