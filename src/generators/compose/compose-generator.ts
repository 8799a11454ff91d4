import type { Architecture, Environment } from '../../model/architecture.ts';
import { databaseName } from '../../model/names.ts';
import { needsTokens } from '../../model/query.ts';
import { printHeader } from '../../print/header.ts';
import { isOnKubernetes, sharedConfiguration } from '../dapr/configuration.ts';
import type { DaprResource } from '../dapr/dapr-resource.ts';
import { knownPlan } from '../dapr/known-plan.ts';
import { printResources } from '../dapr/print-resource.ts';
import { resiliencyResource } from '../dapr/resiliency.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { workloadsOf } from '../kubernetes/workload.ts';
import { variableOf } from './compose-broker.ts';
import { type ComposePlan, composeFile, planCompose } from './compose-file.ts';
import {
  type ComposeSecret,
  componentSecrets,
  databaseLogin,
  isMadeUp,
  tokenVariables,
} from './compose-secrets.ts';

/** Docker Compose for environments that are neither `local` nor on Kubernetes: `infra/<environment>/compose/`. */
export const composeGenerator = defineGenerator({
  id: 'compose',
  title: 'Docker Compose for environments off Kubernetes: services, sidecars, broker and PostgreSQL',
  reads: 'structure',
  plan: planFiles,
});

function planFiles({ architecture, assets }: PlanInput): Plan {
  const environments = Object.values(architecture.environments).filter(
    (environment) =>
      needsTokens(environment.name) && !isOnKubernetes(environment) && !isInMemory(environment),
  );
  return {
    files: environments.flatMap((environment): PlannedFile[] => {
      const workloads = workloadsOf(architecture, environment.name);
      if (workloads.length === 0) return [];
      const plan = planCompose(environment, workloads, resourceFolders(architecture, environment));
      const folder = `infra/${environment.name}/compose`;
      const { file } = architecture.system.at;
      const header = printHeader('yaml', file).trimEnd();
      const script = (name: string, view: object): PlannedFile => ({
        path: `${folder}/${name}`,
        owner: 'eda',
        content: () => assets.render(`templates/compose/${name}.hbs`, { header, ...view }),
        inputs: [assets.version, file, view],
      });
      const resource = (name: string, body: DaprResource): PlannedFile => ({
        path: `${folder}/${name}`,
        owner: 'eda',
        content: () => printResources([body], file),
        inputs: [body, file],
      });
      return [
        resource('docker-compose.yaml', { comment: commentOf(plan), body: composeFile(architecture, plan) }),
        resource('dapr-config.yaml', configuration(architecture, environment)),
        script('make-env.sh', { secrets: secretsOf(architecture, plan).map(secretView) }),
        script('gitignore', {}),
        ...(plan.database === undefined ? [] : [script('databases.sh', { databases: databasesOf(plan) })]),
      ].map((planned) =>
        planned.path.endsWith('/gitignore') ? { ...planned, path: `${folder}/.gitignore` } : planned,
      );
    }),
  };
}

/** A broker in memory is inside of one process: sidecars in containers of their own would never meet. */
function isInMemory({ brokers }: Environment): boolean {
  return Object.values(brokers).every(({ type }) => type === 'in-memory');
}

function resourceFolders(architecture: Architecture, environment: Environment): string[] {
  const plan = knownPlan(architecture, environment);
  return [
    ...(plan.components.length > 0 ? ['components'] : []),
    ...(plan.subscriptions.length > 0 ? ['subscriptions'] : []),
    ...(plan.services.some((service) => resiliencyResource(plan, service) !== undefined)
      ? ['resiliency']
      : []),
  ];
}

/** The environment's Configuration, with names as Compose resolves them: a sidecar answers under its service's. */
function configuration(architecture: Architecture, environment: Environment): DaprResource {
  const usesSecrets =
    componentSecrets(architecture, environment).length > 0 || environment.secrets.type === 'file';
  const shared = sharedConfiguration(
    architecture,
    environment,
    { nameResolution: 'mdns', namespace: 'default' },
    usesSecrets,
  );
  return {
    comment:
      'As ../dapr/config.yaml, with names as Compose resolves them: a sidecar answers under the name of its service.',
    body: {
      ...shared.body,
      spec: {
        ...(shared.body.spec as object),
        nameResolution: {
          component: 'kubernetes',
          version: 'v1',
          configuration: { template: '{{.ID}}:50002' },
        },
      },
    },
  };
}

function commentOf({ environment, brokers, database, workloads }: ComposePlan): string {
  const elsewhere = Object.values(environment.brokers)
    .filter(({ name }) => !brokers.has(name))
    .map(
      ({ name, type, servers }) =>
        `${name} (${type}${servers.length > 0 ? ` at ${servers.join(', ')}` : ''})`,
    );
  const needsDatabase = database === undefined && workloads.some(({ hasDatabase }) => hasDatabase);
  if (needsDatabase) elsewhere.push(`the database server ${environment.database?.server}`);
  return [
    `${environment.name} on one machine: sh make-env.sh && docker compose up --build --wait`,
    ...(elsewhere.length === 0
      ? []
      : [`Not started here, and to be reached from the containers: ${elsewhere.join('; ')}.`]),
  ].join('\n');
}

function secretsOf(architecture: Architecture, plan: ComposePlan): ComposeSecret[] {
  const { environment, workloads } = plan;
  const secrets: ComposeSecret[] = workloads.flatMap(({ service }) =>
    Object.values(tokenVariables(service.name)).map((variable) => ({ variable, value: 'random' as const })),
  );
  if (plan.database !== undefined) secrets.push({ variable: 'POSTGRES_PASSWORD', value: 'random' });
  for (const workload of workloads.filter(({ hasDatabase }) => hasDatabase)) {
    const { user, password } = databaseLogin(workload, environment);
    const isHere = plan.database !== undefined;
    secrets.push(
      isHere ? user : { ...user, value: 'given' },
      isHere ? password : { ...password, value: 'given' },
    );
  }
  const made = new Map<string, ComposeSecret>();
  for (const broker of Object.values(environment.brokers)) {
    if (!isMadeUp(broker, plan.brokers.has(broker.name))) continue;
    for (const key of broker.auth.type === 'token' ? ['token'] : ['username', 'password']) {
      const variable = variableOf(broker, environment, key);
      made.set(variable, {
        variable,
        value: key === 'username' ? { name: architecture.system.name } : 'random',
      });
    }
  }
  const read = componentSecrets(architecture, environment);
  for (const variable of new Set([...read, ...made.keys()]))
    secrets.push(made.get(variable) ?? { variable, value: 'given' });
  return [...new Map(secrets.map((secret) => [secret.variable, secret])).values()];
}

function secretView({ variable, value }: ComposeSecret): object {
  if (value === 'random') return { variable, random: true };
  return value === 'given' ? { variable, given: true } : { variable, name: value.name };
}

function databasesOf({ workloads, environment }: ComposePlan): object[] {
  return workloads
    .filter(({ hasDatabase }) => hasDatabase)
    .map((workload) => {
      const { user, password } = databaseLogin(workload, environment);
      return {
        user: user.variable,
        password: password.variable,
        database: databaseName(workload.service.name),
      };
    });
}
