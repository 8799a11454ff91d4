/** `a`, `a and b`, `a, b and c`. */
export function listNames(names: readonly string[], word = 'and'): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/** A path as the spec writes it: `customer.id`, a dot in a name as `\.`. */
export function showPath(path: readonly string[]): string {
  return path.map((step) => step.replace(/[.\\]/g, '\\$&')).join('.');
}
