import type { Architecture, Broker, Environment } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { printJson } from '../../print/json.ts';
import { type DaprPlan, planDapr } from '../dapr/dapr-plan.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { rabbitDefinitions } from './definitions.ts';

/** Definitions for each RabbitMQ broker: `infra/<environment>/rabbitmq/<broker>/definitions.json`. */
export const rabbitmqGenerator = defineGenerator({
  id: 'rabbitmq',
  title: 'RabbitMQ exchanges, queues, bindings and policies of each environment: definitions.json',
  reads: 'structure',
  plan: planFiles,
});

function planFiles({ architecture }: PlanInput): Plan {
  return {
    files: Object.values(architecture.environments).flatMap((environment) =>
      filesOf(architecture, environment),
    ),
  };
}

function filesOf(architecture: Architecture, environment: Environment): PlannedFile[] {
  const brokers = Object.values(environment.brokers).filter(({ type }) => type === 'rabbitmq');
  if (brokers.length === 0) return [];
  // What cannot be generated is told by the generator of Dapr's files, for the same places.
  const plan = planDapr(architecture, environment, () => {});
  return brokers.flatMap((broker) => fileOf(plan, environment, broker));
}

function fileOf(plan: DaprPlan, environment: Environment, broker: Broker): PlannedFile[] {
  const definitions = rabbitDefinitions(plan, broker);
  if (definitions.exchanges.length === 0) return [];
  return [
    {
      path: `infra/${environment.name}/rabbitmq/${fileName(broker.name)}/definitions.json`,
      owner: 'eda',
      content: () => printJson(definitions),
      inputs: [definitions],
    },
  ];
}
