import type { Architecture, Broker, Environment } from '../../model/architecture.ts';
import { databaseName, fileName } from '../../model/names.ts';
import { joinPath, serviceRoot } from '../../model/service-folders.ts';
import { firstPorts } from '../dapr/multi-app-run.ts';
import { appPort, type Workload } from '../kubernetes/workload.ts';
import {
  type BrokerContainer,
  brokerContainer,
  healthcheck,
  isContainerName,
  required,
  splitServer,
  variableOf,
} from './compose-broker.ts';
import { componentSecrets, databaseLogin, tokenVariables } from './compose-secrets.ts';
import { images } from './images.ts';

/** What an environment is made of on one machine with Docker. */
export interface ComposePlan {
  readonly environment: Environment;
  readonly workloads: readonly Workload[];
  /** Brokers that run here, by name; the others are where the design says. */
  readonly brokers: ReadonlyMap<string, BrokerContainer>;
  /** Host name of the database server, where it runs here. */
  readonly database: string | undefined;
  /** Folders of Dapr's resources that exist. */
  readonly resources: readonly string[];
}

export function planCompose(
  environment: Environment,
  workloads: readonly Workload[],
  resources: readonly string[],
): ComposePlan {
  const brokers = new Map<string, BrokerContainer>();
  for (const broker of Object.values(environment.brokers)) {
    const container = brokerContainer(broker, environment);
    if (container !== undefined) brokers.set(broker.name, container);
  }
  const { host } = splitServer(environment.database?.server ?? 'postgres:5432');
  const isHere = workloads.some(({ hasDatabase }) => hasDatabase) && isContainerName(host);
  return { environment, workloads, brokers, database: isHere ? host : undefined, resources };
}

type Service = { readonly [key: string]: unknown };

/** The file's value, as the Compose Specification has it. */
export function composeFile(
  architecture: Architecture,
  plan: ComposePlan,
): { readonly [key: string]: unknown } {
  const services: { [name: string]: Service } = {};
  for (const { host, service } of plan.brokers.values()) services[host] = { ...service, ...common };
  for (const broker of Object.values(plan.environment.brokers)) {
    const container = plan.brokers.get(broker.name);
    if (container !== undefined && broker.type === 'nats')
      services[streamsOf(container)] = streamJob(broker, container, plan.environment);
  }
  if (plan.database !== undefined) services[plan.database] = { ...postgresContainer(plan), ...common };
  const secrets = componentSecrets(architecture, plan.environment);
  plan.workloads.forEach((workload) => {
    services[workload.service.name] = appContainer(architecture, plan, workload);
    services[`${workload.service.name}-dapr`] = sidecarContainer(plan, workload, secrets);
  });
  const volumes = [...plan.brokers.values()].flatMap((container) => container.volumes);
  if (plan.database !== undefined) volumes.push(`${plan.database}-data`);
  return {
    name: `${architecture.system.name}-${fileName(plan.environment.name)}`,
    services,
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes.map((name) => [name, {}])) }),
  };
}

const common = { restart: 'unless-stopped' } as const;

/** What no container of ours needs: root, new rights, a file system to write to. */
const lockedDown = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
} as const;

const healthCommands = {
  typescript: [
    'node',
    '-e',
    "fetch('http://127.0.0.1:3000/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))",
  ],
  python: [
    '/venv/bin/python',
    '-c',
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/readyz', timeout=4)",
  ],
} as const;

function appContainer(architecture: Architecture, plan: ComposePlan, workload: Workload): Service {
  const { name } = workload.service;
  const { app, api } = tokenVariables(name);
  const place = Object.values(architecture.services)
    .filter(({ external }) => !external)
    .findIndex((service) => service.name === name);
  return {
    image: `${name}:${architecture.system.version}`,
    build: { context: joinPath('../../..', serviceRoot(workload.service)) },
    environment: {
      EDA_ENVIRONMENT: plan.environment.name,
      APP_API_TOKEN: required(app),
      DAPR_API_TOKEN: required(api),
      ...databaseVariables(plan, workload),
    },
    // On this machine only, and only what somebody outside the system asks.
    ...(workload.fromOutside ? { ports: [`127.0.0.1:${firstPorts.app + place}:${appPort}`] } : {}),
    ...(plan.database !== undefined && workload.hasDatabase
      ? { depends_on: { [plan.database]: { condition: 'service_healthy' } } }
      : {}),
    healthcheck: healthcheck(['CMD', ...healthCommands[workload.language]]),
    ...lockedDown,
    tmpfs: ['/tmp'],
    stop_grace_period: '30s',
    ...common,
  };
}

function databaseVariables({ environment }: ComposePlan, workload: Workload): Service {
  if (!workload.hasDatabase) return {};
  const { user, password } = databaseLogin(workload, environment);
  const server = environment.database?.server ?? 'postgres:5432';
  return {
    DATABASE_URL: `postgres://${server}/${databaseName(workload.service.name)}`,
    PGUSER: required(user.variable),
    PGPASSWORD: required(password.variable),
  };
}

/** In the network of its service: the two meet on the loopback, and nobody else reaches its API. */
function sidecarContainer(plan: ComposePlan, workload: Workload, secrets: readonly string[]): Service {
  const { name } = workload.service;
  const { app, api } = tokenVariables(name);
  const waits = [...plan.brokers.values()].map(
    ({ host }) => [host, { condition: 'service_healthy' }] as const,
  );
  const streams = Object.values(plan.environment.brokers).flatMap((broker) => {
    const container = plan.brokers.get(broker.name);
    return broker.type === 'nats' && container !== undefined
      ? [[streamsOf(container), { condition: 'service_completed_successfully' }] as const]
      : [];
  });
  const file =
    plan.environment.secrets.type === 'file'
      ? (plan.environment.secrets.path ?? './secrets.json')
      : undefined;
  return {
    image: images.daprd,
    network_mode: `service:${name}`,
    command: [
      './daprd',
      `--app-id=${name}`,
      `--app-port=${appPort}`,
      '--app-protocol=http',
      '--dapr-listen-addresses=127.0.0.1',
      '--dapr-internal-grpc-port=50002',
      '--enable-app-health-check',
      '--app-health-check-path=/healthz',
      '--dapr-block-shutdown-duration=15s',
      '--dapr-graceful-shutdown-seconds=10',
      '--log-as-json',
      '--config=/dapr-config.yaml',
      ...plan.resources.map((folder) => `--resources-path=/dapr/${folder}`),
    ],
    environment: {
      APP_API_TOKEN: required(app),
      DAPR_API_TOKEN: required(api),
      ...Object.fromEntries(secrets.map((variable) => [variable, required(variable)])),
    },
    volumes: [
      '../dapr:/dapr:ro',
      './dapr-config.yaml:/dapr-config.yaml:ro',
      // Where the secret store looks: in the folder that daprd starts in.
      ...(file === undefined
        ? []
        : [`../../../${file.replace(/^\.\//, '')}:/${file.replace(/^\.\//, '')}:ro`]),
    ],
    depends_on: Object.fromEntries([
      // In its network, which goes when it is made anew.
      [name, { condition: 'service_started', restart: true }],
      ...waits,
      ...streams,
    ]),
    ...lockedDown,
    stop_grace_period: '30s',
    ...common,
  };
}

function postgresContainer(plan: ComposePlan): Service {
  const { host, port = 5432 } = splitServer(plan.environment.database?.server ?? 'postgres:5432');
  const logins = plan.workloads.filter(({ hasDatabase }) => hasDatabase);
  const variables = logins.flatMap((workload) => {
    const { user, password } = databaseLogin(workload, plan.environment);
    return [user.variable, password.variable];
  });
  return {
    image: images.postgres,
    command: ['postgres', '-p', String(port)],
    environment: {
      POSTGRES_PASSWORD: required('POSTGRES_PASSWORD'),
      PGPORT: String(port),
      ...Object.fromEntries([...new Set(variables)].map((variable) => [variable, required(variable)])),
    },
    volumes: [
      `${host}-data:/var/lib/postgresql/data`,
      './databases.sh:/docker-entrypoint-initdb.d/databases.sh:ro',
    ],
    healthcheck: healthcheck(['CMD-SHELL', 'pg_isready --username postgres --host 127.0.0.1']),
  };
}

function streamsOf({ host }: BrokerContainer): string {
  return `${host}-streams`;
}

/** JetStream's streams have to be there before a sidecar subscribes. */
function streamJob(broker: Broker, { host }: BrokerContainer, environment: Environment): Service {
  const { port = 4222 } = splitServer(broker.servers[0] ?? '');
  const login = broker.auth.type === 'token' ? `${required(variableOf(broker, environment, 'token'))}@` : '';
  return {
    image: images.natsBox,
    command: ['sh', '/nats/apply-streams.sh'],
    environment: { NATS_URL: `nats://${login}${host}:${port}` },
    volumes: ['../nats:/nats:ro'],
    depends_on: { [host]: { condition: 'service_healthy' } },
    restart: 'on-failure',
  };
}
