import { parseGoDuration } from './go-duration.ts';

/** What a publisher says beside the event: `?metadata.<name>=<value>`, or an entry's own `metadata`. */
export type PublishMetadata = Readonly<Record<string, string>>;

/** The metadata in the query of a publish request; the first of several values counts. */
export function readPublishMetadata(query: string): PublishMetadata {
  if (query === '') return {};
  const metadata = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!name.startsWith('metadata.')) continue;
    const key = name.slice('metadata.'.length);
    if (!metadata.has(key)) metadata.set(key, value);
  }
  return Object.fromEntries(metadata);
}

/** A value by its name without regard to case; empty where it is missing. */
export function metadataValue(metadata: PublishMetadata, name: string): string {
  const exact = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [key, value] of Object.entries(metadata)) if (key.toLowerCase() === lower) return value;
  return '';
}

/** Whether `rawPayload`, in this spelling, is set, or the complaint about a value that is no boolean to Go. */
export function isRawPayload(metadata: PublishMetadata): boolean | { readonly error: string } {
  const value = Object.hasOwn(metadata, 'rawPayload') ? metadata.rawPayload : undefined;
  if (value === undefined) return false;
  if (value === '') return false;
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(value)) return false;
  return { error: `rawPayload value must be a valid boolean: actual is '${value}'` };
}

/**
 * The time to live in milliseconds by `ttl` or `ttlInSeconds`: a Go duration or whole seconds. Undefined where there
 * is none or it is neither. `0` and negative durations are a life that is over; negative seconds are none.
 */
export function timeToLiveMs(metadata: PublishMetadata): number | undefined {
  const value = metadataValue(metadata, 'ttl') || metadataValue(metadata, 'ttlInSeconds');
  const duration = parseGoDuration(value.replace(/^[+-]/, ''));
  if (duration !== undefined) return value.startsWith('-') ? 0 : duration;
  return /^\+?\d+$/.test(value) && Number(value) > 0 ? Number(value) * 1000 : undefined;
}
