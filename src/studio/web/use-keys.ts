import { useLayoutEffect } from 'preact/hooks';
import type { StudioDesign } from '../api.ts';
import { commandKeys } from './commands.ts';
import type { PageState } from './page-state.ts';

export interface KeyEvents {
  readonly design: StudioDesign | undefined;
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly run: (command: string) => void;
  /** Escape: one step back. */
  readonly stepBack: () => void;
}

/** Runs what keys mean, wherever the focus is but where somebody types. */
export function useKeys({ design, state, change, run, stepBack }: KeyEvents): void {
  // Before the next key arrives: it means what it means after what this one did.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        run('search');
        return;
      }
      const target = event.target as Element | null;
      const turn = turnOf(event);
      const isTyping =
        target?.closest('input, select, textarea, [contenteditable], dialog, .editor') !== null;
      if (isTyping && target !== null) return;
      if (turn !== undefined) {
        event.preventDefault();
        run(turn);
        return;
      }
      if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
        const view = design?.views[Number(event.code.slice(5)) - 1];
        if (view !== undefined) change({ view: view.id });
        event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') stepBack();
      else if (state.focus !== '' && /^[1-9]$/.test(event.key)) change({ depth: Number(event.key) });
      else if (commandKeys[event.key.toLowerCase()] !== undefined)
        run(commandKeys[event.key.toLowerCase()] ?? '');
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

/** Undo or redo, as keys say it on any system. */
function turnOf({ ctrlKey, metaKey, shiftKey, key }: KeyboardEvent): 'undo' | 'redo' | undefined {
  if (!ctrlKey && !metaKey) return undefined;
  if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo';
  return key.toLowerCase() === 'y' ? 'redo' : undefined;
}
