import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';

export interface AppRequest {
  readonly method: string;
  /** With the query, as it goes over the wire. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

export interface AppResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/**
 * Why no answer came. `refused`: nobody listens, so the app has seen nothing. `interrupted`: the connection broke
 * after the request went out. `aborted`: the signal fired. `invalid`: the request cannot be sent at all.
 */
export interface AppFailure {
  readonly failure: 'refused' | 'interrupted' | 'aborted' | 'invalid';
  readonly error: string;
}

export interface AppClient {
  send(message: AppRequest): Promise<AppResponse | AppFailure>;
  close(): void;
}

/** Talks to the app on its loopback port. Redirects are not followed. `token` is what the app expects of its sidecar. */
export function createAppClient(port: number, token: string | undefined): AppClient {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  let closed = false;
  const send = (message: AppRequest, mayRepeat: boolean): Promise<AppResponse | AppFailure> =>
    new Promise((resolve) => {
      const headers: OutgoingHttpHeaders = { ...message.headers };
      if (token !== undefined) headers['dapr-api-token'] = token;
      if (message.body !== undefined) headers['content-length'] = message.body.length;
      const options = {
        host: '127.0.0.1',
        port,
        agent,
        method: message.method,
        path: wirePath(message.path),
        headers,
      };
      let outgoing: ReturnType<typeof request>;
      try {
        outgoing = request({
          ...options,
          ...(message.signal === undefined ? {} : { signal: message.signal }),
        });
      } catch (error) {
        resolve({ failure: 'invalid', error: String(error) });
        return;
      }
      let answered = false;
      outgoing.on('response', (response) => {
        answered = true;
        readBody(response).then(
          (body) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              rawHeaders: response.rawHeaders,
              body,
            }),
          (error: unknown) => resolve({ failure: 'interrupted', error: String(error) }),
        );
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (message.signal?.aborted === true)
          resolve({ failure: 'aborted', error: 'context deadline exceeded' });
        else if (error.code === 'ECONNREFUSED') resolve({ failure: 'refused', error: refusal(port) });
        else if (mayRepeat && outgoing.reusedSocket && !answered && !closed)
          resolve(repeat(message, error.message));
        else resolve({ failure: 'interrupted', error: error.message });
      });
      outgoing.end(message.body);
    });
  // The app may close an idle connection in the moment in which it is used again, and has seen nothing then. If it
  // is gone altogether, it may as well have died of the first request.
  const repeat = async (message: AppRequest, error: string): Promise<AppResponse | AppFailure> => {
    const second = await send(message, false);
    return 'failure' in second && second.failure === 'refused' ? { failure: 'interrupted', error } : second;
  };
  return {
    send: (message) => send(message, true),
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

function refusal(port: number): string {
  return `dial tcp 127.0.0.1:${port}: connect: connection refused`;
}

function wirePath(path: string): string {
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return rooted.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(Buffer.from(part).toString()));
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
