import { isObject } from './checks.ts';
import type { ServiceDefinition } from './contract.ts';
import { type DeadLetterFilter, deadLetterReasons, deadLetterStates } from './dead-letter.ts';
import { HttpError } from './errors.ts';
import { limitOf } from './request-limit.ts';

/**
 * Reads `event`, `reason`, `state`, `since`, `until`, `after`, `order` and `limit` of a query.
 * @throws HttpError (400) that names what can't be understood.
 */
export function readDeadLetterFilter(
  definition: ServiceDefinition,
  query: URLSearchParams,
): DeadLetterFilter {
  const event = query.get('event');
  const reason = readChoice(query, 'reason', deadLetterReasons);
  const state = readChoice(query, 'state', deadLetterStates);
  const since = readTime(query, 'since');
  const until = readTime(query, 'until');
  const after = query.get('after');
  if (after !== null && !/^\d{1,18}$/.test(after)) throw new HttpError(400, `'${after}' is not an id`);
  return {
    limit: limitOf(query),
    oldestFirst: readChoice(query, 'order', ['newest', 'oldest']) === 'oldest',
    ...(event !== null && { types: typesOf(definition, event) }),
    ...(reason && { reason }),
    ...(state && { state }),
    ...(since && { since }),
    ...(until && { until }),
    ...(after !== null && { after }),
  };
}

/** @returns an RFC 3339 time as it was written. @throws HttpError (400) if it is none. */
export function readTime(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new HttpError(400, `${name} must be a time like 2026-03-01T09:30:00Z`);
}

/** @returns `ids` and `since` of a body. @throws HttpError (400) if they are none. */
export function readTraceRequest(body: unknown): { readonly ids: readonly string[]; readonly since: Date } {
  const { ids, since } = isObject(body) ? body : {};
  const areIds = Array.isArray(ids) && ids.length > 0 && ids.length <= MOST_IDS && ids.every(isId);
  if (!areIds) throw new HttpError(400, `ids must be a list of 1 to ${MOST_IDS} ids of 4 to 256 characters`);
  const from = new Date(String(since));
  if (Number.isNaN(from.getTime()))
    throw new HttpError(400, 'since must be a time like 2026-03-01T09:30:00Z');
  return { ids, since: from };
}

const MOST_IDS = 2000;

function isId(id: unknown): boolean {
  return typeof id === 'string' && id.length >= 4 && id.length <= 256 && !id.includes('\0');
}

/** An event by its name in the design, or by its CloudEvents type. */
export function typesOf(definition: ServiceDefinition, event: string): string[] {
  const known = [
    ...definition.subscriptions.flatMap(({ events }) => events),
    ...Object.values(definition.publishes),
  ];
  return [...new Set([event, ...known.filter(({ name }) => name === event).map(({ type }) => type)])];
}

function readChoice<const Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new HttpError(400, `${name} must be one of ${choices.join(', ')}`);
}
