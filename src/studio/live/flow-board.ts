import { elementId } from '../../draw/graph/graph.ts';
import type { Architecture } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import type { LiveEdge, LiveMessage } from '../api.ts';
import { shownData } from './mask-personal.ts';
import type { ObservedMessage } from './running-system.ts';

/** What flows over each edge, kept in memory: rates of the last seconds, and the last messages. */
export interface FlowBoard {
  note(message: ObservedMessage, isPast?: boolean): void;
  /** What every edge carries; what is fresh is told once. */
  edges(now: number): readonly LiveEdge[];
  /** The last messages of an edge, or of all; the newest first, personal data masked. */
  messages(edge?: { readonly from: string; readonly to: string }): readonly LiveMessage[];
  forget(): void;
}

/** Rates are of so many seconds. */
const windowSeconds = 10;
const mostMessages = 50;
const mostEdges = 2000;
const mostTexts = 2000;

interface Lane {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly service: string;
  readonly isPublishing: boolean;
  /** By the id of their event, oldest first. */
  readonly messages: Map<string, LiveMessage>;
  /** Messages, attempts that failed and dead letters by the second. */
  readonly seconds: Map<number, Counts>;
  fresh: number;
  total: number;
}

interface Counts {
  messages: number;
  failed: number;
  dead: number;
}

/** Opens a board on a design, which may change: it is asked for each time. */
export function createFlowBoard(architecture: () => Architecture | undefined): FlowBoard {
  const lanes = new Map<string, Lane>();
  const texts = new Map<string, string>();
  let named: Names | undefined;

  const namesOf = (design: Architecture): Names => {
    if (named?.design !== design) named = createNames(design);
    return named;
  };
  const laneOf = (message: ObservedMessage, event: string, design: Architecture): Lane => {
    const isPublishing = message.kind === 'published';
    const service = elementId.service(message.service);
    const from = isPublishing ? service : elementId.event(event);
    const to = isPublishing ? elementId.event(event) : takerOf(message, event, design);
    const key = `${from} ${to}`;
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const made: Lane = {
      from,
      to,
      event,
      service: message.service,
      isPublishing,
      messages: new Map(),
      seconds: new Map(),
      fresh: 0,
      total: 0,
    };
    lanes.set(key, made);
    if (lanes.size > mostEdges) lanes.delete(lanes.keys().next().value ?? '');
    return made;
  };

  return {
    note: (message, isPast = false) => {
      const design = architecture();
      if (design === undefined) return;
      const event = namesOf(design).eventOf(message);
      if (event === undefined) return;
      const { eventId = `${message.at}`, text } = message;
      if (text !== undefined) remember(texts, eventId, text, mostTexts);
      const lane = laneOf(message, event, design);
      const before = lane.messages.get(eventId);
      const next = merged(before, message, { event, eventId });
      if (next === before) return;
      lane.messages.delete(eventId);
      remember(lane.messages, eventId, next, mostMessages);
      const isNew = before === undefined;
      if (isNew) lane.total++;
      const isFailure = message.kind === 'failed';
      const isDead = message.kind === 'dead-lettered' || message.kind === 'lost';
      const second = Math.floor(message.at / 1000);
      const counts = lane.seconds.get(second) ?? { messages: 0, failed: 0, dead: 0 };
      counts.messages += isNew ? 1 : 0;
      counts.failed += isFailure ? 1 : 0;
      counts.dead += isDead ? 1 : 0;
      remember(lane.seconds, second, counts, windowSeconds + 2);
      if (isNew && !isPast) lane.fresh++;
    },
    edges: (now) => {
      const design = architecture();
      const oldest = Math.floor(now / 1000) - windowSeconds;
      return [...lanes.values()].map((lane): LiveEdge => {
        const sum: Counts = { messages: 0, failed: 0, dead: 0 };
        for (const [second, counts] of lane.seconds) {
          if (second <= oldest) continue;
          sum.messages += counts.messages;
          sum.failed += counts.failed;
          sum.dead += counts.dead;
        }
        const { fresh } = lane;
        lane.fresh = 0;
        return {
          from: lane.from,
          to: lane.to,
          rate: Math.round((sum.messages / windowSeconds) * 10) / 10,
          fresh,
          failed: sum.failed,
          dead: sum.dead,
          total: lane.total,
          isDesigned: design === undefined || isDesigned(lane, design),
          event: lane.event,
          service: lane.service,
        };
      });
    },
    messages: (edge) => {
      const design = architecture();
      const chosen = [...lanes.values()].filter(
        ({ from, to }) => edge === undefined || (from === edge.from && to === edge.to),
      );
      return chosen
        .flatMap((lane) =>
          [...lane.messages.values()].map((message) => ({ ...message, from: lane.from, to: lane.to })),
        )
        .sort((a, b) => b.at - a.at)
        .slice(0, mostMessages)
        .map((message) => ({ ...message, ...dataOf(texts.get(message.eventId), message.event, design) }));
    },
    forget: () => {
      lanes.clear();
      texts.clear();
    },
  };
}

/** Keeps the newest of a map whose keys stand in the order in which they came. */
function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  if (map.size > most) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
}

const ranks: { readonly [outcome in LiveMessage['outcome']]: number } = {
  published: 0,
  waiting: 0,
  delivered: 1,
  failed: 2,
  handled: 3,
  'dead-lettered': 3,
  lost: 3,
};

/** What is known of one message after one more thing was seen; the same where that tells nothing new. */
function merged(
  before: LiveMessage | undefined,
  { kind, at, attempt, ms, error, correlationId, service }: ObservedMessage,
  { event, eventId }: { readonly event: string; readonly eventId: string },
): LiveMessage {
  // What a service says of its work comes after, and counts more than, that its sidecar could hand it over.
  if (before !== undefined && ranks[kind] < ranks[before.outcome]) return before;
  const attempts = Math.max(
    before?.attempts ?? 0,
    attempt ?? (kind === 'failed' ? (before?.attempts ?? 0) + 1 : 1),
  );
  if (before !== undefined && before.outcome === kind && before.attempts === attempts) return before;
  return {
    eventId,
    event,
    service,
    at,
    outcome: kind,
    attempts,
    ...(ms === undefined ? {} : { ms }),
    ...(error === undefined || kind === 'handled' ? {} : { error: error.slice(0, 500) }),
    ...((correlationId ?? before?.correlationId) === undefined
      ? {}
      : { correlationId: correlationId ?? before?.correlationId ?? '' }),
  };
}

interface Names {
  readonly design: Architecture;
  eventOf(message: ObservedMessage): string | undefined;
}

/** Finds the event that a message is: by its name or type, else by a topic that carries one event alone. */
function createNames(design: Architecture): Names {
  const byType = new Map(Object.values(design.events).map(({ type, name }) => [type, name]));
  const byTopic = new Map<string, string>();
  for (const topic of Object.values(design.topics)) {
    const [only, ...others] = topic.events;
    if (only === undefined || others.length > 0) continue;
    byTopic.set(topic.name, only);
    for (const environment of Object.keys(design.environments))
      byTopic.set(resolveTopic(design, topic, environment).values.address, only);
  }
  return {
    design,
    eventOf: ({ type = '', topic = '' }) =>
      design.events[type]?.name ?? byType.get(type) ?? (type === '' ? byTopic.get(topic) : undefined),
  };
}

/** The service that takes an event, or the read model, where nothing else of the service does. */
function takerOf({ service, projection }: ObservedMessage, event: string, design: Architecture): string {
  if (projection !== undefined && design.projections[projection] !== undefined)
    return elementId.projection(projection);
  const taken = design.services[service]?.subscriptions.filter((one) => one.event === event) ?? [];
  const [first] = taken;
  const isForOne = taken.length > 0 && taken.every(({ origin }) => origin.kind === 'projection');
  return isForOne && first?.origin.kind === 'projection'
    ? elementId.projection(first.origin.name)
    : elementId.service(service);
}

function isDesigned({ isPublishing, event, service }: Lane, { services }: Architecture): boolean {
  const own = services[service];
  const uses = isPublishing ? own?.publications : own?.subscriptions;
  return uses?.some((one) => one.event === event) ?? false;
}

/** The data of a message as a person may see them. */
function dataOf(
  text: string | undefined,
  name: string,
  design: Architecture | undefined,
): Pick<LiveMessage, 'data'> {
  const event = design?.events[name];
  if (text === undefined || design === undefined || event === undefined) return {};
  const data = shownData(text, event, design);
  return data === undefined ? {} : { data };
}
