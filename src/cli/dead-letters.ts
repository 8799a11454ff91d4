import type { AdminClient, AdminQuery } from './admin-client.ts';
import type { DlqOptions } from './commands/dlq.ts';
import { readMoment } from './moment.ts';

/** A dead letter as a service tells of it. */
export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string | null;
  readonly key: string | null;
  readonly reason: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly state: string;
}

export interface DeadLetterDetails extends DeadLetter {
  readonly envelope: string;
  readonly stack: string | null;
}

/** One that lies in a service. */
export interface PlacedLetter {
  readonly client: AdminClient;
  readonly letter: DeadLetter;
}

/** The filters of the command line as a service takes them, or what is wrong with one. */
export function readFilters(options: DlqOptions): AdminQuery | string {
  const { event, reason, since, until } = options;
  const times: { since?: string; until?: string } = {};
  for (const [name, text] of Object.entries({ since, until })) {
    if (text === undefined) continue;
    const moment = readMoment(text);
    if (moment === undefined)
      return `--${name} ${text} is no time; 2h (ago), 2026-03-01 and 2026-03-01T09:30Z are`;
    times[name as 'since' | 'until'] = moment;
  }
  return { event, reason, ...times };
}

/** Names a thing in a service: `<service>/<number>`, or the number alone where one service is asked. */
export function readId(
  text: string,
  services: readonly AdminClient[],
): { readonly client: AdminClient; readonly id: string } | string {
  const { service = '', id = '' } = /^(?:(?<service>.+)\/)?(?<id>\d{1,18})$/.exec(text)?.groups ?? {};
  if (id === '') return `${text} is no id; one looks like ${services[0]?.service ?? 'todo-service'}/12`;
  if (service === '') {
    const [only, ...others] = services;
    if (only !== undefined && others.length === 0) return { client: only, id };
    return `${id} of which service? ${services.map(({ service: name }) => `${name}/${id}`).join(', ')}`;
  }
  const client = services.find((one) => one.service === service);
  if (client !== undefined) return { client, id };
  return `there is no service ${service} here; asked: ${services.map(({ service: name }) => name).join(', ')}`;
}

const pageSize = 500;

/** All open dead letters of a service that the filters leave, oldest first. @throws never; gives a clause instead. */
export async function readAllLetters(
  client: AdminClient,
  filters: AdminQuery,
): Promise<readonly DeadLetter[] | string> {
  const all: DeadLetter[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.id) {
    const query = { ...filters, order: 'oldest', limit: String(pageSize), after };
    const answer = await client.get('/eda/dlq', query);
    if (!answer.ok) return answer.status === 404 ? all : answer.reason;
    const { deadLetters } = answer.body as { deadLetters: readonly DeadLetter[] };
    all.push(...deadLetters);
    if (deadLetters.length < pageSize) return all;
  }
}

/** What became of an event, in words. */
export const reasonTexts: { readonly [reason: string]: string } = {
  invalid: 'body, envelope or data do not fit the design',
  unknown: 'the design knows no such type or major version on this topic',
  failed: 'the handler threw',
  exhausted: 'the last attempt failed as well',
  undeliverable: 'the sidecar gave it up: the service did not answer, or could not store it',
};

/** The name that people know an event by; the topic where it could not be read. */
export function nameOf(letter: DeadLetter): string {
  return letter.type ?? `(on ${letter.topic})`;
}
