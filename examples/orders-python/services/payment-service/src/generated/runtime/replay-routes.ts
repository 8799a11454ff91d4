import { readTime } from './admin-query.ts';
import { isObject } from './checks.ts';
import type { HttpResponse, TopicSubscription } from './contract.ts';
import type { Database } from './database.ts';
import { type TakenEvent, takeEvent } from './dispatcher.ts';
import { HttpError } from './errors.ts';
import { countHistory, type HistoryRange, readHistory } from './outbox-history.ts';
import { limitOf } from './request-limit.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** A page of the history, or with `count=true` how many events there are. */
export async function answerHistory(
  runtime: ServiceRuntime,
  database: Database,
  query: URLSearchParams,
): Promise<HttpResponse> {
  const { definition } = runtime;
  const event = definition.publishes[query.get('event') ?? ''];
  if (!event) throw new HttpError(404, `'${definition.name}' does not publish '${query.get('event')}'`);
  if (definition.historyMs === undefined)
    throw new HttpError(
      404,
      `'${definition.name}' keeps no history: the design says nothing of outbox.history`,
    );
  const range: HistoryRange = {
    type: event.envelope === 'raw' ? null : event.type,
    topic: typeof event.address === 'string' ? event.address : null,
    from: readTime(query, 'from') ?? '1970-01-01T00:00:00Z',
    to: readTime(query, 'to') ?? new Date().toISOString(),
  };
  if (query.get('count') === 'true') return { body: await countHistory(database, range) };
  return { body: await readHistory(database, range, readCursor(query), limitOf(query)) };
}

function readCursor(query: URLSearchParams): { readonly sentAt: string; readonly id: string } | undefined {
  const [sentAt, id] = [query.get('afterTime'), query.get('afterId')];
  if (sentAt === null || id === null) return undefined;
  if (!/^\d{1,18}$/.test(id) || !/^[\d :.+-]{19,40}$/.test(sentAt))
    throw new HttpError(400, 'afterTime and afterId are those of the page before');
  return { sentAt, id };
}

/** What came of a delivery of the replay. */
interface Redelivered {
  readonly status: TakenEvent['status'];
  /** Of the first consumer that did not handle it. */
  readonly outcome: string;
  readonly error?: string;
}

/**
 * Delivers events again, one after another through the same door as the sidecar's: check, inbox, handler. Ends behind the
 * first that has to come again, so that none of its key overtakes it; the rest is the caller's to send once more.
 */
export async function answerDeliver(runtime: ServiceRuntime, body: unknown): Promise<HttpResponse> {
  const { events } = isObject(body) ? body : {};
  if (!Array.isArray(events) || events.length > 1000 || !events.every(isEvent))
    throw new HttpError(400, 'events must be a list of { pubsub, topic, body }, of 1000 at most');
  const results: Redelivered[] = [];
  for (const event of events) {
    if (!runtime.takesEvents()) throw new HttpError(503, 'The service takes no events now');
    const result = describe(await takeEvent(runtime, findSubscription(runtime, event), event.body));
    results.push(result);
    if (result.status === 'RETRY') break;
  }
  return { body: { results } };
}

interface PlacedEvent {
  readonly pubsub: string;
  readonly topic: string;
  readonly body: string;
}

function isEvent(event: unknown): event is PlacedEvent {
  return isObject(event) && ['pubsub', 'topic', 'body'].every((name) => typeof event[name] === 'string');
}

function findSubscription(runtime: ServiceRuntime, { pubsub, topic }: PlacedEvent): TopicSubscription {
  const found = runtime.definition.subscriptions.find(
    (one) => one.topic === topic && (one.pubsub === pubsub || pubsub === ''),
  );
  if (found) return found;
  throw new HttpError(404, `'${runtime.definition.name}' takes nothing from topic '${topic}'`);
}

function describe({ status, results, refusal }: TakenEvent): Redelivered {
  const unhandled = results.find(({ consumed }) => consumed.outcome !== 'handled')?.consumed;
  const error = refusal ?? unhandled?.error;
  const outcome = refusal
    ? 'dead-lettered'
    : (unhandled?.outcome ?? (results.length > 0 ? 'handled' : 'passed'));
  return { status, outcome, ...(error && { error: error.message }) };
}
