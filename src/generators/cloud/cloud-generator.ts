import type { Architecture, Broker, BrokerType, Environment } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { type HclBlock, printHcl } from '../../print/hcl.ts';
import { printHeader } from '../../print/header.ts';
import { type DaprPlan, planDapr } from '../dapr/dapr-plan.ts';
import { checkpointContainer } from '../dapr/event-hubs-metadata.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { awsBlocks } from './aws.ts';
import { eventHubsBlocks, serviceBusBlocks } from './azure.ts';
import { type CloudPlan, planCloud } from './cloud-consumer.ts';
import { googleBlocks } from './google.ts';

/** A Terraform module for each broker of a cloud: `infra/<environment>/cloud/<broker>/main.tf`. */
export const cloudGenerator = defineGenerator({
  id: 'cloud',
  title: 'Terraform for SNS/SQS, Google Pub/Sub, Azure Service Bus and Event Hubs of each environment',
  reads: 'structure',
  plan: planFiles,
});

const clouds: ReadonlySet<BrokerType> = new Set([
  'aws-sns-sqs',
  'gcp-pubsub',
  'azure-service-bus',
  'azure-event-hubs',
]);

function planFiles({ architecture }: PlanInput): Plan {
  return {
    files: Object.values(architecture.environments).flatMap((environment) =>
      filesOf(architecture, environment),
    ),
  };
}

function filesOf(architecture: Architecture, environment: Environment): PlannedFile[] {
  const brokers = Object.values(environment.brokers).filter(({ type }) => clouds.has(type));
  if (brokers.length === 0) return [];
  // What cannot be generated is told by the generator of Dapr's files, for the same places.
  const dapr = planDapr(architecture, environment, () => {});
  return brokers.flatMap((broker) => {
    const plan = planCloud(architecture, dapr, broker);
    return plan.topics.length === 0 ? [] : [fileOf(architecture, plan, dapr)];
  });
}

function fileOf({ system }: Architecture, plan: CloudPlan, dapr: DaprPlan): PlannedFile {
  const { environment, broker } = plan;
  const blocks = blocksOf(plan, dapr, system.name);
  return {
    path: `infra/${environment.name}/cloud/${fileName(broker.name)}/main.tf`,
    owner: 'eda',
    content: () => printHeader('yaml', system.at.file) + printHcl(blocks),
    inputs: [blocks, system.at.file],
  };
}

function blocksOf(plan: CloudPlan, dapr: DaprPlan, system: string): readonly HclBlock[] {
  const { broker } = plan;
  switch (broker.type) {
    case 'aws-sns-sqs':
      return awsBlocks(plan);
    case 'gcp-pubsub':
      return googleBlocks(plan, isOrdered(dapr, broker));
    case 'azure-service-bus':
      return serviceBusBlocks(plan);
    default:
      return eventHubsBlocks(plan, checkpointContainer(system, broker));
  }
}

/** Dapr's component asks for order of all its subscriptions or of none. */
function isOrdered({ components }: DaprPlan, broker: Broker): boolean {
  return components.some((component) => component.broker.name === broker.name && component.ordersTopics);
}
