/**
 * What the black-box tests know of the system: where each service answers HTTP, from the environment. Nothing of how
 * it is built, so that the same tests pass whatever language, broker and database it runs on.
 */
import { randomUUID } from 'node:crypto';

export const todo = service('TODO_SERVICE_URL');
export const user = service('USER_SERVICE_URL');
export const notification = service('NOTIFICATION_SERVICE_URL');
export const analytics = service('ANALYTICS_SERVICE_URL');

/** @param {string} variable */
function service(variable) {
  const baseUrl = () => {
    const url = process.env[variable];
    if (!url) throw new Error(`${variable} must say where the service listens, e.g. http://127.0.0.1:7001`);
    return url.replace(/\/+$/, '');
  };
  const send = async (method, path, body, headers = {}) => {
    const response = await fetch(baseUrl() + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    isUp: () =>
      fetch(`${baseUrl()}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      ),
    get: (path, headers = {}) => send('GET', path, undefined, headers),
    post: (path, body) => send('POST', path, body),
    put: (path) => send('PUT', path, undefined),
  };
}

/** Opens an account that no other test has. */
export async function register(name = 'Ada') {
  const { status, body } = await user.post('/accounts', { name, email: `${randomUUID()}@example.com` });
  if (status !== 200) throw new Error(`registering answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Titles of a person's tasks, oldest first. */
export async function titlesOf(userId) {
  const { body } = await todo.get(`/people/${userId}/tasks`);
  return body.tasks.map((task) => task.title);
}

/** Subjects of what was sent to a person, oldest first. */
export async function subjectsTo(userId) {
  const { body } = await notification.get(`/people/${userId}/messages`);
  return body.map((message) => message.subject);
}

export async function countOf(userId) {
  return (await analytics.get(`/people/${userId}/task-count`)).body;
}

/**
 * Repeats a check until it passes: what follows from an event is there later, not at once.
 * @template Result
 * @param {() => Promise<Result>} check throws while it does not hold
 * @returns {Promise<Result>}
 */
export async function eventually(check, withinMs = 20_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Gives what should not happen the time to happen. */
export function aWhile(ms = 1_500) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
