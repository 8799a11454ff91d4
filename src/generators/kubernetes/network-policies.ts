import type { Broker, Environment } from '../../model/architecture.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { type Manifest, manifest, selectorOf } from './manifest.ts';
import { appPort, type Workload } from './workload.ts';

/** Ports of a sidecar in its pod: what other sidecars call, and its metrics. */
const sidecarPorts = { internal: 50_002, metrics: 9090 } as const;

/** Where brokers listen that no server is written for, or a server without its port. */
const usualPorts: { readonly [type in Broker['type']]: readonly number[] } = {
  'in-memory': [],
  redis: [6379],
  kafka: [9092],
  rabbitmq: [5672],
  nats: [4222],
  pulsar: [6650],
  mqtt: [1883],
  'aws-sns-sqs': [443],
  'gcp-pubsub': [443],
  'azure-service-bus': [443, 5671],
  'azure-event-hubs': [443, 5671],
};

/**
 * Who may reach the pods of a service, and what they may reach: exactly what the design says. Addresses outside the
 * cluster have no selector, so brokers, databases and external services are let through by port.
 */
export function networkPolicies(
  workload: Workload,
  environment: Environment,
  options: KubernetesOptions,
): Manifest[] {
  const { name } = workload.service;
  const policies = [
    manifest(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      name,
      {
        spec: {
          podSelector: { matchLabels: selectorOf(workload) },
          policyTypes: ['Ingress', 'Egress'],
          ingress: ingressOf(workload, options),
          egress: egressOf(workload, environment),
        },
      },
      `Who may reach ${name}, and what it may reach.`,
    ),
  ];
  const ports = databasePorts(workload, environment);
  if (ports.length === 0) return policies;
  const migration = `${name}-migration`;
  return [
    ...policies,
    manifest(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      migration,
      {
        spec: {
          podSelector: { matchLabels: { 'app.kubernetes.io/name': migration } },
          policyTypes: ['Ingress', 'Egress'],
          egress: [nameLookUp, { ports: portsOf(ports) }],
        },
      },
      'The migration reaches its database, and nobody reaches it.',
    ),
  ];
}

function ingressOf(workload: Workload, options: KubernetesOptions): object[] {
  const outside =
    options.ingressNamespaces.length === 0
      ? [{ podSelector: {} }]
      : [inNamespaces(options.ingressNamespaces)];
  return [
    ...(workload.callers.length === 0
      ? []
      : [{ from: [podsOf(workload.callers)], ports: portsOf([sidecarPorts.internal]) }]),
    ...(workload.fromOutside ? [{ from: outside, ports: portsOf([appPort]) }] : []),
    {
      from: [inNamespaces([options.monitoringNamespace])],
      ports: portsOf([appPort, sidecarPorts.metrics]),
    },
  ];
}

function egressOf(workload: Workload, environment: Environment): object[] {
  const ports = new Set([
    ...Object.values(environment.brokers).flatMap(brokerPorts),
    ...databasePorts(workload, environment),
    ...urlPorts([environment.tracing?.endpoint ?? [], workload.externalUrls].flat()),
  ]);
  return [
    nameLookUp,
    // Dapr's control plane: identity, components, placement.
    { to: [inNamespaces(['dapr-system'])] },
    ...(workload.callees.length === 0
      ? []
      : [{ to: [podsOf(workload.callees)], ports: portsOf([sidecarPorts.internal]) }]),
    ...(ports.size === 0 ? [] : [{ ports: portsOf([...ports].sort((a, b) => a - b)) }]),
  ];
}

const nameLookUp = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

function brokerPorts({ type, servers }: Broker): readonly number[] {
  if (servers.length === 0) return usualPorts[type];
  return servers.flatMap((server) => portOf(server) ?? usualPorts[type]);
}

function databasePorts({ hasDatabase }: Workload, { database }: Environment): readonly number[] {
  return hasDatabase ? [portOf(database?.server ?? '') ?? 5432] : [];
}

function urlPorts(urls: readonly string[]): number[] {
  return urls.flatMap((url) => {
    if (!URL.canParse(url)) return [];
    const { port, protocol } = new URL(url);
    return port === '' ? [protocol === 'https:' ? 443 : 80] : [Number(port)];
  });
}

/** `kafka:9092` → 9092 */
function portOf(server: string): number | undefined {
  const port = /:(\d{1,5})$/.exec(server)?.[1];
  return port === undefined ? undefined : Number(port);
}

function portsOf(ports: readonly number[]): object[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

function podsOf(services: readonly string[]): object {
  return {
    podSelector: {
      matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: services }],
    },
  };
}

function inNamespaces(names: readonly string[]): object {
  return {
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: names }],
    },
  };
}
