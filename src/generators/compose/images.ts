import version from '../../../specs/dapr/version.json' with { type: 'json' };

/** The images that run beside the services, each with the tag that is meant. */
export const images = {
  daprd: `daprio/daprd:${version.runtime}`,
  postgres: 'postgres:17-alpine',
  redis: 'redis:7.4-alpine',
  kafka: 'apache/kafka:4.1.0',
  rabbitmq: 'rabbitmq:4.1-management-alpine',
  nats: 'nats:2.11-alpine',
  natsBox: 'natsio/nats-box:0.18.0',
  pulsar: 'apachepulsar/pulsar:4.0.4',
  mosquitto: 'eclipse-mosquitto:2.0.22',
} as const;
