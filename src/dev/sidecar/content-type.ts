export const cloudEventsType = 'application/cloudevents+json';

export type ContentKind = 'cloudevent' | 'json' | 'binary' | 'text' | 'other';

/**
 * How Dapr reads a body of this content type. Only `application/json` itself is JSON: a suffix such as `+json` is
 * not, nor is a batch of CloudEvents, which the publish API does not know.
 */
export function contentKind(contentType: string): ContentKind {
  const semicolon = contentType.indexOf(';');
  const type = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).toLowerCase();
  if (type === cloudEventsType) return 'cloudevent';
  if (type === 'application/json') return 'json';
  if (type === 'application/octet-stream' || type === 'application/cloudevents+protobuf') return 'binary';
  if (type.startsWith('text/') || type === 'application/xml') return 'text';
  return 'other';
}
