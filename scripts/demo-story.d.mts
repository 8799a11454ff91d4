import type { RunningSystem } from '../src/dev/system.ts';

/** Plays one person's story; resolves with whether the tables hold what they have to. */
export declare function playStory(
  system: RunningSystem,
  trace: readonly object[],
  options?: { readonly kill?: boolean; readonly write?: (line: string) => void },
): Promise<boolean>;
