import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Environment, Service } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { printJson } from '../../print/json.ts';
import { type Assets, defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { type ConnectService, connectServices, strandedServices } from './connect-plan.ts';
import { debeziumConnector } from './debezium.ts';
import { jdbcConnectors } from './jdbc.ts';
import { printPrepareSql } from './prepare-sql.ts';

/** Connectors for the outbox of each service with `outbox: connect`: `infra/<environment>/connect/`. */
export const connectGenerator = defineGenerator({
  id: 'connect',
  title: 'Kafka Connect for outboxes: Debezium or a JDBC source for each service database',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      source: {
        description:
          "What reads the outbox: Debezium from the database's log, or the JDBC source by asking again and again. Default: debezium.",
        enum: ['debezium', 'jdbc'],
        default: 'debezium',
      },
    },
  },
  reads: 'structure',
  plan: planFiles,
});

type Source = 'debezium' | 'jdbc';

function planFiles({ architecture, options, assets }: PlanInput): Plan {
  const source = options.source === 'jdbc' ? 'jdbc' : 'debezium';
  const environments = Object.values(architecture.environments);
  return {
    files: environments.flatMap((environment) => filesOf(architecture, environment, source, assets)),
    diagnostics: environments.flatMap((environment) =>
      strandedServices(architecture, environment).map((service) => strandedOutbox(service, environment)),
    ),
  };
}

function strandedOutbox(service: Service, { name }: Environment): Diagnostic {
  return {
    code: 'outbox-stranded',
    severity: 'warning',
    message: `nobody publishes what ${service.name} writes to its outbox in ${name}: outbox: connect needs topics on Kafka`,
    help: `leave it to the relay there: in: { ${name}: { outbox: relay } }`,
    at: service.at,
  };
}

function filesOf(
  architecture: Architecture,
  environment: Environment,
  source: Source,
  assets: Assets,
): PlannedFile[] {
  const { name: system, at } = architecture.system;
  const services = connectServices(architecture, environment);
  const folder = `infra/${environment.name}/connect`;
  // A database is prepared once, whatever number of brokers its outbox goes to.
  const prepared = new Map(services.map((from) => [from.service.name, from]));
  return [
    ...services.flatMap((from) =>
      connectorsOf(from, source, system).map(({ file, connector }): PlannedFile => {
        return {
          path: `${folder}/${file}.json`,
          owner: 'eda',
          content: () => printJson(connector),
          inputs: [connector],
        };
      }),
    ),
    ...[...prepared.values()].map(
      (from): PlannedFile => ({
        path: `${folder}/${fileName(from.service.name)}.sql`,
        owner: 'eda',
        content: () => printPrepareSql(from, source, assets, at.file),
        inputs: [from.service.name, source, assets.version, at.file],
      }),
    ),
  ];
}

function connectorsOf(from: ConnectService, source: Source, system: string) {
  const service = fileName(from.service.name);
  if (source === 'debezium') return [{ file: service, connector: debeziumConnector(from, system) }];
  return jdbcConnectors(from, system).map((connector, index) => ({
    file: `${service}--${fileName(from.topics[index] ?? '')}`,
    connector,
  }));
}
