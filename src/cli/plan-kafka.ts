import { loadPackage } from '../dev/load-package.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { planDapr } from '../generators/dapr/dapr-plan.ts';
import { kafkaTopics } from '../generators/kafka/kafka-topic.ts';
import { type Cluster, isClusterError, type KafkaModule, openCluster } from '../kafka/cluster.ts';
import { compareTopics } from '../kafka/compare-topics.ts';
import type { Architecture, Broker, Environment } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import type { KafkaOptions } from './commands/kafka.ts';
import { describeTopicSteps, nameOf, topicStepsToJson } from './describe-topic-steps.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { kafkaCredentials } from './kafka-credentials.ts';
import { showProgress } from './progress.ts';
import { findProject } from './project.ts';
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
  const found = findProject(globals.cwd);
  if (!found.ok) return refuse(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
  const design = loadDesign(found.project.files, found.project.entry);
  const { architecture } = design;
  if (architecture === undefined || design.incomplete)
    return refuse('the design cannot be read', exitCode.unreadable, 'eda validate says why');
  if (hasErrors(design.diagnostics))
    return refuse('the design has errors', exitCode.findings, 'eda validate shows them');
  const chosen = chooseBroker(architecture, options);
  if (typeof chosen === 'string') return refuse(chosen);
  const { environment, broker } = chosen;
  const servers = options.bootstrap?.split(',').filter((server) => server !== '') ?? broker.servers;
  const odd = servers.find((server) => !/^[^\s,/]+:\d+$/.test(server));
  if (odd !== undefined || servers.length === 0)
    return refuse(`${odd ?? 'nothing'} is no server of Kafka; one looks like kafka:9092`);
  const wanted = kafkaTopics(
    architecture,
    environment,
    broker,
    planDapr(architecture, environment, () => {}),
  );
  const inDesign = options.delete.find((name) => wanted.some((topic) => topic.name === name));
  if (inDesign !== undefined)
    return refuse(
      `the design has the topic ${inDesign}: it is not deleted`,
      exitCode.usage,
      'take it out of the design first',
    );
  const login = kafkaCredentials(io, globals.cwd, broker);
  if (typeof login === 'string') return refuse(login);
  const module = await loadPackage<KafkaModule>(found.project.folder, 'kafkajs');
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
    const comparison = compareTopics(wanted, live, options.delete);
    let done = 0;
    if (action === 'apply') {
      for (const step of comparison.steps) {
        try {
          await cluster.carryOut(step);
        } catch (error) {
          if (!isClusterError(error)) throw error;
          endProgress();
          const name = nameOf(step);
          const before =
            done === 0 ? 'nothing was done before' : `${plural(done, 'step')} before it are done`;
          return refuse(
            `${name}: ${error.clusterError}`,
            codeOf(error.kind),
            `${before}; run it again when it is mended`,
          );
        }
        done++;
      }
    }
    endProgress();
    const where = { action, environment: environment.name, broker: broker.name, servers };
    if (options.format === 'json') writeJson(io, topicStepsToJson(where, comparison));
    else
      io.stdout.write(
        describeTopicSteps(
          action,
          comparison,
          `${environment.name}, ${servers.join(', ')}`,
          createPaint(globals.colour),
        ),
      );
    const differs = action === 'plan' && comparison.steps.length > 0;
    return differs || comparison.decisions.length > 0 ? exitCode.findings : exitCode.fine;
  } catch (error) {
    if (!isClusterError(error)) throw error;
    endProgress();
    return refuse(
      error.clusterError,
      codeOf(error.kind),
      error.kind === 'unreachable'
        ? 'is it the right address, and TLS as the design says? --bootstrap names another'
        : undefined,
    );
  } finally {
    endProgress();
    await cluster?.close();
  }
}

function codeOf(kind: 'login' | 'unreachable' | 'refused'): number {
  return { login: exitCode.usage, unreachable: exitCode.unreadable, refused: exitCode.findings }[kind];
}

/** The Kafka that is meant, or what is wrong with the question. */
export function chooseBroker(
  { environments }: Architecture,
  { env, broker: asked }: { readonly env?: string; readonly broker?: string },
): { readonly environment: Environment; readonly broker: Broker } | string {
  if (env !== undefined && environments[env] === undefined)
    return `there is no environment ${env}${didYouMean(env, Object.keys(environments))}`;
  const all = Object.values(environments)
    .filter(({ name }) => env === undefined || name === env)
    .flatMap((environment) =>
      Object.values(environment.brokers)
        .filter(({ type }) => type === 'kafka')
        .map((broker) => ({ environment, broker })),
    );
  if (all.length === 0) return `${env ?? 'the design'} has no broker of type kafka`;
  const named = all.filter(({ broker }) => asked === undefined || broker.name === asked);
  const [only, ...others] = named;
  const brokers = [...new Set(all.map(({ broker }) => broker.name))];
  if (only === undefined)
    return `there is no Kafka broker ${asked}${didYouMean(asked ?? '', brokers)}; ${brokers.join(', ')}`;
  const places = [...new Set(named.map(({ environment }) => environment.name))];
  if (places.length > 1) return `which cluster? --env ${places.join(' or ')}`;
  if (others.length > 0) return `which cluster? --broker ${brokers.join(' or ')}`;
  return only;
}
