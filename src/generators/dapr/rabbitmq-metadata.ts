import { factsOf } from '../../delivery/broker-facts.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, Environment } from '../../model/architecture.ts';
import { reportUnusedServers, secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/** What a prefetch count of one byte can say. */
const largestPrefetch = 255;

/**
 * Connection and consumer settings of `pubsub.rabbitmq`: an exchange for each topic, and a durable queue
 * `<group>-<topic>` for each service that takes it. Nothing published counts as sent before the broker confirms it; where
 * the connection breaks meanwhile, the component does not tell, and a relay finds out by `reconnectWaitSeconds`.
 */
export function rabbitmqMetadata(
  { broker, profile }: PubSubComponent,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): readonly MetadataEntry[] {
  // A connection string says by itself where the server is.
  if (broker.auth.type !== 'connection-string' && !needsWholeUrl(broker))
    reportUnusedServers(broker, environment, report);
  if (needsWholeUrl(broker)) report(wantsWholeUrl(broker, environment));
  const concurrency = profile.concurrency ?? 10;
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  return [
    ...connectionMetadata(broker, environment),
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    { name: 'durable', value: 'true' },
    // True holds for exchanges as well, which everybody has to declare alike. Queues of single replicas expire by a policy.
    { name: 'deletedWhenUnused', value: 'false' },
    { name: 'deliveryMode', value: '2' },
    { name: 'publisherConfirm', value: 'true' },
    ...reconnectMetadata(broker),
    // What the sidecar gave up is on the dead-letter topic; back in its queue, it would come again at once, for ever.
    { name: 'requeueInFailure', value: 'false' },
    // `concurrency` of the component's documentation is not read.
    { name: 'concurrencyMode', value: concurrency === 1 ? 'single' : 'parallel' },
    { name: 'prefetchCount', value: String(Math.min(concurrency, largestPrefetch)) },
  ];
}

function reconnectMetadata({ type }: Broker): MetadataEntry[] {
  const seconds = factsOf(type).assumesAcceptance?.reconnectWaitSeconds;
  return seconds === undefined ? [] : [{ name: 'reconnectWaitSeconds', value: `${seconds}s` }];
}

function connectionMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  if (broker.auth.type === 'connection-string')
    return secretMetadata(broker, environment, { connectionString: 'value' });
  if (needsWholeUrl(broker))
    return secretMetadata(broker, environment, { connectionString: 'connectionString' });
  const [server = ''] = broker.servers;
  const secure = broker.tls || broker.auth.type === 'mtls';
  return [
    { name: 'protocol', value: secure ? 'amqps' : 'amqp' },
    { name: 'hostname', value: server },
    ...loginMetadata(broker, environment),
  ];
}

function loginMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  switch (broker.auth.type) {
    case 'password':
      return secretMetadata(broker, environment, { username: 'username', password: 'password' });
    case 'mtls':
      return [
        { name: 'saslExternal', value: 'true' },
        ...secretMetadata(broker, environment, { caCert: 'ca', clientCert: 'cert', clientKey: 'key' }),
      ];
    default:
      return [];
  }
}

/** The component makes its URL of host, user and password alone: a virtual host needs the whole URL. */
function needsWholeUrl({ own, auth }: Broker): boolean {
  return own.vhost !== undefined && own.vhost !== '/' && auth.type === 'password';
}

function wantsWholeUrl(broker: Broker, environment: Environment): Diagnostic {
  const { vhost } = broker.own;
  return {
    code: 'broker-login',
    severity: 'info',
    message: `${environment.name}.${broker.name}: Dapr reaches the virtual host ${vhost} by a whole URL only, so the secret ${broker.auth.secret} needs it, too`,
    help: `give the secret a key connectionString: amqps://<user>:<password>@${broker.servers[0]}/${vhost}`,
    at: broker.at,
  };
}
