import type { Architecture } from '../model/architecture.ts';
import { topicIdentity } from './broker-names.ts';
import { type Placement, placementsOf } from './placements.ts';

/**
 * Services that take what arrives on a dead-letter topic, because it is the address of a topic of the design. The
 * service's own subscription to its dead letters, which eda generates with a database, is not among them.
 */
export function deadLetterReaders(
  architecture: Architecture,
  { environment, broker }: Placement,
  deadLetter: string,
): string[] {
  const topic = topicNamed(architecture, environment, broker.name, deadLetter);
  if (topic === undefined) return [];
  const events = new Set(topic.events);
  return Object.values(architecture.services)
    .filter(({ subscriptions }) => subscriptions.some(({ event }) => events.has(event)))
    .map(({ name }) => name);
}

/** The topic of the design that the broker takes the name for. */
export function topicNamed(
  architecture: Architecture,
  environment: string,
  broker: string,
  name: string,
): Placement['topic'] | undefined {
  return addressBook(architecture, environment, broker).get(
    identityOf(architecture, environment, broker, name),
  );
}

function identityOf(architecture: Architecture, environment: string, broker: string, name: string): string {
  const carrier = architecture.environments[environment]?.brokers[broker];
  return carrier === undefined ? name : topicIdentity(carrier.type, name, carrier);
}

const books = new WeakMap<Architecture, Map<string, ReadonlyMap<string, Placement['topic']>>>();

/** What the broker calls each topic of the design, made once for an environment. */
function addressBook(
  architecture: Architecture,
  environment: string,
  broker: string,
): ReadonlyMap<string, Placement['topic']> {
  let known = books.get(architecture);
  if (known === undefined) {
    known = new Map();
    books.set(architecture, known);
  }
  const key = `${environment}\0${broker}`;
  let book = known.get(key);
  if (book === undefined) {
    book = new Map(
      [...(placementsOf(architecture).get(environment)?.values() ?? [])]
        .filter((placement) => placement.broker.name === broker)
        .map(({ topic, settings }) => [
          identityOf(architecture, environment, broker, settings.address),
          topic,
        ]),
    );
    known.set(key, book);
  }
  return book;
}
