import { type FlowEntry, readFlowLog } from '../dev/flow-log.ts';
import { followFlowLog } from '../dev/follow-flow-log.ts';
import { readRunningSystem } from '../dev/running-system.ts';
import type { LiveService } from '../studio/api.ts';
import type { ObservedMessage, RunningSystemPort } from '../studio/live/running-system.ts';
import { type AdminClient, openAdmin } from './admin-client.ts';
import { type DeadLetter, type DeadLetterDetails, nameOf, readAllLetters } from './dead-letters.ts';
import { stepsOf } from './describe-flow.ts';
import { createMessage, sendToSidecar } from './event-message.ts';
import { gatherFlow } from './flow.ts';
import type { Project } from './project.ts';

/** The system that `eda dev` runs in a project, as the studio asks for it. */
export function openRunningSystem({ folder }: Project): RunningSystemPort {
  const clients = new Map<string, AdminClient>();
  /** The services that answer; each is asked once who it is. */
  const openClients = async (): Promise<readonly AdminClient[]> => {
    const record = readRunningSystem(folder);
    const opened = (record?.services ?? []).map(async ({ name, url }) => {
      if (url === undefined || record === undefined) return undefined;
      const key = `${name} ${url} ${record.adminToken}`;
      const known = clients.get(key);
      if (known !== undefined) return known;
      const admin = await openAdmin({ url, token: record.adminToken });
      if (admin.ok) clients.set(key, admin.client);
      return admin.ok ? admin.client : undefined;
    });
    return (await Promise.all(opened)).filter((client) => client !== undefined);
  };
  const clientOf = async (service: string): Promise<AdminClient | undefined> =>
    (await openClients()).find((client) => client.service === service);

  return {
    status: () => {
      const record = readRunningSystem(folder);
      return record === undefined
        ? undefined
        : { environment: record.environment, services: record.services.map(({ name }) => name) };
    },
    follow: (tell) =>
      followFlowLog(folder, (entries, isPast) =>
        tell(
          entries.flatMap((one) => observe(one) ?? []),
          isPast,
        ),
      ),
    backlog: async () => Promise.all((await openClients()).map(measure)),
    deadLetters: async () => {
      const lists = await Promise.all(
        (await openClients()).map(async (client) => {
          const letters = await readAllLetters(client, {});
          return typeof letters === 'string'
            ? []
            : letters.map((letter) => summaryOf(client.service, letter));
        }),
      );
      return lists
        .flat()
        .sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1))
        .slice(0, mostLetters);
    },
    deadLetter: async (service, id) => {
      if (!/^\d{1,18}$/.test(id)) return undefined;
      const answer = await (await clientOf(service))?.get(`/eda/dlq/${id}`);
      if (answer?.ok !== true) return undefined;
      const letter = answer.body as DeadLetterDetails;
      return {
        ...summaryOf(service, letter),
        envelope: letter.envelope,
        ...(letter.stack === null ? {} : { stack: letter.stack }),
      };
    },
    settle: async (service, id, how) => {
      const client = await clientOf(service);
      if (client === undefined) return { ok: false, reason: `${service} does not answer` };
      const answer = await client.post(`/eda/dlq/${id}/${how}`);
      if (answer.ok) return { ok: true, value: {} };
      const { error } = (answer.body ?? {}) as { readonly error?: unknown };
      return { ok: false, reason: typeof error === 'string' ? error : answer.reason };
    },
    flow: async (id) => {
      if (id.length < 4 || id.length > 256) return undefined;
      const entries = readFlowLog(folder);
      const since = new Date(Date.now() - dayMs).toISOString();
      const flow = await gatherFlow(id, entries, await openClients(), since);
      if (typeof flow === 'string') return undefined;
      const steps = stepsOf(flow);
      return steps.length === 0 ? undefined : { id, steps };
    },
    send: async ({ event, data, design: { architecture, index } }) => {
      const record = readRunningSystem(folder);
      if (record === undefined) return { ok: false, reason: 'eda dev does not run here' };
      const [publisher] = index.publishersOf(event.name);
      if (publisher === undefined) return { ok: false, reason: `no service publishes ${event.name}` };
      const running = record.services.find(({ name }) => name === publisher.service.name);
      if (running === undefined) return { ok: false, reason: `${publisher.service.name} does not run` };
      const message = createMessage(architecture, event, publisher.service, record.environment, data);
      if (!message.ok) return message;
      const sent = await sendToSidecar(
        `http://127.0.0.1:${running.daprPort}`,
        message.value,
        record.sidecarToken,
      );
      return sent.ok
        ? { ok: true, value: { eventId: message.value.id, service: publisher.service.name } }
        : sent;
    },
  };
}

const mostLetters = 200;
const dayMs = 86_400_000;

/** What waits in a service; without a database nothing does. */
async function measure(client: AdminClient): Promise<LiveService> {
  const [outbox, letters] = await Promise.all([
    client.get('/eda/outbox'),
    client.get('/eda/dlq', { limit: '1' }),
  ]);
  const { waiting, parked } = (outbox.ok ? outbox.body : {}) as {
    readonly waiting?: number;
    readonly parked?: readonly unknown[];
  };
  const { total } = (letters.ok ? letters.body : {}) as { readonly total?: number };
  return {
    service: client.service,
    waiting: waiting ?? 0,
    parked: parked?.length ?? 0,
    deadLetters: total ?? 0,
  };
}

function summaryOf(service: string, letter: DeadLetter) {
  const { id, eventId, reason, error, attempts, lastAt } = letter;
  return {
    service,
    id,
    event: nameOf(letter),
    eventId,
    reason,
    attempts,
    lastAt,
    ...(error === null ? {} : { error }),
  };
}

const sidecarKinds = {
  published: 'published',
  delivered: 'delivered',
  retried: 'failed',
  'dead-lettered': 'dead-lettered',
  held: 'waiting',
  dropped: 'lost',
  expired: 'lost',
} as const;

const lineKinds: { readonly [message: string]: ObservedMessage['kind'] | undefined } = {
  'event published': 'published',
  'event handled': 'handled',
  'event failed, comes again': 'failed',
  'event dead-lettered': 'dead-lettered',
  'event given up and lost (deadLetter: none)': 'lost',
};

/** An entry of the log as something that happened to an event; undefined: it is about something else. */
function observe(entry: FlowEntry): ObservedMessage | undefined {
  const { at, app, eventId, correlationId } = entry;
  const base = {
    at,
    service: app,
    ...(eventId === undefined ? {} : { eventId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  if (entry.from === 'sidecar') {
    const { kind, topic, eventType, attempt, ms, error, text } = entry;
    return {
      ...base,
      kind: sidecarKinds[kind],
      topic,
      attempt,
      ms,
      ...(eventType === undefined ? {} : { type: eventType }),
      ...(error === undefined ? {} : { error }),
      ...(text === undefined ? {} : { text }),
    };
  }
  const kind = lineKinds[entry.message];
  if (kind === undefined) return undefined;
  const { event, topic, consumer, attempt, ms, error } = entry.fields;
  const projection = String(consumer ?? '').split('/')[2];
  const told =
    typeof error === 'string' ? error : (error as { readonly message?: unknown } | undefined)?.message;
  return {
    ...base,
    kind,
    ...(typeof event === 'string' ? { type: event } : {}),
    ...(typeof topic === 'string' ? { topic } : {}),
    ...(projection === undefined || projection === '' ? {} : { projection }),
    ...(typeof attempt === 'number' ? { attempt } : {}),
    ...(typeof ms === 'number' ? { ms } : {}),
    ...(typeof told === 'string' ? { error: told } : {}),
  };
}
