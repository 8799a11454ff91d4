/** Writes the page; gives the names of its files, and what was bundled. */
export function buildStudio(
  folder?: string,
): Promise<{ names: readonly string[]; inputs: { readonly [path: string]: unknown } }>;
