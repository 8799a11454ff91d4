import type { RunningSystem } from '../../src/dev/system.ts';

/** Asked of the todo system in an environment with tokens: what is asked, and which status it has to get. */
export interface Question {
  readonly asks: string;
  readonly status: number;
  ask(system: RunningSystem): Promise<Response>;
}

const person = '0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa';
const delivery = '/events/users.account.registered';
const account = `/accounts/${person}`;

/** Attacks on services and sidecars from inside the network, and what has to go on working. */
export const questions: readonly Question[] = [
  { asks: 'an event, posted to the service', status: 401, ask: direct('notification-service', delivery) },
  {
    asks: 'an event, posted with a guessed token',
    status: 401,
    ask: direct('notification-service', delivery, { 'dapr-api-token': 'guessed' }),
  },
  {
    asks: "an event, posted through another app's sidecar",
    status: 403,
    ask: calling('todo-service', 'notification-service', delivery),
  },
  {
    asks: 'an operation of another service, past the sidecars',
    status: 403,
    ask: direct('user-service', account, {}, 'GET'),
  },
  {
    asks: "the same under a caller's name",
    status: 403,
    ask: direct('user-service', account, { 'dapr-caller-app-id': 'todo-service' }, 'GET'),
  },
  {
    asks: 'the same by a service that does not call it in the design',
    status: 403,
    ask: calling('notification-service', 'user-service', account, {}, 'GET'),
  },
  {
    asks: "the same by such a service under a caller's name",
    status: 403,
    ask: calling(
      'notification-service',
      'user-service',
      account,
      { 'dapr-caller-app-id': 'todo-service' },
      'GET',
    ),
  },
  {
    asks: 'the same by the service that calls it in the design (nobody has that account)',
    status: 404,
    ask: calling('todo-service', 'user-service', account, {}, 'GET'),
  },
  {
    asks: 'an operation for those outside, without a valid body',
    status: 400,
    ask: direct('todo-service', '/tasks'),
  },
  { asks: 'the health of a service', status: 200, ask: direct('todo-service', '/healthz', {}, 'GET') },
  { asks: 'whether a service is ready', status: 200, ask: direct('todo-service', '/readyz', {}, 'GET') },
  {
    asks: 'a sidecar without its token',
    status: 401,
    ask: (system) =>
      fetch(`${sidecarOf(system, 'todo-service')}/v1.0/publish/pubsub/todos.task.created`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
  },
];

function direct(
  service: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Question['ask'] {
  return (system) => {
    const url = system.services.find(({ name }) => name === service)?.url;
    return fetch(`${url}${path}`, requestOf(method, headers));
  };
}

function calling(
  caller: string,
  callee: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Question['ask'] {
  return (system) =>
    fetch(
      `${sidecarOf(system, caller)}/v1.0/invoke/${callee}/method${path}`,
      requestOf(method, { ...headers, 'dapr-api-token': system.tokens.DAPR_API_TOKEN ?? '' }),
    );
}

function requestOf(method: string, headers: Record<string, string>): RequestInit {
  return {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: '{}' }),
  };
}

function sidecarOf(system: RunningSystem, service: string): string {
  const port = system.services.find(({ name }) => name === service)?.daprPort;
  if (port === undefined) throw new Error(`there is no service ${service}`);
  return `http://127.0.0.1:${port}`;
}
