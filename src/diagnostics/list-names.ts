/** `a`, `a and b`, `a, b and c`. */
export function listNames(names: readonly string[], word = 'and'): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/** `a`, `a and b`, `a, b and 7 more`: where the number matters more than each name. */
export function listSome(names: readonly string[]): string {
  return names.length < 4 ? listNames(names) : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
