import type { RelayBuffer } from './relay-buffer.ts';
import type { RelayRow } from './relay-row.ts';
import { LANES, type RelaySession } from './relay-session.ts';

/** Takes lanes up to this relay's share and gives back what exceeds it. @returns whether it got any. */
export async function leaseLanes(
  session: RelaySession,
  buffer: RelayBuffer,
  accepted: readonly RelayRow[],
): Promise<boolean> {
  const share = Math.ceil(LANES / (await session.countRelays()));
  const own = buffer.lanes();
  if (own.length > share) {
    const pending = new Set(accepted.map((row) => row.lane));
    const released: number[] = [];
    for (const lane of own) {
      if (own.length - released.length <= share) break;
      if (buffer.removeLane(lane, pending)) released.push(lane);
    }
    if (released.length > 0) await session.release(released);
    return false;
  }
  if (own.length === share) return false;
  const held = new Set(own);
  const free = Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => !held.has(lane));
  const start = Math.floor(Math.random() * free.length);
  const got = await session.lease([...free.slice(start), ...free.slice(0, start)], share - own.length);
  if (got.length === 0) return false;
  // Before the first read of a new lane: its blocked keys must not leave.
  const blocked = await session.blockedKeys([...own, ...got]);
  buffer.setBlocked(blocked);
  for (const lane of got) buffer.addLane(lane);
  return true;
}
