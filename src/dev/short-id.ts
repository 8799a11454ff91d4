/**
 * An id as people tell events apart by it: its first characters. UUIDs of version 7 begin with the time, so that all of
 * an hour begin alike: of those it is the last ones.
 */
export function shortId(id: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id)) return `…${id.slice(-4)}`;
  return id.length > 6 ? `${id.replace(/^sha256:/, '').slice(0, 4)}…` : id;
}
