import type { Environment } from '../../model/architecture.ts';
import type { Alert } from './alert.ts';

/** Kafka's own state, as the JMX exporter tells it with the settings beside the rules. */
export function brokerAlerts({ brokers }: Environment): Alert[] {
  if (!Object.values(brokers).some(({ type }) => type === 'kafka')) return [];
  return [
    {
      kind: 'partitions-at-risk',
      name: 'PartitionsOffline',
      expr: 'max(kafka_controller_offline_partitions) > 0',
      minutes: 1,
      severity: 'critical',
      labels: {},
      summary: 'partitions without a leader, which nobody can write or read: {{ $value }}',
      rings: {
        series: { 'kafka_controller_offline_partitions{instance="a"}': '1x10' },
        says: 'partitions without a leader, which nobody can write or read: 1',
      },
      silent: { series: { 'kafka_controller_offline_partitions{instance="a"}': '0x10' } },
    },
    {
      kind: 'partitions-at-risk',
      name: 'PartitionsUnderReplicated',
      expr: 'sum(kafka_server_under_replicated_partitions) > 0',
      minutes: 10,
      severity: 'warning',
      labels: {},
      summary: 'partitions with fewer replicas than they should have: {{ $value }}',
      rings: {
        series: { 'kafka_server_under_replicated_partitions{instance="a"}': '2x20' },
        says: 'partitions with fewer replicas than they should have: 2',
      },
      silent: { series: { 'kafka_server_under_replicated_partitions{instance="a"}': '2x5 0x15' } },
    },
  ];
}

/** Settings of the JMX exporter (Prometheus's Java agent) for the beans that the alerts and the dashboard go by. */
export const jmxSettings = {
  lowercaseOutputName: true,
  lowercaseOutputLabelNames: true,
  includeObjectNames: [
    'kafka.controller:type=KafkaController,name=*',
    'kafka.server:type=ReplicaManager,name=*',
    'kafka.server:type=BrokerTopicMetrics,name=*',
    'kafka.server:type=BrokerTopicMetrics,name=*,topic=*',
    'kafka.network:type=RequestMetrics,name=TotalTimeMs,request=*',
    'java.lang:type=Memory',
  ],
  rules: [
    {
      pattern: 'kafka.controller<type=KafkaController, name=OfflinePartitionsCount><>Value',
      name: 'kafka_controller_offline_partitions',
      type: 'GAUGE',
    },
    {
      pattern: 'kafka.controller<type=KafkaController, name=ActiveControllerCount><>Value',
      name: 'kafka_controller_active',
      type: 'GAUGE',
    },
    {
      pattern: 'kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value',
      name: 'kafka_server_under_replicated_partitions',
      type: 'GAUGE',
    },
    {
      pattern: 'kafka.server<type=ReplicaManager, name=UnderMinIsrPartitionCount><>Value',
      name: 'kafka_server_under_min_isr_partitions',
      type: 'GAUGE',
    },
    {
      pattern:
        'kafka.server<type=BrokerTopicMetrics, name=(MessagesIn|BytesIn|BytesOut)PerSec, topic=(.+)><>Count',
      name: 'kafka_topic_$1_total',
      type: 'COUNTER',
      labels: { topic: '$2' },
    },
    {
      pattern:
        'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=(Produce|FetchConsumer)><>(99thPercentile)',
      name: 'kafka_request_milliseconds',
      type: 'GAUGE',
      labels: { request: '$1', quantile: '0.99' },
    },
    {
      pattern: 'java.lang<type=Memory><HeapMemoryUsage>used',
      name: 'kafka_heap_used_bytes',
      type: 'GAUGE',
    },
  ],
};
