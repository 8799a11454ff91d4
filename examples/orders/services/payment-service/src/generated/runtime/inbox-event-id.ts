import { createHash } from 'node:crypto';

const MAX_ID_BYTES = 256;
/** Half of a surrogate pair: UTF-8 has no bytes for it, so that PostgreSQL would be given the same for every half. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/** @returns the id, or the hash of one too long for an index or no text of the database: foreign producers choose their ids. */
export function inboxEventId(id: string): string {
  const isText = !HALF_A_PAIR.test(id);
  if (isText && Buffer.byteLength(id) <= MAX_ID_BYTES && !id.includes('\0')) return id;
  const bytes = Buffer.from(id, isText ? 'utf8' : 'utf16le');
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
