/** Keys of one map of a document, by what they stand for. */
export interface ComponentKeys {
  keyOf(name: string): string;
}

/**
 * Gives each name a key that AsyncAPI takes in `components` (`[A-Za-z0-9._-]+`): the name itself where it is one.
 * Two names that would share a key get a number, in the order of the names.
 */
export function createComponentKeys(names: Iterable<string>): ComponentKeys {
  const keys = new Map<string, string>();
  const used = new Set<string>();
  const all = [...names];
  const isKey = (name: string): boolean => /^[A-Za-z0-9._-]+$/.test(name);
  for (const name of [...all.filter(isKey), ...all.filter((each) => !isKey(each))]) {
    const base = isKey(name) ? name : name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-|-$/g, '') || '_';
    let key = base;
    for (let number = 2; used.has(key); number++) key = `${base}_${number}`;
    used.add(key);
    keys.set(name, key);
  }
  return { keyOf: (name) => keys.get(name) ?? name };
}
