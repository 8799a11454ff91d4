import type { CompatibilityLevel, Subject } from './subjects.ts';

/** What the registry said to a question, or why there is no answer. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: RegistryProblem };

export interface RegistryProblem {
  /**
   * `refused`: it does not take what it was given; `login`: nor whoever asks; `unreachable`: there is no answer, or
   * none that a registry gives.
   */
  readonly kind: 'refused' | 'login' | 'unreachable';
  /** One sentence without a full stop. */
  readonly message: string;
}

/** A Confluent-compatible Schema Registry (REST API v1 of Confluent, Karapace, Apicurio's ccompat, Redpanda). */
export interface RegistryClient {
  /** The version under which this very schema is known; undefined: it is not. */
  findVersion(subject: Subject): Promise<Answer<number | undefined>>;
  /** Versions of a subject, oldest first; undefined: there is no such subject. */
  versionsOf(subject: string): Promise<Answer<readonly number[] | undefined>>;
  /** What holds for a subject: its own level, else the registry's. */
  levelOf(subject: string): Promise<Answer<CompatibilityLevel>>;
  setLevel(subject: string, level: CompatibilityLevel): Promise<Answer<undefined>>;
  /** Whether the schema may be the next version, by the level that the registry has; what is in the way. */
  isCompatible(
    subject: Subject,
    all: boolean,
  ): Promise<Answer<{ readonly compatible: boolean; readonly messages: readonly string[] }>>;
  /** Registers a schema; the same one again changes nothing. Gives its id. */
  register(subject: Subject): Promise<Answer<number>>;
}

export type Login = { readonly token: string } | { readonly username: string; readonly password: string };

/** Longest wait for one answer, in ms. */
const patience = 15_000;
/** No answer of a registry is longer. In characters. */
const longestAnswer = 5_000_000;
const contentType = 'application/vnd.schemaregistry.v1+json';

/**
 * Makes a client. The path of the URL is kept, so that registries behind a prefix are found; redirects are not
 * followed, so that a login goes nowhere else.
 */
export function createRegistryClient(
  url: string,
  {
    login,
    timeout = patience,
    fetch: send = fetch,
  }: { readonly login?: Login; readonly timeout?: number; readonly fetch?: typeof fetch } = {},
): RegistryClient {
  const base = url.replace(/\/+$/, '');
  const headers: { [name: string]: string } = {
    accept: `${contentType}, application/json`,
    ...(login === undefined ? {} : { authorization: authorizationOf(login) }),
  };

  const ask = async (method: string, path: string, body?: unknown): Promise<Answer<Reply>> => {
    let status: number;
    let type: string;
    let text: string;
    try {
      const response = await send(`${base}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': contentType },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      });
      status = response.status;
      type = response.headers.get('content-type') ?? 'no content type';
      text = await response.text();
    } catch (error) {
      return unreachable(`${base} does not answer: ${reasonOf(error, timeout)}`);
    }
    if (status >= 300 && status < 400)
      return unreachable(`${base} answers ${status}: it lies elsewhere, and redirects are not followed`);
    if (status === 401 || status === 403) {
      return {
        ok: false,
        problem: {
          kind: 'login',
          message: `${base} answers ${status}: ${login === undefined ? 'it wants a login' : 'it does not take this login'}`,
        },
      };
    }
    if (text.length > longestAnswer) return unreachable(`${base} answers with more than a registry says`);
    const value = parse(text);
    if (status === 404 && !hasErrorCode(value))
      return unreachable(`${base}${path} answers 404 and is no registry: is the path of the URL right?`);
    if (status >= 500) return unreachable(`${base} answers ${status}: ${describeError(value, text)}`);
    if (!/json/.test(type) || value === undefined)
      return unreachable(`${base} answers ${status} with ${type.split(';')[0]}: is it a schema registry?`);
    return { ok: true, value: { status, value } };
  };

  const refusal = (subject: string, { status, value }: Reply): Answer<never> => ({
    ok: false,
    problem: {
      kind: 'refused',
      message: `${subject}: ${describeError(value, '')} (${codeOf(value) ?? status})`,
    },
  });
  const nonsense = (path: string): Answer<never> =>
    unreachable(`${base}${path} gives an answer that no registry gives`);
  const at = (subject: string): string => `/subjects/${encodeURIComponent(subject)}`;
  const bodyOf = ({ schema, schemaType }: Subject): object => ({ schema, schemaType });

  return {
    findVersion: async (subject) => {
      const path = at(subject.name);
      const reply = await ask('POST', path, bodyOf(subject));
      if (!reply.ok) return reply;
      const { status, value } = reply.value;
      if (status === 404) return { ok: true, value: undefined };
      if (status !== 200) return refusal(subject.name, reply.value);
      const version = member(value, 'version');
      return typeof version === 'number' ? { ok: true, value: version } : nonsense(path);
    },
    versionsOf: async (subject) => {
      const path = `${at(subject)}/versions`;
      const reply = await ask('GET', path);
      if (!reply.ok) return reply;
      const { status, value } = reply.value;
      if (status === 404) return { ok: true, value: undefined };
      if (status !== 200) return refusal(subject, reply.value);
      return Array.isArray(value) && value.every((version) => typeof version === 'number')
        ? { ok: true, value }
        : nonsense(path);
    },
    levelOf: async (subject) => {
      const path = `/config/${encodeURIComponent(subject)}?defaultToGlobal=true`;
      const reply = await ask('GET', path);
      if (!reply.ok) return reply;
      const own = member(reply.value.value, 'compatibilityLevel');
      if (reply.value.status === 200) return isLevel(own) ? { ok: true, value: own } : nonsense(path);
      if (reply.value.status !== 404) return refusal(subject, reply.value);
      // Older registries do not know `defaultToGlobal`.
      const global = await ask('GET', '/config');
      if (!global.ok) return global;
      const level = member(global.value.value, 'compatibilityLevel');
      return global.value.status === 200 && isLevel(level) ? { ok: true, value: level } : nonsense('/config');
    },
    setLevel: async (subject, level) => {
      const reply = await ask('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: level });
      if (!reply.ok) return reply;
      return reply.value.status === 200 ? { ok: true, value: undefined } : refusal(subject, reply.value);
    },
    isCompatible: async (subject, all) => {
      const versions = all ? 'versions' : 'versions/latest';
      const path = `/compatibility${at(subject.name)}/${versions}?verbose=true`;
      const reply = await ask('POST', path, bodyOf(subject));
      if (!reply.ok) return reply;
      const { status, value } = reply.value;
      if (status !== 200) return refusal(subject.name, reply.value);
      const compatible = member(value, 'is_compatible');
      const messages = member(value, 'messages');
      if (typeof compatible !== 'boolean') return nonsense(path);
      return {
        ok: true,
        value: {
          compatible,
          messages: Array.isArray(messages) ? messages.filter((message) => typeof message === 'string') : [],
        },
      };
    },
    register: async (subject) => {
      const path = `${at(subject.name)}/versions`;
      const reply = await ask('POST', path, bodyOf(subject));
      if (!reply.ok) return reply;
      const { status, value } = reply.value;
      if (status !== 200) return refusal(subject.name, reply.value);
      const id = member(value, 'id');
      return typeof id === 'number' ? { ok: true, value: id } : nonsense(path);
    },
  };
}

interface Reply {
  readonly status: number;
  readonly value: unknown;
}

function authorizationOf(login: Login): string {
  if ('token' in login) return `Bearer ${login.token}`;
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
}

function unreachable(message: string): Answer<never> {
  return { ok: false, problem: { kind: 'unreachable', message } };
}

function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as { readonly [name: string]: unknown })[name]
    : undefined;
}

/** Errors of the API have a code of five digits: 40401 subject not found, 40403 schema not found, 42201 invalid schema. */
function codeOf(value: unknown): number | undefined {
  const code = member(value, 'error_code');
  return typeof code === 'number' ? code : undefined;
}

function hasErrorCode(value: unknown): boolean {
  return codeOf(value) !== undefined;
}

function describeError(value: unknown, text: string): string {
  const message = member(value, 'message');
  const words = typeof message === 'string' ? message : text;
  return words.replace(/\s+/g, ' ').trim().slice(0, 300) || 'without a reason';
}

const levels: readonly CompatibilityLevel[] = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
];

function isLevel(value: unknown): value is CompatibilityLevel {
  return levels.some((level) => level === value);
}
