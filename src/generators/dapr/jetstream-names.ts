import type { Broker } from '../../model/architecture.ts';

/** What the names of streams and consumers may be made of. NATS takes more, files and shells don't. */
const plainName = /^[A-Za-z0-9_-]+$/;

/**
 * Name of the durable consumer of a group on a subject: `order-service_sales_order_placed`. Different groups and
 * subjects have different ones, whatever is added to the design later: Dapr takes a consumer of that name for its own.
 */
export function consumerName(group: string, subject: string): string {
  return `${escapeName(group)}_${escapeName(subject)}`;
}

/** A dot becomes `_`; what is neither letter, digit nor hyphen becomes `=` and its bytes in hexadecimal digits. */
function escapeName(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/gu, (character) =>
    character === '.'
      ? '_'
      : [...new TextEncoder().encode(character)]
          .map((byte) => `=${byte.toString(16).padStart(2, '0')}`)
          .join(''),
  );
}

/** Name of the stream that carries a broker's topics: as the design says, else of the system and the broker. */
export function streamName(broker: Broker, system: string): string {
  const { stream } = broker.own;
  return typeof stream === 'string' ? stream : `${system}-${broker.name}`;
}

/**
 * Name of the stream of one dead-letter topic. It sorts behind the broker's own, which has to let a subject go before
 * another stream can have it.
 */
export function deadLetterStream(stream: string, address: string): string {
  return `${stream}_${escapeName(address)}`;
}

export function isPlainName(name: string): boolean {
  return plainName.test(name);
}
