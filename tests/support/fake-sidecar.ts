import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BulkEntry {
  readonly entryId: string;
  readonly event: {
    readonly id: string;
    readonly data: Record<string, unknown>;
    readonly [name: string]: unknown;
  };
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface PublishRequest {
  readonly pubsub: string;
  readonly topic: string;
  readonly query: URLSearchParams;
  readonly entries: readonly BulkEntry[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** The connection is cut instead of an answer. */
  readonly cut?: boolean;
}

export interface Invocation {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What services see of Dapr, in the hands of a test. */
export interface FakeSidecar {
  readonly url: string;
  readonly port: number;
  /** Every accepted event in order of arrival. */
  readonly accepted: {
    readonly topic: string;
    readonly event: BulkEntry['event'];
    readonly metadata: unknown;
  }[];
  /** Decides about a request; `accept` records entries, in the order given. */
  onPublish: (
    request: PublishRequest,
    accept: (entries: readonly BulkEntry[]) => void,
  ) => Answer | Promise<Answer>;
  onInvoke: (invocation: Invocation) => Answer | Promise<Answer>;
  healthy: boolean;
  close(): Promise<void>;
}

/** Starts a sidecar that accepts everything until told otherwise. */
export async function startFakeSidecar(): Promise<FakeSidecar> {
  const accepted: FakeSidecar['accepted'] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(incoming.url ?? '/', 'http://sidecar');
    const bulk = /^\/v1\.0\/publish\/(bulk\/)?([^/]+)\/(.+)$/.exec(url.pathname);
    if (bulk) {
      const [, isBulk, pubsub = '', topic = ''] = bulk;
      const parsed = JSON.parse(body);
      const entries: BulkEntry[] = isBulk
        ? parsed
        : [
            {
              entryId: '1',
              event: parsed,
              contentType: incoming.headers['content-type'] ?? '',
              metadata: {},
            },
          ];
      const request = { pubsub, topic: decodeURIComponent(topic), query: url.searchParams, entries };
      const accept = (some: readonly BulkEntry[]) => {
        for (const entry of some)
          accepted.push({ topic: request.topic, event: entry.event, metadata: entry.metadata });
      };
      answer(outgoing, await sidecar.onPublish(request, accept));
    } else if (url.pathname.startsWith('/v1.0/invoke/')) {
      const path = url.pathname + url.search;
      answer(
        outgoing,
        await sidecar.onInvoke({ method: incoming.method ?? '', path, headers: incoming.headers, body }),
      );
    } else {
      answer(outgoing, { status: sidecar.healthy ? 204 : 500 });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sidecar: FakeSidecar = {
    url: `http://127.0.0.1:${port}`,
    port,
    accepted,
    onPublish: ({ entries }, accept) => {
      accept(entries);
      return { status: 204 };
    },
    onInvoke: () => ({ status: 404 }),
    healthy: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return sidecar;
}

function answer(outgoing: ServerResponse, { status, body, cut }: Answer): void {
  if (cut) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
}
