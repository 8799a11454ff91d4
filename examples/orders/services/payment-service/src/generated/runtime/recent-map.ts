/** A map that forgets what was written longest ago. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** A `RecentMap` of what the last `size` writes left. */
export function createRecentMap<Value>(size: number): RecentMap<Value> {
  const turns = new Map<string, number>();
  // A Map walks over all that was deleted before its oldest entry; a ring knows where that is.
  const keys: string[] = [];
  const values: Value[] = [];
  let turn = 0;
  return {
    get(key) {
      const last = turns.get(key);
      return last === undefined ? undefined : values[last % size];
    },
    set(key, value) {
      const slot = turn % size;
      const oldest = keys[slot];
      if (oldest !== undefined && turns.get(oldest) === turn - size) turns.delete(oldest);
      keys[slot] = key;
      values[slot] = value;
      turns.set(key, turn);
      turn += 1;
    },
    delete: (key) => void turns.delete(key),
  };
}
