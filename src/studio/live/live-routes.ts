import { checkValue } from '../../model/check-value.ts';
import { schemasOf } from '../../model/query.ts';
import { exampleData } from '../../print/example-data.ts';
import type { DeadLetterDetail, EventExample, LiveFrame } from '../api.ts';
import type { DesignStore } from '../design-store.ts';
import { failure, fine } from '../server/api-answer.ts';
import type { ApiAnswer, ApiRequest } from '../server/start-server.ts';
import { createFlowBoard, type FlowBoard } from './flow-board.ts';
import { shownData } from './mask-personal.ts';
import type { RunningSystemPort, SystemControl } from './running-system.ts';

export interface LiveContext {
  readonly system: RunningSystemPort;
  readonly control: SystemControl;
  readonly store: DesignStore;
  readonly readOnly: boolean;
}

/** Answers what is asked of the running system; undefined where a request is about something else. */
export type LiveHandler = (request: ApiRequest) => Promise<ApiAnswer | undefined>;

/** Frames follow one another no faster than this, in ms; where nothing happens, at the slower pace. */
const pace = { busy: 200, idle: 1000, backlog: 3000 } as const;

/** Nobody's data go anywhere but into a system of this kind without a question. */
const usualEnvironment = 'local';

/**
 * The running system as the page sees it: a stream of frames while somebody looks, the last messages of an edge, one
 * flow from its beginning, dead letters, and sending an event. The log of the system is followed while it is watched,
 * and no longer.
 */
export function createLiveHandler({ system, control, store, readOnly }: LiveContext): LiveHandler {
  const board = createFlowBoard(() => store.state()?.design.architecture);
  const watch = createWatch(system, control, board);
  return async ({ method, path, query, body }) => {
    const asked = (typeof body === 'object' && body !== null ? body : {}) as {
      readonly [key: string]: unknown;
    };
    switch (`${method} ${path}`) {
      case 'GET live':
        return { stream: (send) => watch((frame) => send('live', frame)) };
      case 'GET messages': {
        const [from, to] = [query.get('from'), query.get('to')];
        return fine({ messages: board.messages(from === null || to === null ? undefined : { from, to }) });
      }
      case 'GET flow': {
        const flow = await system.flow(query.get('id') ?? '');
        return flow === undefined ? failure(404, 'nothing is known of this flow any more') : fine(flow);
      }
      case 'GET example':
        return tellExample(query.get('event') ?? '', system, store);
      case 'GET dead-letters':
        return fine({ deadLetters: await system.deadLetters() });
      case 'GET dead-letter':
        return tellLetter(query.get('service') ?? '', query.get('id') ?? '', system, store);
      case 'POST dead-letter':
      case 'POST send':
      case 'POST system':
        if (readOnly) return failure(403, 'this studio is read-only');
        if (path === 'system') return startOrStop(asked, control);
        return path === 'send' ? send(asked, system, store) : settle(asked, system);
      default:
        return undefined;
    }
  };
}

/** Follows the system as long as somebody looks, whoever they are. */
function createWatch(
  system: RunningSystemPort,
  control: SystemControl,
  board: FlowBoard,
): (listener: (frame: LiveFrame) => void) => () => void {
  const listeners = new Set<(frame: LiveFrame) => void>();
  let services: LiveFrame['services'] = [];
  let stop: (() => void) | undefined;
  let isFresh = true;

  const frame = (): LiveFrame => {
    const status = system.status();
    return {
      at: Date.now(),
      ...(status === undefined ? {} : { environment: status.environment }),
      edges: board.edges(Date.now()),
      services: status === undefined ? [] : services,
      dev: control.state(),
    };
  };
  const start = (): (() => void) => {
    board.forget();
    const unfollow = system.follow((messages, isPast) => {
      for (const message of messages) board.note(message, isPast);
      isFresh = true;
    });
    let told = 0;
    const tick = setInterval(() => {
      const now = Date.now();
      if (!isFresh && now - told < pace.idle) return;
      isFresh = false;
      told = now;
      const next = frame();
      for (const listener of listeners) listener(next);
    }, pace.busy);
    let isOver = false;
    const ask = async (): Promise<void> => {
      services = system.status() === undefined ? [] : await system.backlog();
      isFresh = true;
      if (!isOver) timer = setTimeout(() => void ask(), pace.backlog);
    };
    let timer = setTimeout(() => void ask(), 0);
    return () => {
      isOver = true;
      unfollow();
      clearInterval(tick);
      clearTimeout(timer);
    };
  };
  return (listener) => {
    listeners.add(listener);
    stop ??= start();
    isFresh = true;
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}

function tellExample(name: string, system: RunningSystemPort, store: DesignStore): ApiAnswer {
  const { architecture } = store.state()?.design ?? {};
  const event = architecture?.events[name];
  if (architecture === undefined || event === undefined) return failure(404, 'the design has no such event');
  const data = exampleData(architecture, event);
  const status = system.status();
  return fine({
    event: name,
    data: data === undefined ? '{}' : JSON.stringify(data, null, 2),
    ...(status === undefined ? {} : { environment: status.environment }),
    asks: status !== undefined && status.environment !== usualEnvironment,
  } satisfies EventExample);
}

async function send(
  { event: name, data: text, environment }: { readonly [key: string]: unknown },
  system: RunningSystemPort,
  store: DesignStore,
): Promise<ApiAnswer> {
  const design = store.state()?.design;
  const event = typeof name === 'string' ? design?.architecture.events[name] : undefined;
  if (design === undefined || event === undefined) return failure(404, 'the design has no such event');
  const status = system.status();
  if (status === undefined) return failure(409, 'eda dev does not run here', 'start it: eda dev');
  if (status.environment !== usualEnvironment && environment !== status.environment)
    return failure(428, `this would be sent in ${status.environment}`, 'say that it is meant');
  let data: unknown;
  try {
    data = JSON.parse(String(text));
  } catch (error) {
    return failure(422, `the data are no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [issue, ...others] = checkValue(data, event.data, schemasOf(design.architecture));
  if (issue !== undefined)
    return failure(
      422,
      `${issue.path.join('.') || 'data'}: ${issue.message}${others.length === 0 ? '' : `, and ${others.length} more`}`,
    );
  const sent = await system.send({ event, data, design });
  return sent.ok ? fine(sent.value) : failure(502, sent.reason);
}

async function tellLetter(
  service: string,
  id: string,
  system: RunningSystemPort,
  store: DesignStore,
): Promise<ApiAnswer> {
  const letter = await system.deadLetter(service, id);
  if (letter === undefined) return failure(404, 'there is no such dead letter any more');
  const { envelope, ...told } = letter;
  const { architecture } = store.state()?.design ?? {};
  const event = Object.values(architecture?.events ?? {}).find(
    ({ type, name }) => type === told.event || name === told.event,
  );
  return fine({
    ...told,
    ...(architecture === undefined || event === undefined
      ? {}
      : { data: shownData(envelope, event, architecture) ?? 'this is no JSON' }),
  } satisfies DeadLetterDetail);
}

function startOrStop(
  { action, sure }: { readonly [key: string]: unknown },
  control: SystemControl,
): ApiAnswer {
  if (action !== 'start' && action !== 'stop') return failure(400, 'start or stop is expected');
  if (sure !== true) return failure(428, `this would ${action} the system`, 'say that it is meant');
  const told = control[action]();
  return told.ok ? fine(control.state()) : failure(409, told.reason);
}

async function settle(
  { service, id, how }: { readonly [key: string]: unknown },
  system: RunningSystemPort,
): Promise<ApiAnswer> {
  if (typeof service !== 'string' || typeof id !== 'string' || !/^\d{1,18}$/.test(id))
    return failure(400, 'which dead letter?');
  if (how !== 'replay' && how !== 'discard') return failure(400, 'replay or discard is expected');
  const told = await system.settle(service, id, how);
  return told.ok ? fine({}) : failure(409, told.reason);
}
