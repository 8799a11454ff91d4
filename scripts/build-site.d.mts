export function buildSite(
  folder?: string,
): Promise<{ readonly inputs: { readonly [path: string]: unknown } }>;
