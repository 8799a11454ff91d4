import type { Architecture, Environment, Service } from '../../model/architecture.ts';
import { accessOperations } from './access-operations.ts';
import type { DaprResource } from './dapr-resource.ts';
import { secretStoreName } from './secret-reference.ts';

export interface ConfigurationOptions {
  /** How sidecars find each other off Kubernetes. */
  readonly nameResolution: 'mdns' | 'sqlite';
  /** Kubernetes namespace of the services. */
  readonly namespace: string;
}

/** Whether an environment is a Kubernetes cluster: it takes its secrets from there. */
export function isOnKubernetes(environment: Environment): boolean {
  return environment.secrets.type === 'kubernetes';
}

/**
 * Name of the Configuration that a service's sidecar runs with (`dapr.io/config`). On Kubernetes each service has
 * one, with its callers; elsewhere all share one, since nobody's identity is known without mTLS.
 */
function configurationName(architecture: Architecture, environment: Environment, service: Service): string {
  return isOnKubernetes(environment) ? service.name : architecture.system.name;
}

/** The Configuration that all sidecars of an environment off Kubernetes share; there a secret store is only where one is used. */
export function sharedConfiguration(
  architecture: Architecture,
  environment: Environment,
  options: ConfigurationOptions,
  hasSecretStore: boolean,
): DaprResource {
  const resolves = Object.values(architecture.services).some(({ calls }) => calls.length > 0);
  return {
    comment:
      'Shared by all sidecars. Access control by caller needs mTLS and so stands in the environments on Kubernetes only.',
    body: {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Configuration',
      metadata: { name: architecture.system.name },
      spec: {
        ...tracing(environment),
        ...metrics,
        ...(hasSecretStore ? secretScopes(environment) : {}),
        ...(resolves && options.nameResolution === 'sqlite'
          ? {
              nameResolution: {
                component: 'sqlite',
                version: 'v1',
                configuration: { connectionString: `.eda/dapr-names-${environment.name}.db` },
              },
            }
          : {}),
      },
    },
  };
}

/** The Configuration of one service on Kubernetes: only what the design calls may be called. */
export function serviceConfiguration(
  architecture: Architecture,
  environment: Environment,
  service: Service,
  options: ConfigurationOptions,
): DaprResource {
  return {
    comment: `Who may call ${service.name}: exactly the services with a line under \`calls\`.`,
    body: {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Configuration',
      metadata: { name: configurationName(architecture, environment, service) },
      spec: {
        ...tracing(environment),
        ...metrics,
        accessControl: {
          defaultAction: 'deny',
          trustDomain: 'public',
          policies: accessPolicies(architecture, service, options.namespace),
        },
        ...secretScopes(environment),
      },
    },
  };
}

function accessPolicies(architecture: Architecture, callee: Service, namespace: string): unknown[] {
  const policies: unknown[] = [];
  for (const caller of Object.values(architecture.services)) {
    if (caller.external) continue;
    const called = caller.calls.flatMap((call) =>
      call.service === callee.name ? (callee.operations[call.operation] ?? []) : [],
    );
    if (called.length === 0) continue;
    policies.push({
      appId: caller.name,
      defaultAction: 'deny',
      trustDomain: 'public',
      namespace,
      operations: accessOperations(called).map(({ name, verbs }) => ({
        name,
        httpVerb: verbs,
        action: 'allow',
      })),
    });
  }
  return policies;
}

/** No service reads secrets through its sidecar; components get theirs without this right. */
function secretScopes(environment: Environment): { readonly secrets: unknown } {
  return {
    secrets: { scopes: [{ storeName: secretStoreName(environment.secrets), defaultAccess: 'deny' }] },
  };
}

/** A series for each path that was ever called fills a Prometheus; paths hold ids. */
const metrics = { metrics: { enabled: true, http: { increasedCardinality: false } } };

function tracing(environment: Environment): { readonly tracing?: unknown } {
  const { tracing: wanted } = environment;
  if (wanted === undefined) return {};
  const endpoint = wanted.endpoint === undefined ? undefined : otelEndpoint(wanted.endpoint);
  return {
    tracing: {
      samplingRate: String(wanted.sample ?? 1),
      ...(endpoint === undefined ? {} : { otel: endpoint }),
    },
  };
}

/** Dapr wants host and port without a scheme; 4318 is OTLP's port for HTTP. */
function otelEndpoint(url: string): { readonly [key: string]: unknown } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, hostname, port } = new URL(url);
  return {
    endpointAddress: port === '' ? `${hostname}:4317` : host,
    isSecure: protocol === 'https:',
    protocol: port === '4318' ? 'http' : 'grpc',
  };
}
