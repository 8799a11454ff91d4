import { randomUUID } from 'node:crypto';
import type { Architecture, DataPath, EventContract, Service } from '../model/architecture.ts';
import { resolveTopic } from '../model/settings.ts';
import { fillTemplate } from '../model/template.ts';

/** An event as it goes to a broker. */
export interface EventMessage {
  readonly id: string;
  readonly key: string | undefined;
  /** Of the topic. */
  readonly address: string;
  readonly carrier: ReturnType<typeof resolveTopic>['values'];
  readonly isRaw: boolean;
  /** The CloudEvent, or the data by themselves. */
  readonly body: unknown;
}

/** Makes the message that a service would send of an event in an environment, or says why there is none. */
export function createMessage(
  architecture: Architecture,
  event: EventContract,
  service: Service,
  environment: string,
  data: unknown,
): { readonly ok: true; readonly value: EventMessage } | { readonly ok: false; readonly reason: string } {
  const topic = architecture.topics[event.topic];
  if (topic === undefined) return { ok: false, reason: `${event.name} has no topic` };
  const { values: carrier } = resolveTopic(architecture, topic, environment);
  const address = fillAddress(carrier.address, topic.parameters, data);
  if (address.split('/').some((step) => step === '.' || step === '..'))
    return { ok: false, reason: `the data make a topic of ${address}, which no broker can be asked for` };
  const id = randomUUID();
  const key = keyOf(event.key, data);
  const isRaw = event.envelope === 'raw';
  const body = isRaw ? data : envelopeOf(event, architecture.system.name, service.source, id, key, data);
  return { ok: true, value: { id, key, address, carrier, isRaw, body } };
}

const patienceMs = 10_000;

/** Hands a message to a sidecar, by the address of its HTTP API; the reason is a clause. */
export async function sendToSidecar(
  endpoint: string,
  { key, address, carrier, isRaw, body }: EventMessage,
  token: string | undefined,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }> {
  const query = new URLSearchParams();
  if (key !== undefined) query.set('metadata.partitionKey', key);
  if (isRaw) query.set('metadata.rawPayload', 'true');
  const url = `${endpoint.replace(/\/$/, '')}/v1.0/publish/${encodeURIComponent(carrier.broker)}/${address.split('/').map(encodeURIComponent).join('/')}?${query}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': isRaw ? 'application/json' : 'application/cloudevents+json',
        ...(token === undefined ? {} : { 'dapr-api-token': token }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return { ok: true };
    return {
      ok: false,
      reason: `the sidecar answered ${response.status} ${(await response.text()).slice(0, 300)}`,
    };
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { ok: false, reason: `no sidecar at ${new URL(url).origin} (${cause})` };
  }
}

function envelopeOf(
  event: EventContract,
  system: string,
  source: string,
  id: string,
  key: string | undefined,
  data: unknown,
): object {
  return {
    specversion: '1.0',
    id,
    source,
    type: event.type,
    time: new Date().toISOString(),
    ...(key === undefined || key === '' ? {} : { subject: key }),
    datacontenttype: 'application/json',
    dataschema: `urn:eda:${system}:${event.name}/${event.version}`,
    correlationid: id,
    data,
  };
}

function keyOf(paths: readonly DataPath[], data: unknown): string | undefined {
  const values = paths.map((path) => valueAt(data, path));
  return values.length === 0 || values.some((value) => value === undefined)
    ? undefined
    : values.map(String).join('/');
}

function valueAt(data: unknown, path: DataPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as { readonly [name: string]: unknown })[step];
  }
  return value;
}

function fillAddress(
  address: string,
  parameters: Architecture['topics'][string]['parameters'],
  data: unknown,
): string {
  const values: { [name: string]: string } = Object.create(null);
  for (const [name, { from }] of Object.entries(parameters)) {
    const value = from === undefined ? undefined : valueAt(data, from);
    if (value !== undefined) values[name] = String(value);
  }
  return fillTemplate(address, values);
}
