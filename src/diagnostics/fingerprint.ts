import { createHash } from 'node:crypto';
import { isDesignSection } from './design-sections.ts';
import type { Diagnostic, Place } from './diagnostic.ts';

/**
 * Twelve hexadecimal digits by which a finding is known again: of its rule, of the thing that it speaks of and of what
 * it says. Lines don't count, nor the order of lists, nor the file of a thing that the whole design knows by name, so
 * that a finding stays the same when text moves.
 */
export function fingerprint({ code, at, message }: Diagnostic): string {
  return hash([code, logicalPath(at), stableMessage(message)].join('\0'));
}

/** Where something stands, for what has to outlive edits: `events/orders.order.placed/data`, `order.json#properties/id`. */
export function logicalPath({ file, path }: Place): string {
  const steps = path.map((step) => (typeof step === 'number' ? '[]' : step)).join('/');
  return path.length > 1 && isDesignSection(path[0]) ? steps : `${file}#${steps}`;
}

/** Tells findings of one fingerprint apart, the first as it is: some readers take each only once. */
export function createNumbering(): (print: string) => string {
  const seen = new Map<string, number>();
  return (print) => {
    const count = (seen.get(print) ?? 0) + 1;
    seen.set(print, count);
    return count === 1 ? print : hash(`${print}\0${count}`);
  };
}

/** Leaves out of a message what changes with its surroundings: lines, and names that are merely near. */
export function stableMessage(message: string): string {
  return message
    .replace(/; did you mean .*\?$/, '')
    .replace(/\bline \d+/g, 'line')
    .replace(/\s+/g, ' ')
    .trim();
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
