import type { StudioOperation } from '../../edits/operation.ts';

/** A change that was meant and does not stand on disk yet. */
export interface PendingChange {
  readonly id: string;
  readonly title: string;
  readonly operation: StudioOperation;
  /** What was looked at when it was meant. */
  readonly revision: string;
  /** Why not. */
  readonly reason: string;
  /** True: it is tried again by itself when the studio, or the design, can be reached. */
  readonly waits: boolean;
}

const prefix = 'eda-studio-pending ';

/** Changes that an earlier page of this design could not write. */
export function readPending(system: string): readonly PendingChange[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(prefix + system) ?? '[]');
    return Array.isArray(kept) ? (kept as PendingChange[]) : [];
  } catch {
    return [];
  }
}

/** Keeps them beyond the page, as far as the browser keeps anything. */
export function keepPending(system: string, pending: readonly PendingChange[]): void {
  try {
    if (pending.length === 0) localStorage.removeItem(prefix + system);
    else localStorage.setItem(prefix + system, JSON.stringify(pending));
  } catch {
    // Then they live as long as the page.
  }
}
