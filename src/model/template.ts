/**
 * Fills `{name}` placeholders. A name that `values` lacks stays as it is: in addresses those are parameters.
 */
export function fillTemplate(text: string, values: { readonly [name: string]: string }): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** Names of the placeholders in a text, in order, each once. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))];
}
