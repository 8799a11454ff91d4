import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A REST Proxy by its documented API v3, which refuses what the real one would. It has no Kafka behind it. */
export interface FakeRestProxy {
  readonly url: string;
  /** What was accepted, in order. */
  readonly records: { readonly topic: string; readonly key: unknown; readonly value: unknown }[];
}

const dataTypes = ['BINARY', 'JSON', 'STRING', 'AVRO', 'JSONSCHEMA', 'PROTOBUF'];
const knownFields = ['partition_id', 'headers', 'key', 'value', 'timestamp'];

/** Starts it for the length of a test. */
export async function startFakeRestProxy({
  clusters = ['abc'],
  topics,
  login,
}: {
  readonly clusters?: readonly string[];
  readonly topics: readonly string[];
  readonly login?: string;
}): Promise<FakeRestProxy> {
  const records: FakeRestProxy['records'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const fail = (status: number, message: string, code = status): void =>
      answer(status, { error_code: code, message });
    if (login !== undefined && request.headers.authorization !== login) return fail(401, 'Unauthorized');
    if (request.method === 'GET' && request.url === '/v3/clusters')
      return answer(200, {
        kind: 'KafkaClusterList',
        data: clusters.map((id) => ({ kind: 'KafkaCluster', cluster_id: id })),
      });
    const [, cluster, topic] =
      /^\/v3\/clusters\/([^/]+)\/topics\/([^/]+)\/records$/.exec(request.url ?? '') ?? [];
    if (cluster === undefined || topic === undefined) return fail(404, 'HTTP 404 Not Found');
    if (request.method !== 'POST') return fail(405, 'HTTP 405 Method Not Allowed');
    if (request.headers['content-type'] !== 'application/json')
      return fail(415, 'HTTP 415 Unsupported Media Type');
    if (!clusters.includes(decodeURIComponent(cluster)))
      return fail(404, `Cluster ${cluster} cannot be found.`);
    let record: { readonly [field: string]: unknown };
    try {
      record = JSON.parse(Buffer.concat(chunks).toString());
    } catch {
      return fail(400, 'Malformed JSON');
    }
    const odd = Object.keys(record).find((field) => !knownFields.includes(field));
    if (odd !== undefined) return fail(400, `Unrecognized field: ${odd}`);
    for (const part of ['key', 'value'] as const) {
      const data = record[part] as { readonly type?: unknown; readonly data?: unknown } | undefined;
      if (data === undefined) continue;
      if (!dataTypes.includes(String(data.type)))
        return fail(400, `Bad type of ${part}: ${String(data.type)}`);
      if (data.type === 'STRING' && typeof data.data !== 'string') return fail(422, `${part}: not a string`);
    }
    const name = decodeURIComponent(topic);
    // A record that Kafka refuses is an answer of 200 with a code of its own.
    if (!topics.includes(name))
      return answer(200, { error_code: 40403, message: 'This server does not host this topic-partition.' });
    const { key, value } = record as { key?: { data: unknown }; value?: { data: unknown } };
    records.push({ topic: name, key: key?.data, value: value?.data });
    answer(200, {
      error_code: 200,
      cluster_id: cluster,
      topic_name: name,
      partition_id: 0,
      offset: records.length - 1,
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, records };
}
