import { fileName } from '../../model/names.ts';
import type { ConnectService } from './connect-plan.ts';
import type { Connector } from './debezium.ts';

/** How long a row is left alone after it was written, in ms: others with a lower id may still be committing. */
const settleMs = 5_000;

/**
 * Confluent's JDBC source connector (docs.confluent.io/kafka-connectors/jdbc: source-connector configuration), one for
 * each topic: it names the topic by `topic.prefix` where it has a query. Transforms of Apache Kafka itself make the row
 * the stored envelope under its key.
 */
export function jdbcConnectors(
  { service, database, topics }: ConnectService,
  system: string,
): readonly Connector[] {
  return topics.map((topic) => ({
    name: `${system}-${service.name}-${fileName(topic)}`,
    config: {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      'tasks.max': '1',
      'connection.url': `jdbc:postgresql://${database.host}:${database.port}/${database.name}`,
      'connection.user': database.user,
      'connection.password': database.password,
      mode: 'timestamp+incrementing',
      'timestamp.column.name': 'created_at',
      'incrementing.column.name': 'id',
      'timestamp.delay.interval.ms': String(settleMs),
      'validate.non.null': 'false',
      // The connector puts its own WHERE behind it.
      query: `SELECT * FROM (SELECT id, created_at, key, envelope::text AS envelope FROM eda.outbox WHERE topic = '${topic.replaceAll("'", "''")}') AS outbox`,
      'topic.prefix': topic,
      'poll.interval.ms': '1000',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      transforms: 'key,keyText,envelope',
      'transforms.key.type': 'org.apache.kafka.connect.transforms.ValueToKey',
      'transforms.key.fields': 'key',
      'transforms.keyText.type': 'org.apache.kafka.connect.transforms.ExtractField$Key',
      'transforms.keyText.field': 'key',
      'transforms.envelope.type': 'org.apache.kafka.connect.transforms.ExtractField$Value',
      'transforms.envelope.field': 'envelope',
    },
  }));
}
