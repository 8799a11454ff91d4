/** A map of the language as it is read from an `eda.yaml`; keys in the order in which people write them. */
export interface LanguageMap {
  readonly [key: string]: unknown;
}

/** A map without its undefined members. Safe for members called `__proto__`. */
export function mapOfDefined(entries: readonly (readonly [string, unknown])[]): LanguageMap {
  const map: { [key: string]: unknown } = {};
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    if (key === '__proto__')
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }
  return map;
}

/** The members of a map, each made into a language value; undefined where there are none. */
export function mapEach<T>(
  map: { readonly [name: string]: T },
  toValue: (value: T, name: string) => unknown,
): LanguageMap | undefined {
  const entries = Object.entries(map);
  if (entries.length === 0) return undefined;
  return mapOfDefined(entries.map(([name, value]) => [name, toValue(value, name)]));
}

/** The map, or undefined where it is empty. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
