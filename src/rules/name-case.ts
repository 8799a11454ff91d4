/** Ways in which names of several words are written. */
export const nameCases = ['camelCase', 'snake_case', 'kebab-case', 'PascalCase', 'UPPER_CASE'] as const;
export type NameCase = (typeof nameCases)[number];

const patterns: { readonly [Case in NameCase]: RegExp } = {
  camelCase: /^[a-z][a-zA-Z0-9]*$/,
  snake_case: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
  'kebab-case': /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  PascalCase: /^(?=.*[a-z]|.$)[A-Z][a-zA-Z0-9]*$/,
  UPPER_CASE: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
};

/** The cases that a name fits: `id` fits three, `orderId` one, `order.id` and `@type` none. */
export function casesOf(name: string): NameCase[] {
  // The two that most names are in are told by one pattern each.
  if (/^[a-z][a-z0-9]*$/.test(name)) return ['camelCase', 'snake_case', 'kebab-case'];
  if (/^[a-z][a-z0-9]*[A-Z][a-zA-Z0-9]*$/.test(name)) return ['camelCase'];
  return nameCases.filter((nameCase) => patterns[nameCase].test(name));
}

/** True for names that are words of letters and digits, joined in some way; others have a form of their own. */
export function hasCase(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/.test(name);
}

/** The words of a name in a case. */
export function inCase(words: readonly string[], nameCase: NameCase): string {
  const lower = words.map((word) => word.toLowerCase());
  const capital = lower.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  switch (nameCase) {
    case 'camelCase':
      return [lower[0] ?? '', ...capital.slice(1)].join('');
    case 'PascalCase':
      return capital.join('');
    case 'snake_case':
      return lower.join('_');
    case 'kebab-case':
      return lower.join('-');
    case 'UPPER_CASE':
      return lower.join('_').toUpperCase();
  }
}
