import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { publishingComponent } from '../../src/generators/dapr/component-name.ts';
import { planDesign, readDesign } from '../../src/generators/dapr/plan-design.fixture.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { resolveTopic } from '../../src/model/settings.ts';
import { type Answerer, type RecordedRequest, startRecordingApp } from '../conformance/recording-app.ts';
import { until } from '../conformance/start-world.ts';
import { type DaprdProcesses, runDaprd } from './run-daprd.ts';

export interface DesignedWorldOptions {
  /** A design with an environment `real`. */
  readonly design: string;
  /** What a service answers to the events of an address; success otherwise. */
  readonly answers?: Readonly<Record<string, Answerer>>;
  /** Environment of the sidecars: secrets, and where emulators are. */
  readonly env?: Readonly<Record<string, string>>;
  /** What an operator does with the generated files before the sidecars start. */
  readonly prepare?: (project: string) => Promise<void>;
}

/** Sidecars on the generated files of a design, with recording apps in the place of its services. */
export interface DesignedWorld {
  readonly architecture: Architecture;
  publish(service: string, address: string, data: unknown, key?: string): Promise<number>;
  /** What a service was sent of an address. */
  requests(service: string, address: string): readonly RecordedRequest[];
  /** Waits for so many deliveries, then long enough to see one too many. */
  deliveries(
    service: string,
    address: string,
    count: number,
    settleMs?: number,
    withinMs?: number,
  ): Promise<readonly RecordedRequest[]>;
  warnings(): readonly string[];
  stop(): Promise<void>;
}

const environment = 'real';

/** Starts it; resolves when every sidecar has its subscriptions. */
export async function startDesignedWorld(options: DesignedWorldOptions): Promise<DesignedWorld> {
  const architecture = readDesign(options.design);
  const planned = planDesign(architecture, { nameResolution: 'sqlite' });
  const folder = mkdtempSync(join(tmpdir(), 'eda-designed-'));
  const routes = new Map<string, string>();
  const answerers = new Map<string, Map<string, Answerer>>();
  const folders = new Set<string>();
  for (const [path, text] of planned.files(environment)) {
    const [part = ''] = path.split('/');
    if (!['components', 'subscriptions', 'resiliency'].includes(part)) continue;
    folders.add(join(folder, part));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    if (part !== 'subscriptions') continue;
    for (const document of parseAllDocuments(text)) {
      const { spec, scopes } = document.toJS() as {
        spec: { topic: string; routes: { default: string } };
        scopes: readonly string[];
      };
      const [service = ''] = scopes;
      // MQTT shares a subscription among replicas by a prefix.
      const address = spec.topic.replace(/^\$share\/[^/]+\//, '');
      routes.set(`${service} ${address}`, spec.routes.default);
      const own = answerers.get(service) ?? new Map<string, Answerer>();
      answerers.set(service, own);
      own.set(spec.routes.default, options.answers?.[address] ?? (() => ({ body: '{"status":"SUCCESS"}' })));
    }
  }
  for (const [path, text] of planned.files(environment, 'nats')) {
    const file = join(folder, 'infra', environment, 'nats', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  await options.prepare?.(folder);
  const services = Object.keys(architecture.services);
  const apps = new Map(
    await Promise.all(
      services.map(
        async (name) =>
          [name, await startRecordingApp(answerers.get(name) ?? new Map<string, Answerer>())] as const,
      ),
    ),
  );
  let started: DaprdProcesses | undefined;
  const stopApps = async () => {
    await Promise.all([...apps.values()].map((app) => app.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const daprd = await runDaprd({
      resources: [...folders],
      apps: services.map((appId) => ({ appId, appPort: apps.get(appId)?.port ?? 0 })),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    started = daprd;
    for (const name of services) {
      const base = `http://127.0.0.1:${daprd.httpPort(name)}`;
      await until(async () => (await fetch(`${base}/v1.0/healthz`)).status === 204, 20_000).catch(() => {
        throw new Error(`the sidecar of ${name} is not ready:\n${daprd.warnings().slice(-8).join('\n')}`);
      });
    }
  } catch (error) {
    await started?.stop();
    await stopApps();
    throw error;
  }
  const daprd = started;
  const brokerOf = (address: string) => {
    const topic = architecture.topics[address];
    const name =
      topic === undefined ? 'pubsub' : resolveTopic(architecture, topic, environment).values.broker;
    return architecture.environments[environment]?.brokers[name];
  };
  const requests: DesignedWorld['requests'] = (service, address) =>
    apps.get(service)?.requests(routes.get(`${service} ${address}`) ?? 'no route') ?? [];
  return {
    architecture,
    async publish(service, address, data, key) {
      const query = key === undefined ? '' : `?metadata.partitionKey=${encodeURIComponent(key)}`;
      const broker = brokerOf(address);
      const component = broker === undefined ? 'pubsub' : publishingComponent(broker, service);
      const url = `http://127.0.0.1:${daprd.httpPort(service)}/v1.0/publish/${component}/${encodeURIComponent(address)}${query}`;
      const { status } = await fetch(url, {
        method: 'POST',
        headers: {
          // An envelope goes as it is; the sidecar puts one around anything else.
          'content-type': isEnvelope(data) ? 'application/cloudevents+json' : 'application/json',
        },
        body: JSON.stringify(data),
      });
      return status;
    },
    requests,
    async deliveries(service, address, count, settleMs = 1500, withinMs = 45_000) {
      await until(() => requests(service, address).length >= count, withinMs).catch(() => undefined);
      await pause(settleMs);
      return requests(service, address);
    },
    warnings: () => daprd.warnings(),
    async stop() {
      await daprd.stop();
      await stopApps();
    },
  };
}

function isEnvelope(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'specversion' in data;
}
