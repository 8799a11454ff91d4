import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** A request of the app to its sidecar, read whole. */
export interface ApiRequest {
  readonly method: string;
  /** As it came over the wire, without the query. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
}

export const noContent: ApiAnswer = { status: 204 };

/** An answer whose body is a value as JSON. */
export function jsonAnswer(status: number, value: unknown): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** An error as Dapr answers it. `reason` adds the details that Dapr gives to pub/sub errors. */
export function apiError(status: number, errorCode: string, message: string, reason?: string): ApiAnswer {
  const details =
    reason === undefined
      ? {}
      : {
          details: [
            { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'dapr.io', metadata: {}, reason },
          ],
        };
  return jsonAnswer(status, { errorCode, message, ...details });
}

/** What Dapr says to every request that is none of its API. */
export const noSuchApi: ApiAnswer = apiError(
  404,
  'ERR_DIRECT_INVOKE',
  'failed getting app id either from the URL path or the header dapr-app-id',
);

/** Reads a body up to `limit` bytes; undefined where it is longer. The rest is read and thrown away. */
export async function readRequestBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= limit) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  if (size > limit) return undefined;
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Writes an answer, with the trace that it belongs to unless that is empty. */
export function sendAnswer(response: ServerResponse, answer: ApiAnswer, traceparent: string): void {
  const headers: OutgoingHttpHeaders = { ...answer.headers };
  if (traceparent !== '') headers.traceparent = traceparent;
  if (answer.body !== undefined) headers['content-length'] = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, headers);
  response.end(answer.body);
}
