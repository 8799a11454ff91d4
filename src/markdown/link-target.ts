/** Where an address leads that a text in Markdown names, as far as the address itself tells. */
export type LinkTarget =
  /** Elsewhere: as it was written. */
  | { readonly kind: 'web'; readonly href: string }
  /** Something of the design: `event:orders.order.placed`. */
  | { readonly kind: 'element'; readonly element: string }
  /** From where the text stands: `../runbook.md#retries`. */
  | { readonly kind: 'path' }
  | { readonly kind: 'nowhere'; readonly why: string };

/** Schemes that may be followed. */
const webSchemes = new Set(['http', 'https', 'mailto', 'tel']);

/** Kinds of things that a link can name. */
const elementKinds = new Set(['domain', 'service', 'event', 'topic', 'saga', 'projection', 'aggregate']);

/** Tells addresses apart by their beginning. */
export function linkTarget(address: string): LinkTarget {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (webSchemes.has(scheme)) return { kind: 'web', href: address };
    if (elementKinds.has(scheme)) return { kind: 'element', element: address };
    return { kind: 'nowhere', why: `no page can lead to an address of ${scheme}:` };
  }
  return address.startsWith('//') ? { kind: 'web', href: `https:${address}` } : { kind: 'path' };
}
