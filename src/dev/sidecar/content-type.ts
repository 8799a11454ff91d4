export const cloudEventsType = 'application/cloudevents+json';

export type ContentKind = 'cloudevent' | 'json' | 'binary' | 'text' | 'other';

/**
 * How Dapr reads a body of this content type. A batch of CloudEvents is `other`: the publish API knows no batches
 * and takes one for text.
 */
export function contentKind(contentType: string): ContentKind {
  const semicolon = contentType.indexOf(';');
  const type = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  if (type === cloudEventsType) return 'cloudevent';
  if (type === 'application/json') return 'json';
  if (type === 'application/octet-stream' || type === 'application/x-protobuf') return 'binary';
  if (type.startsWith('text/') || type === 'application/xml') return 'text';
  if (type.endsWith('+json') && type !== 'application/cloudevents-batch+json') return 'json';
  return 'other';
}
