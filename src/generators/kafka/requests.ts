import type { Architecture, EventContract } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { exampleData } from '../../print/example-data.ts';
import { printHeader, printLineComment } from '../../print/header.ts';
import { printJson } from '../../print/json.ts';
import type { KafkaTopic } from './kafka-topic.ts';

/**
 * Requests that publish an example of each event through Kafka's REST Proxy (API v3), for editors that send what stands
 * in `.http` files: the REST Client of VS Code. Logins are variables of its environment.
 * @param proxy URL
 */
export function printRequests(
  architecture: Architecture,
  topics: readonly KafkaTopic[],
  proxy: string,
  specPath: string,
): string {
  const requests = topics.flatMap(({ name: address, carries }) =>
    'topic' in carries
      ? (architecture.topics[carries.topic]?.events ?? []).flatMap((name) => {
          const event = architecture.events[name];
          const record = event === undefined ? undefined : recordOf(event, architecture);
          return record === undefined ? [] : [printRequest(name, address, record)];
        })
      : [],
  );
  return [
    printHeader('yaml', specPath) +
      printLineComment(
        'yaml',
        'For the REST Client of VS Code. EDA_REST_PROXY_KEY, EDA_REST_PROXY_SECRET and EDA_REST_PROXY_CLUSTER (the id that\nGET /v3/clusters says) come from the environment that the editor was started in.',
      ) +
      `\n@proxy = ${proxy.replace(/\/+$/, '')}\n@cluster = {{$processEnv EDA_REST_PROXY_CLUSTER}}\n`,
    ...requests,
  ].join('\n');
}

function printRequest(event: string, address: string, record: object): string {
  return `### ${event.replace(/[^\w.#/-]/g, ' ')}
POST {{proxy}}/v3/clusters/{{cluster}}/topics/${encodeURIComponent(address)}/records
Content-Type: application/json
Authorization: Basic {{$processEnv EDA_REST_PROXY_KEY}} {{$processEnv EDA_REST_PROXY_SECRET}}

${printJson(record).replaceAll('{{', '{\\u007b').replaceAll('@@guid@@', '{{$guid}}').replaceAll('@@now@@', '{{$datetime iso8601}}')}`;
}

/** An example as the proxy takes it; undefined where none can be made. */
function recordOf(event: EventContract, architecture: Architecture): object | undefined {
  const data = exampleData(architecture, event);
  if (data === undefined) return undefined;
  const [publisher] = indexArchitecture(architecture).publishersOf(event.name);
  const key = keyOf(event, data);
  const envelope = {
    specversion: '1.0',
    id: '@@guid@@',
    source: publisher?.service.source ?? `/${architecture.system.name}`,
    type: event.type,
    time: '@@now@@',
    ...(key === undefined ? {} : { subject: key }),
    datacontenttype: 'application/json',
    dataschema: `urn:eda:${architecture.system.name}:${event.name}/${event.version}`,
    data,
  };
  return {
    ...(key === undefined ? {} : { key: { type: 'STRING', data: key } }),
    value: { type: 'JSON', data: event.envelope === 'raw' ? data : envelope },
  };
}

function keyOf({ key }: EventContract, data: unknown): string | undefined {
  const parts = key.map((path) =>
    path.reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as { readonly [name: string]: unknown })[step]
          : undefined,
      data,
    ),
  );
  return parts.length === 0 || parts.includes(undefined) ? undefined : parts.map(String).join('/');
}
