import { asyncapiGenerator } from './asyncapi/asyncapi-generator.ts';
import { cloudGenerator } from './cloud/cloud-generator.ts';
import { composeGenerator } from './compose/compose-generator.ts';
import { connectGenerator } from './connect/connect-generator.ts';
import { daprGenerator } from './dapr/dapr-generator.ts';
import { diagramsGenerator } from './diagrams/diagrams-generator.ts';
import { docsGenerator } from './docs/docs-generator.ts';
import type { Generator } from './generator.ts';
import { kafkaGenerator } from './kafka/kafka-generator.ts';
import { kubernetesGenerator } from './kubernetes/kubernetes-generator.ts';
import { monitoringGenerator } from './monitoring/monitoring-generator.ts';
import { postgresGenerator } from './postgres/postgres-generator.ts';
import { pythonGenerator } from './python/python-generator.ts';
import { rabbitmqGenerator } from './rabbitmq/rabbitmq-generator.ts';
import { schemaRegistryGenerator } from './schema-registry/schema-registry-generator.ts';
import { typescriptGenerator } from './typescript/typescript-generator.ts';

/** Every generator, in the order in which they run and are listed. */
export const generators: readonly Generator[] = [
  typescriptGenerator,
  pythonGenerator,
  postgresGenerator,
  daprGenerator,
  kafkaGenerator,
  rabbitmqGenerator,
  cloudGenerator,
  schemaRegistryGenerator,
  kubernetesGenerator,
  composeGenerator,
  monitoringGenerator,
  connectGenerator,
  diagramsGenerator,
  asyncapiGenerator,
  docsGenerator,
];
