import { createHash } from 'node:crypto';

const MAX_ID_BYTES = 256;

/** @returns the id, or the hash of one too long for an index or with a NUL: foreign producers choose their ids. */
export function inboxEventId(id: string): string {
  if (Buffer.byteLength(id) <= MAX_ID_BYTES && !id.includes('\0')) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}
