import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A dialog that opens as soon as it is there. Before the next key arrives: what is typed right after the key that
 * opened it belongs to its first field.
 * @param focus gives the keyboard to what is used first; absent: to the first thing that takes it
 */
export function useDialog(focus?: (dialog: HTMLDialogElement) => void): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (dialog.current === null) return;
    dialog.current.showModal();
    focus?.(dialog.current);
  }, []);
  return dialog;
}
