import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, Environment } from '../../model/architecture.ts';
import { reportUnusedServers, secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/**
 * Connection and session of `pubsub.mqtt3`. A broker ends the connection of a client id when another comes with the
 * same one, so an id is of one sidecar: a service that runs once has its own, with a session in which the broker keeps
 * what comes while it is away; replicas and publishers have one of each start.
 */
export function mqttMetadata(
  { broker, profile, consumer }: PubSubComponent,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): readonly MetadataEntry[] {
  reportUnusedServers(broker, environment, report);
  const stays = consumer !== undefined && consumer.replicas === 1 && profile.everyReplica !== true;
  const { qos = 1 } = broker.own;
  return [
    ...connectionMetadata(broker, environment),
    { name: 'consumerID', value: stays ? consumer.name : '{uuid}' },
    { name: 'cleanSession', value: String(!stays) },
    { name: 'qos', value: String(qos) },
    { name: 'retain', value: 'false' },
  ];
}

/**
 * The topic as a component asks for it: replicas of a service share the work by a shared subscription.
 * @param group of the service
 */
export function mqttTopic({ profile, consumer }: PubSubComponent, group: string, address: string): string {
  const shared = (consumer?.replicas ?? 1) > 1 && profile.everyReplica !== true;
  return shared ? `$share/${profile.group ?? group}/${address}` : address;
}

function connectionMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  if (broker.auth.type === 'connection-string') return secretMetadata(broker, environment, { url: 'value' });
  const secure = broker.tls || broker.auth.type === 'mtls';
  const [server = ''] = broker.servers;
  return [
    { name: 'url', value: `${secure ? 'ssl' : 'tcp'}://${server}` },
    ...(broker.auth.type === 'mtls'
      ? secretMetadata(broker, environment, { caCert: 'ca', clientCert: 'cert', clientKey: 'key' })
      : []),
  ];
}
