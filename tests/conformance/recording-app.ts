import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface RecordedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AppAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
}

export type Answerer = (request: RecordedRequest, earlier: number) => AppAnswer;

export interface RecordingApp {
  readonly port: number;
  /** Requests to a path in the order of arrival. */
  requests(path: string): readonly RecordedRequest[];
  /** Requests that were answered in full. */
  finished(path: string): number;
  stop(): Promise<void>;
}

/** An app that keeps what it is sent. Paths without an answerer are answered with 404. */
export async function startRecordingApp(
  answerers: ReadonlyMap<string, Answerer>,
  port = 0,
): Promise<RecordingApp> {
  const recorded = new Map<string, RecordedRequest[]>();
  const finished = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const entry: RecordedRequest = {
      at: Date.now(),
      method: request.method ?? '',
      path,
      query,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const earlier = recorded.get(path) ?? [];
    recorded.set(path, [...earlier, entry]);
    const answer = answerers.get(path)?.(entry, earlier.length) ?? { status: 404 };
    if (answer.delayMs !== undefined) await pause(answer.delayMs);
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.body);
    finished.set(path, (finished.get(path) ?? 0) + 1);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: (path) => recorded.get(path) ?? [],
    finished: (path) => finished.get(path) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
