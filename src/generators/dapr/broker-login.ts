import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, BrokerType, Environment } from '../../model/architecture.ts';
import { type MetadataEntry, secretReference } from './secret-reference.ts';

/** Metadata whose values are keys of the broker's secret: metadata name → key of the secret. */
export function secretMetadata(
  broker: Broker,
  environment: Environment,
  keys: { readonly [metadata: string]: string },
): MetadataEntry[] {
  const { secret = '' } = broker.auth;
  return Object.entries(keys).map(([name, key]) => ({
    name,
    secretKeyRef: secretReference(environment.secrets, secret, key),
  }));
}

/** Logins that a component can be given. */
const logins: { readonly [type in BrokerType]?: readonly string[] } = {
  redis: ['none', 'password', 'mtls'],
  kafka: ['none', 'password', 'mtls', 'oidc', 'aws-iam'],
  rabbitmq: ['none', 'password', 'mtls', 'connection-string'],
  // No certificate of the client: the component reads it from files of the sidecar, and a secret is none.
  nats: ['none', 'token', 'connection-string'],
  pulsar: ['none', 'token', 'oidc'],
  // No user and password of their own: the component takes them from its URL only.
  mqtt: ['none', 'mtls', 'connection-string'],
  'aws-sns-sqs': ['none', 'aws-iam'],
  'gcp-pubsub': ['none', 'gcp'],
  'azure-service-bus': ['none', 'azure', 'connection-string'],
  'azure-event-hubs': ['none', 'azure', 'connection-string'],
};

/** What is wrong with a login that cannot be generated; `undefined` where all is well. */
export function loginProblem(broker: Broker, environment: Environment): Diagnostic | undefined {
  const { type } = broker.auth;
  const supported = logins[broker.type];
  if (supported !== undefined && !supported.includes(type)) {
    return {
      code: 'broker-login',
      severity: 'error',
      message: `${environment.name}.${broker.name}: no Dapr component is generated for ${broker.type} with the login ${type}`,
      help: `use one of ${supported.filter((each) => each !== 'none').join(', ')}, or none`,
      at: broker.at,
    };
  }
  return undefined;
}

/** A service principal's login; without a secret it is the workload's identity. */
export function azureIdentity(broker: Broker, environment: Environment): MetadataEntry[] {
  if (broker.auth.secret === undefined) return [];
  return secretMetadata(broker, environment, {
    azureTenantId: 'tenantId',
    azureClientId: 'clientId',
    azureClientSecret: 'clientSecret',
  });
}

/** Says which servers are left out where a component connects to one only. */
export function reportUnusedServers(
  { name, type, servers, at }: Broker,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): void {
  const [, ...unused] = servers;
  if (unused.length === 0) return;
  report({
    code: 'broker-servers',
    severity: 'warning',
    message: `${environment.name}.${name}: Dapr's component for ${type} connects to one server; ${unused.join(', ')} is left out`,
    help: 'name one address that stands for all of them',
    at,
  });
}
