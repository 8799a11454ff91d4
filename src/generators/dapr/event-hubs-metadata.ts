import type { Broker, Environment } from '../../model/architecture.ts';
import { azureIdentity, secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/**
 * Connection, consumer group and checkpoints of `pubsub.azure.eventhubs`. The consumer group has to be there: the
 * component makes none. Without a secret the login is the workload's identity.
 * @param system its name
 */
export function eventHubsMetadata(
  { broker, profile }: PubSubComponent,
  environment: Environment,
  system: string,
): readonly MetadataEntry[] {
  const { group } = profile;
  return [
    ...connectionMetadata(broker, environment),
    { name: 'storageContainerName', value: checkpointContainer(system, broker) },
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    // Otherwise events of a partition are in work beside each other.
    { name: 'enableInOrderMessageDelivery', value: String(profile.ordered === true) },
  ];
}

/** By connection strings, the secret's key `storage` is that of the storage account. */
function connectionMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  const { namespace, storage } = broker.own;
  if (broker.auth.type === 'connection-string') {
    return secretMetadata(broker, environment, {
      connectionString: 'value',
      storageConnectionString: 'storage',
    });
  }
  return [
    { name: 'eventHubNamespace', value: String(namespace) },
    ...azureIdentity(broker, environment),
    { name: 'storageAccountName', value: String(storage) },
  ];
}

/** Name of the storage container that holds the checkpoints of a broker's consumers. */
export function checkpointContainer(system: string, broker: Broker): string {
  return containerName(`${system}-${broker.name}`);
}

/** Names of containers: 3 to 63 lower-case letters, digits and single hyphens. */
function containerName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
}
