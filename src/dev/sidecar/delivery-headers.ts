import type { OutgoingHttpHeaders } from 'node:http';
import type { Message } from './message.ts';
import type { PubsubComponent } from './publisher.ts';

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What the connection to the app is run by; no publisher may set it. */
const reserved = new Set([
  'connection',
  'content-length',
  'content-type',
  'dapr-api-token',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers of a delivery: what the publisher said, the component's name, and what Kafka adds of its own. */
export function deliveryHeaders(
  component: PubsubComponent,
  topic: string,
  message?: Message,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(message?.metadata ?? {})) {
    if (headerName.test(name) && headerValue.test(value) && !reserved.has(name.toLowerCase()))
      headers[name] = value;
  }
  if (component.type === 'pubsub.kafka' && message !== undefined) {
    const key = headers.partitionKey;
    if (key !== undefined) headers.__key = key;
    headers.__topic = encodeURI(Buffer.from(topic).toString());
    headers.__partition = '0';
    headers.__offset = String(message.offset);
    headers.__timestamp = String(message.at);
  }
  headers.pubsubname = component.name;
  return headers;
}
