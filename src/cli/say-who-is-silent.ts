import { exitCode } from './exit-code.ts';
import type { FoundServices } from './find-services.ts';
import type { Io } from './io.ts';
import { refuseWith } from './refuse.ts';

/** Says on stderr which services do not answer, while the others are served. @returns how many. */
export function sayWhoIsSilent(found: Extract<FoundServices, { ok: true }>, io: Io): number {
  for (const { message, help } of found.silent) refuseWith(io)(message, exitCode.findings, help);
  return found.silent.length;
}
