import { createBroker, type TopicState } from './broker.ts';
import { brokerBehaviour } from './broker-behaviour.ts';
import type { ChaosOptions } from './chaos.ts';
import { type ComponentResource, type DaprResource, inScope } from './dapr-resource.ts';
import type { PubsubComponent } from './publisher.ts';
import { type Sidecar, startSidecar } from './sidecar.ts';
import { identifyMessage, type SidecarEvent, type SidecarLog } from './sidecar-event.ts';
import { readTopicScopes } from './topic-scopes.ts';

export interface SidecarApp {
  readonly appId: string;
  /** Where the app listens on loopback; 0 for an app that only publishes. */
  readonly appPort: number;
  /** Where its sidecar listens; 0 for any free port. */
  readonly httpPort: number;
  /** What `--resources-path` would give; those out of the app's scope are left out. */
  readonly resources: readonly DaprResource[];
}

export interface SidecarOptions {
  readonly apps: readonly SidecarApp[];
  /** Folder for the broker's logs; without it messages live in memory. */
  readonly dataDir?: string;
  readonly chaos?: ChaosOptions;
  /** Required of apps as `dapr-api-token`; `DAPR_API_TOKEN` unless given. */
  readonly apiToken?: string;
  /** Sent to apps as `dapr-api-token`; `APP_API_TOKEN` unless given. */
  readonly appApiToken?: string;
  /** How long `close` waits for deliveries in flight; 10 s unless given. */
  readonly graceMs?: number;
  /** Told of everything that happens to events. Must be quick. */
  readonly onMessage?: (event: SidecarEvent) => void;
  readonly log?: (entry: SidecarLog) => void;
}

export interface RunningSidecars {
  /** Port of each app's sidecar by app id. */
  readonly ports: ReadonlyMap<string, number>;
  topics(): readonly TopicState[];
  /** Whether the app answered and its subscriptions are served. */
  isReady(appId: string): boolean;
  /** Reads an app's subscriptions anew. A supervisor calls it after a restart. */
  renewApp(appId: string): void;
  /** Drains deliveries in flight, within the grace, then ends everything. Unfinished ones come again. */
  close(): Promise<void>;
}

const maxBodyBytes = 4 * 1024 * 1024;
const defaultGraceMs = 10_000;

/** Metadata that says which broker a component means. */
const addressKeys = [
  'brokers',
  'redishost',
  'connectionstring',
  'hostname',
  'host',
  'url',
  'natsurl',
  'namespacename',
];

/**
 * Starts the sidecars of a whole system in this process, around one broker. Resolves once all ports answer; apps
 * may start before or after. Rejects where a port is taken or two apps have one id.
 */
export async function startSidecars(options: SidecarOptions): Promise<RunningSidecars> {
  const log = options.log ?? (() => undefined);
  const broker = createBroker({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.chaos === undefined ? {} : { chaos: options.chaos }),
    onError: (error) => log({ level: 'error', app: '', message: `a delivery failed: ${describe(error)}` }),
    onExpired: (pubsub, topic, app, message) =>
      options.onMessage?.({
        kind: 'expired',
        at: Date.now(),
        pubsub,
        topic,
        app,
        ...identifyMessage(message.data),
        attempt: 0,
        ms: Date.now() - message.at,
      }),
  });
  const brokerNames = nameBrokers(options.apps.flatMap((app) => app.resources));
  const sidecars = new Map<string, Sidecar>();
  const graceMs = options.graceMs ?? defaultGraceMs;
  const close = async () => {
    await Promise.all([...sidecars.values()].map((sidecar) => sidecar.close(graceMs)));
    await broker.close();
  };

  try {
    for (const app of options.apps) {
      if (sidecars.has(app.appId)) throw new Error(`two apps have the id ${app.appId}`);
      const resources = app.resources.filter((resource) => inScope(resource, app.appId));
      sidecars.set(
        app.appId,
        await startSidecar({
          ...app,
          resources,
          components: pubsubComponents(resources, app.appId, brokerNames),
          broker,
          findApp: (appId) => sidecars.get(appId),
          apiToken: options.apiToken ?? nonEmpty(process.env.DAPR_API_TOKEN),
          appApiToken: options.appApiToken ?? nonEmpty(process.env.APP_API_TOKEN),
          maxBodyBytes,
          emit: options.onMessage,
          log,
        }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ports: new Map([...sidecars].map(([appId, { port }]) => [appId, port])),
    topics: () => broker.topics(),
    isReady: (appId) => sidecars.get(appId)?.isReady() === true,
    renewApp: (appId) => sidecars.get(appId)?.renew(),
    close,
  };
}

function pubsubComponents(
  resources: readonly DaprResource[],
  appId: string,
  brokerNames: ReadonlyMap<string, string>,
): ReadonlyMap<string, PubsubComponent> {
  const components = new Map<string, PubsubComponent>();
  for (const resource of resources) {
    if (resource.kind !== 'Component' || !resource.type.startsWith('pubsub.')) continue;
    const { name, type, version, metadata } = resource;
    components.set(name, {
      name,
      type,
      version,
      behaviour: brokerBehaviour(resource),
      scopes: readTopicScopes(resource),
      brokerName: brokerNames.get(name) ?? name,
      group: groupName(metadata.get('consumergroup') ?? metadata.get('consumerid'), appId),
    });
  }
  return components;
}

function groupName(consumerId: string | undefined, appId: string): string {
  const name = (consumerId ?? '').trim();
  return name === ''
    ? appId
    : name
        .replaceAll('{uuid}', () => crypto.randomUUID())
        .replaceAll('{appID}', appId)
        .replaceAll('{namespace}', `default.${appId}`);
}

/** Components of one type at one address mean one broker, so their topics are the same: the first name stands for all. */
function nameBrokers(resources: readonly DaprResource[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const byAddress = new Map<string, string>();
  const sorted = resources
    .filter((resource): resource is ComponentResource => resource.kind === 'Component')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, type, metadata } of sorted) {
    const address = addressKeys.flatMap((key) => {
      const value = metadata.get(key);
      return value === undefined ? [] : [`${key}=${value}`];
    });
    if (address.length === 0) continue;
    const key = JSON.stringify([type, ...address, metadata.get('redisdb') ?? '']);
    const first = byAddress.get(key) ?? name;
    byAddress.set(key, first);
    names.set(name, first);
  }
  return names;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
