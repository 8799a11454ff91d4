import { type ConnectService, publicationName, slotName } from './connect-plan.ts';

/** A connector as `POST /connectors` of Kafka Connect takes it. */
export interface Connector {
  readonly name: string;
  readonly config: { readonly [key: string]: string };
}

/**
 * Debezium's PostgreSQL connector with its outbox event router
 * (debezium.io/documentation/reference/stable/transformations/outbox-event-router.html): rows of `eda.outbox` become
 * messages of the topic that they name, under their key, the stored envelope byte for byte. The publication has inserts
 * alone, so nothing is published when rows go.
 */
export function debeziumConnector(from: ConnectService, system: string): Connector {
  const { service, broker, database } = from;
  const { replication } = broker.own;
  return {
    name: `${system}-${service.name}-outbox`,
    config: {
      'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
      'tasks.max': '1',
      'database.hostname': database.host,
      'database.port': database.port,
      'database.user': database.user,
      'database.password': database.password,
      'database.dbname': database.name,
      'topic.prefix': `${system}.${service.name}`,
      'plugin.name': 'pgoutput',
      'slot.name': slotName(from),
      'publication.name': publicationName,
      'publication.autocreate.mode': 'disabled',
      // What waited before is written again behind the slot: see the SQL beside this file.
      'snapshot.mode': 'no_data',
      'schema.include.list': 'eda',
      'table.include.list': 'eda.outbox',
      'tombstones.on.delete': 'false',
      // A quiet outbox on a busy server would keep the server's log for ever.
      'heartbeat.interval.ms': '60000',
      'topic.creation.default.partitions': '1',
      'topic.creation.default.replication.factor':
        typeof replication === 'number' ? String(replication) : '-1',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      transforms: 'outbox',
      'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
      'transforms.outbox.table.field.event.id': 'event_id',
      'transforms.outbox.table.field.event.key': 'key',
      'transforms.outbox.table.field.event.payload': 'envelope',
      'transforms.outbox.route.by.field': 'topic',
      'transforms.outbox.route.topic.replacement': `\${routedByValue}`,
      'transforms.outbox.table.op.invalid.behavior': 'warn',
    },
  };
}
