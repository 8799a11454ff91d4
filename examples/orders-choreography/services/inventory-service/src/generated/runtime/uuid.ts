import { createHash, randomFillSync } from 'node:crypto';

/** Random bytes are drawn in stock: a system call for each id would cost more than the rest. */
const stock = new Uint8Array(4096);
let used = stock.length;
let lastMs = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562), rising within a process: the inbox of every subscriber then inserts at the right edge of
 * its index, where a random id would touch a page of its own each time.
 */
export function createUuid(now = Date.now()): string {
  if (used + 16 > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const bytes = stock.slice(used, used + 16);
  used += 16;
  if (now > lastMs) {
    lastMs = now;
    // Starts in the lower half, so that 2,048 more fit into the same millisecond.
    sequence = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & 0x7ff;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  }
  bytes[6] = 0x70 | (sequence >> 8);
  bytes[7] = sequence & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const time = lastMs.toString(16).padStart(12, '0');
  const rest = Buffer.from(bytes.subarray(6)).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}

/** Of everything that gets a UUID by its name; the Python runtime has the same. */
const NAMESPACE = Buffer.from('5f6cf0a4d7b84ee79e0c2f4d3a9b61c8', 'hex');

/** @returns the UUIDv5 (RFC 9562) of a name: the same for the same text, whoever asks. */
export function createNamedUuid(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = 0x50 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
