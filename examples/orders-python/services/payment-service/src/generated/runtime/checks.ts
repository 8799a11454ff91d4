/** Questions about JSON values that validators ask. */

/** An object that is no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property that an object has itself; inherited ones (`constructor`) are none. */
export function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

/** Length as JSON Schema counts it, in Unicode code points. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800)
      count--;
  }
  return count;
}

/** Whether a text has more code points than `most`; few texts are counted to know. */
export function isLonger(text: string, most: number): boolean {
  return text.length > most && codePoints(text) > most;
}

/** Whether a text has fewer code points than `least`. */
export function isShorter(text: string, least: number): boolean {
  return text.length < 2 * least && codePoints(text) < least;
}

/**
 * Whether a number is a multiple of another in decimal notation: 0.3 is one of 0.1, although their quotient in
 * binary is none.
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (Number.isInteger(step) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value % step === 0;
  const [a, b] = [decimal(value), decimal(step)];
  const exponent = Math.min(a.exponent, b.exponent);
  return (
    (a.digits * 10n ** BigInt(a.exponent - exponent)) % (b.digits * 10n ** BigInt(b.exponent - exponent)) ===
    0n
  );
}

/** `digits × 10^exponent`, from the shortest notation of a number. */
function decimal(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** Equal as JSON: the order of members does not count, 1 and 1.0 are the same. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!isEqual(a[index], b[index])) return false;
    return true;
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !isEqual(own(a, key), own(b, key))) return false;
  return true;
}

/** Whether a list holds two items that are equal as JSON. */
export function hasTwice(items: readonly unknown[]): boolean {
  const simple = new Set<unknown>();
  const composite: unknown[] = [];
  for (const item of items) {
    if (typeof item === 'object' && item !== null) {
      for (const other of composite) if (isEqual(item, other)) return true;
      composite.push(item);
    } else if (simple.has(item)) {
      return true;
    } else {
      simple.add(item);
    }
  }
  return false;
}
