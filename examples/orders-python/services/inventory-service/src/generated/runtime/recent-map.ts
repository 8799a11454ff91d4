/** A map that forgets what was written longest ago. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** A `RecentMap` of what the last `size` writes left. */
export function createRecentMap<Value>(size: number): RecentMap<Value> {
  const entries = new Map<string, { readonly value: Value; readonly turn: number }>();
  // A Map walks over all that was deleted before its oldest entry; a ring knows where that is.
  const ring: string[] = [];
  let turn = 0;
  return {
    get: (key) => entries.get(key)?.value,
    set(key, value) {
      const slot = turn % size;
      const oldest = ring[slot];
      if (oldest !== undefined && entries.get(oldest)?.turn === turn - size) entries.delete(oldest);
      ring[slot] = key;
      entries.set(key, { value, turn });
      turn += 1;
    },
    delete: (key) => void entries.delete(key),
  };
}
