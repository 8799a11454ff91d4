import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as it came in. */
export interface RegistryRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface FakeRegistry {
  readonly url: string;
  readonly requests: RegistryRequest[];
  /** Schemas by subject, oldest first. */
  readonly subjects: Map<string, string[]>;
  readonly levels: Map<string, string>;
  /** Says no to schemas of these subjects, with these messages. */
  readonly incompatible: Map<string, string[]>;
  /** Answers a request otherwise than the API would; false: as the API does. */
  answer: ((request: RegistryRequest, response: ServerResponse) => boolean) | undefined;
}

/**
 * A strict double of the Schema Registry's API below `/prefix`, after Confluent's reference: it takes its own content
 * type alone, knows its methods and paths alone, and answers with its documented errors.
 */
export async function startFakeRegistry(login?: string): Promise<FakeRegistry> {
  const registry: FakeRegistry = {
    url: '',
    requests: [],
    subjects: new Map(),
    levels: new Map(),
    incompatible: new Map(),
    answer: undefined,
  };
  const server: Server = createServer((request, response) => {
    void handle(request, response);
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    const said: RegistryRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
      body: text === '' ? undefined : JSON.parse(text),
    };
    registry.requests.push(said);
    if (registry.answer?.(said, response) === true) return;
    if (login !== undefined && said.authorization !== login) {
      reply(response, 401, { error_code: 401, message: 'Unauthorized' });
      return;
    }
    if (
      said.body !== undefined &&
      request.headers['content-type'] !== 'application/vnd.schemaregistry.v1+json'
    ) {
      reply(response, 415, { error_code: 415, message: 'HTTP 415 Unsupported Media Type' });
      return;
    }
    answerAsTheApi(registry, said, response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(registry, { url: `http://127.0.0.1:${port}/prefix` });
}

/** As the API answers: JSON of its own type. */
export function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
  response.end(JSON.stringify(value));
}

function answerAsTheApi(
  registry: FakeRegistry,
  { method, url, body }: RegistryRequest,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, prefix, root, ...path] = pathname.split('/').map(decodeURIComponent);
  const route = `${method} ${root} ${path.length}`;
  if (prefix !== 'prefix') {
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end('<html>not here</html>');
    return;
  }
  const given = body as { schema?: unknown; schemaType?: unknown; compatibility?: unknown } | undefined;
  const invalid = (): boolean => {
    if (typeof given?.schema !== 'string' || !['JSON', 'AVRO'].includes(String(given.schemaType)))
      return true;
    try {
      JSON.parse(given.schema);
      return false;
    } catch {
      return true;
    }
  };
  const noSubject = (name: string): void =>
    reply(response, 404, { error_code: 40401, message: `Subject '${name}' not found.` });
  switch (route) {
    case 'GET subjects 2': {
      const [name = '', last] = path;
      const versions = registry.subjects.get(name);
      if (last !== 'versions' || versions === undefined) noSubject(name);
      else
        reply(
          response,
          200,
          versions.map((_, index) => index + 1),
        );
      return;
    }
    case 'POST subjects 1': {
      const [name = ''] = path;
      const versions = registry.subjects.get(name);
      if (versions === undefined) noSubject(name);
      else if (invalid()) reply(response, 422, { error_code: 42201, message: 'Invalid schema' });
      else {
        const index = versions.indexOf(String(given?.schema));
        if (index === -1) reply(response, 404, { error_code: 40403, message: 'Schema not found' });
        else
          reply(response, 200, { subject: name, id: index + 100, version: index + 1, schema: given?.schema });
      }
      return;
    }
    case 'POST subjects 2': {
      const [name = ''] = path;
      const messages = registry.incompatible.get(name);
      if (invalid()) reply(response, 422, { error_code: 42201, message: 'Invalid schema' });
      else if (messages !== undefined)
        reply(response, 409, {
          error_code: 409,
          message: `Schema being registered is incompatible; ${messages.join()}`,
        });
      else {
        const versions = registry.subjects.get(name) ?? [];
        if (!versions.includes(String(given?.schema))) versions.push(String(given?.schema));
        registry.subjects.set(name, versions);
        reply(response, 200, { id: versions.indexOf(String(given?.schema)) + 100 });
      }
      return;
    }
    case 'POST compatibility 3':
    case 'POST compatibility 4': {
      const name = path[1] ?? '';
      if (!registry.subjects.has(name)) noSubject(name);
      else if (invalid()) reply(response, 422, { error_code: 42201, message: 'Invalid schema' });
      else {
        const messages = registry.incompatible.get(name);
        reply(response, 200, {
          is_compatible: messages === undefined,
          ...(searchParams.get('verbose') === 'true' ? { messages: messages ?? [] } : {}),
        });
      }
      return;
    }
    case 'GET config 1': {
      const name = path[0] ?? '';
      const level =
        registry.levels.get(name) ??
        (searchParams.get('defaultToGlobal') === 'true' ? 'BACKWARD' : undefined);
      if (level === undefined)
        reply(response, 404, {
          error_code: 40408,
          message: `Subject '${name}' does not have subject-level compatibility configured`,
        });
      else reply(response, 200, { compatibilityLevel: level });
      return;
    }
    case 'PUT config 1': {
      const level = String(given?.compatibility);
      if (!/^(NONE|(BACKWARD|FORWARD|FULL)(_TRANSITIVE)?)$/.test(level))
        reply(response, 422, { error_code: 42203, message: 'Invalid compatibility level' });
      else {
        registry.levels.set(path[0] ?? '', level);
        reply(response, 200, { compatibility: level });
      }
      return;
    }
    default:
      reply(response, 405, { error_code: 405, message: 'HTTP 405 Method Not Allowed' });
  }
}
