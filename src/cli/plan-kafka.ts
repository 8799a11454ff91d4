import { loadPackage } from '../dev/load-package.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type DaprPlan, planDapr } from '../generators/dapr/dapr-plan.ts';
import { kafkaLogins, loginsWithAcls } from '../generators/kafka/kafka-login.ts';
import { kafkaRights, principalOf } from '../generators/kafka/kafka-right.ts';
import { kafkaTopics } from '../generators/kafka/kafka-topic.ts';
import {
  type Cluster,
  type ClusterError,
  isClusterError,
  type KafkaModule,
  openCluster,
} from '../kafka/cluster.ts';
import { compareRights, type WantedRight } from '../kafka/compare-rights.ts';
import { compareTopics, type TopicStep } from '../kafka/compare-topics.ts';
import type { Architecture, Broker } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import { chooseKafka } from './choose-kafka.ts';
import type { KafkaOptions } from './commands/kafka.ts';
import { type ComparedRights, describeRights, rightsToJson } from './describe-right-steps.ts';
import { describeTopicSteps, nameOf, topicStepsToJson } from './describe-topic-steps.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { kafkaCredentials } from './kafka-credentials.ts';
import { showProgress } from './progress.ts';
import { findProject } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { hasErrors, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/**
 * `eda kafka plan` and `eda kafka apply`. Exit code 1: the cluster is not as the design says; after `apply` only where
 * a person has to decide.
 */
export async function runKafka(
  action: 'plan' | 'apply',
  options: KafkaOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const refuse = refuseWith(io);
  const project = openProject(globals.cwd, refuse, findProject);
  if (typeof project === 'number') return project;
  const design = loadDesign(project.files, project.entry);
  const { architecture } = design;
  if (architecture === undefined || design.incomplete)
    return refuse('the design cannot be read', exitCode.unreadable, 'eda validate says why');
  if (hasErrors(design.diagnostics))
    return refuse('the design has errors', exitCode.findings, 'eda validate shows them');
  const chosen = chooseKafka(architecture, options);
  if (typeof chosen === 'string') return refuse(chosen);
  const { environment, broker } = chosen;
  const servers = options.bootstrap?.split(',').filter((server) => server !== '') ?? broker.servers;
  const odd = servers.find((server) => !/^[^\s,/]+:\d+$/.test(server));
  if (odd !== undefined || servers.length === 0)
    return refuse(`${odd ?? 'nothing'} is no server of Kafka; one looks like kafka:9092`);
  const plan = planDapr(architecture, environment, () => {});
  const wanted = kafkaTopics(architecture, environment, broker, plan);
  const inDesign = options.delete.find((name) => wanted.some((topic) => topic.name === name));
  if (inDesign !== undefined)
    return refuse(
      `the design has the topic ${inDesign}: it is not deleted`,
      exitCode.usage,
      'take it out of the design first',
    );
  const login = kafkaCredentials(io, globals.cwd, broker);
  if (typeof login === 'string') return refuse(login);
  const module = await loadPackage<KafkaModule>(project.folder, 'kafkajs');
  if (module === undefined)
    return refuse(
      'a cluster is asked by the package kafkajs, which is not installed',
      exitCode.usage,
      'npm install --save-dev kafkajs',
    );

  const endProgress = showProgress(io, `asking ${servers.join(', ')}`);
  let cluster: Cluster | undefined;
  try {
    cluster = await openCluster(module, servers, login);
    const live = await cluster.topics(new Set([...wanted.map(({ name }) => name), ...options.delete]));
    const missing = options.delete.find((name) => !live.has(name));
    if (missing !== undefined)
      return refuse(`the cluster has no topic ${missing}${didYouMean(missing, [...live.keys()])}`);
    const topics = compareTopics(wanted, live, options.delete);
    const rights = await rightsOn(cluster, architecture, plan, broker, options);
    if (typeof rights === 'string') return refuse(rights);
    if (action === 'apply') {
      let done = 0;
      for (const { name, run } of stepsOf(cluster, topics.steps, rights)) {
        try {
          await run();
        } catch (error) {
          if (!isClusterError(error)) throw error;
          endProgress();
          const before =
            done === 0 ? 'nothing was done before' : `${plural(done, 'step')} before it are done`;
          return refuse(
            `${name}: ${error.clusterError}`,
            codeOf(error),
            `${before}; run it again when it is mended`,
          );
        }
        done++;
      }
    }
    endProgress();
    const where = { action, environment: environment.name, broker: broker.name, servers };
    if (options.format === 'json')
      writeJson(io, { ...topicStepsToJson(where, topics), rights: rightsToJson(action, rights) });
    else {
      const paint = createPaint(globals.colour);
      io.stdout.write(
        describeTopicSteps(action, topics, `${environment.name}, ${servers.join(', ')}`, paint),
      );
      io.stdout.write(describeRights(action, rights, paint));
    }
    const open = [topics, ...(rights.compared ? [rights] : [])];
    const differs = open.some(
      ({ steps, decisions }) => decisions.length > 0 || (action === 'plan' && steps.length > 0),
    );
    return differs ? exitCode.findings : exitCode.fine;
  } catch (error) {
    if (!isClusterError(error)) throw error;
    endProgress();
    return refuse(error.clusterError, codeOf(error), helpOf(error));
  } finally {
    endProgress();
    await cluster?.close();
  }
}

/** Compares rights where the design has some to compare, and the cluster checks them. A sentence says why not to go on. */
async function rightsOn(
  cluster: Cluster,
  architecture: Architecture,
  plan: DaprPlan,
  broker: Broker,
  { acls, revoke }: KafkaOptions,
): Promise<ComparedRights | string> {
  const principal = (login: string): string =>
    login.includes(':') ? login : principalOf(login, broker, architecture.generate.kafka?.options ?? {});
  const logins = loginsWithAcls(kafkaLogins(architecture, plan, broker), broker);
  const wanted: readonly WantedRight[] = kafkaRights(logins).map((right) => ({
    ...right,
    principal: principal(right.login),
  }));
  if (!acls || (wanted.length === 0 && revoke.length === 0)) return { compared: false, because: 'not-asked' };
  const live = await cluster.rights();
  if (live === undefined) return { compared: false, because: 'unchecked' };
  const known = new Set([...wanted, ...live].map((right) => right.principal));
  const missing = revoke.find((login) => !known.has(principal(login)));
  if (missing !== undefined)
    return `${principal(missing)} has no rights on the cluster${didYouMean(principal(missing), known)}`;
  return { compared: true, ...compareRights(wanted, live, new Set(revoke.map(principal))) };
}

/** Everything that is to be done, in order: rights are granted on topics that are there. */
function stepsOf(
  cluster: Cluster,
  topics: readonly TopicStep[],
  rights: ComparedRights,
): readonly { readonly name: string; readonly run: () => Promise<void> }[] {
  return [
    ...topics.map((step) => ({ name: nameOf(step), run: () => cluster.carryOut(step) })),
    ...(rights.compared ? rights.steps : []).map((step) => ({
      name: step.right.principal,
      run: () => cluster.carryOutRight(step),
    })),
  ];
}

function codeOf({ kind }: ClusterError): number {
  return {
    login: exitCode.usage,
    untrusted: exitCode.usage,
    unreachable: exitCode.unreadable,
    forbidden: exitCode.usage,
    refused: exitCode.findings,
  }[kind];
}

function helpOf({ kind }: ClusterError): string | undefined {
  if (kind === 'unreachable')
    return 'is it the right address, and TLS as the design says? --bootstrap names another';
  if (kind === 'untrusted') return 'EDA_KAFKA_CA names a file of PEM with the authority that signed it';
  if (kind === 'forbidden')
    return 'give it Describe and Alter on the cluster; --no-acls compares topics alone';
  return undefined;
}
