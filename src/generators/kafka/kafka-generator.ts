import type { Architecture, Broker, Environment } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { planDapr } from '../dapr/dapr-plan.ts';
import { type Assets, defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { printAclList, printApplyAcls } from './acl-list.ts';
import { kafkaGroups, kafkaLogins, loginsWithAcls } from './kafka-login.ts';
import { type KafkaWay, printKafkaPage } from './kafka-page.ts';
import { kafkaRights, principalOf, principalPattern } from './kafka-right.ts';
import { type KafkaTopic, kafkaTopics } from './kafka-topic.ts';
import { printRequests } from './requests.ts';
import { printStrimziTopics, printStrimziUsers, type StrimziOptions } from './strimzi.ts';
import { printKafkaTerraform } from './terraform.ts';
import { printApplyTopics, printTopicList } from './topic-list.ts';

const allWays: readonly KafkaWay[] = ['script', 'strimzi', 'terraform'];

/** Topics, rights and groups of each Kafka broker: `infra/<environment>/kafka/<broker>/`. */
export const kafkaGenerator = defineGenerator({
  id: 'kafka',
  title: 'Kafka topics and ACLs of each environment: script, Strimzi, Terraform',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      as: {
        description: 'In which ways the topics can be made. Default: all.',
        type: 'array',
        items: { description: 'One of the ways.', enum: allWays },
        minItems: 1,
        uniqueItems: true,
        default: allWays,
      },
      cluster: {
        description: "Name of Strimzi's Kafka resource. Default: kafka.",
        type: 'string',
        pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
        examples: ['events'],
        default: 'kafka',
      },
      namespace: {
        description: "Kubernetes namespace of Strimzi's resources. Default: that of kubectl.",
        type: 'string',
        pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
        examples: ['kafka'],
      },
      principal: {
        description:
          "What the cluster calls a login, `{login}` being its name: 'User:CN={login},O=Acme'. Default: User:{login}, with certificates User:CN={login}.",
        type: 'string',
        pattern: principalPattern,
        examples: ['User:CN={login},O=Acme'],
      },
      restProxy: {
        description:
          "URL of Kafka's REST Proxy: requests.http then has a request with an example of each event. Default: none.",
        type: 'string',
        pattern: '^https?://[^\\s{}]+$',
        examples: ['http://rest-proxy:8082'],
      },
      strimziApi: {
        description: 'API version of Strimzi: v1beta2 before Strimzi 0.49. Default: v1.',
        enum: ['v1', 'v1beta2'],
        default: 'v1',
      },
    },
  },
  // Requests for a REST proxy hold examples of what events carry.
  reads: ({ restProxy }) => (restProxy === undefined ? 'structure' : undefined),
  plan: planFiles,
});

interface KafkaOptions {
  readonly ways: readonly KafkaWay[];
  readonly strimzi: StrimziOptions;
  readonly toPrincipal: (login: string, broker: Broker) => string;
  readonly restProxy?: string;
}

function planFiles({ architecture, options, assets }: PlanInput): Plan {
  const wanted = options.as;
  const settings: KafkaOptions = {
    ways: Array.isArray(wanted) ? allWays.filter((way) => wanted.includes(way)) : allWays,
    strimzi: {
      cluster: typeof options.cluster === 'string' ? options.cluster : 'kafka',
      ...(typeof options.namespace === 'string' ? { namespace: options.namespace } : {}),
      apiVersion: options.strimziApi === 'v1beta2' ? 'v1beta2' : 'v1',
    },
    toPrincipal: (login, broker) => principalOf(login, broker, options),
    ...(typeof options.restProxy === 'string' ? { restProxy: options.restProxy } : {}),
  };
  return {
    files: Object.values(architecture.environments).flatMap((environment) =>
      Object.values(environment.brokers)
        .filter(({ type }) => type === 'kafka')
        .flatMap((broker) => filesOf(architecture, environment, broker, settings, assets)),
    ),
  };
}

function filesOf(
  architecture: Architecture,
  environment: Environment,
  broker: Broker,
  { ways, strimzi, toPrincipal: principalIn, restProxy }: KafkaOptions,
  assets: Assets,
): PlannedFile[] {
  // What cannot be generated is told by the generator of Dapr's files, for the same places.
  const plan = planDapr(architecture, environment, () => {});
  const topics = kafkaTopics(architecture, environment, broker, plan);
  if (topics.length === 0) return [];
  const logins = kafkaLogins(architecture, plan, broker);
  const groups = kafkaGroups(plan, broker);
  const withAcls = loginsWithAcls(logins, broker).length > 0;
  const toPrincipal = (login: string): string => principalIn(login, broker);
  const principals = logins.map(({ name }) => toPrincipal(name));
  const specPath = architecture.system.at.file;
  const file = (path: string, inputs: readonly unknown[], content: () => string): PlannedFile => ({
    path: `infra/${environment.name}/kafka/${fileName(broker.name)}/${path}`,
    owner: 'eda',
    content,
    inputs: [...inputs, broker, specPath],
  });
  const page = { environment, broker, topics, logins, groups, ways, toPrincipal };
  return [
    file('README.md', [environment.name, topics, logins, principals, groups, ways, assets.version], () =>
      printKafkaPage(page, assets, specPath),
    ),
    ...(restProxy === undefined
      ? []
      : [
          file('requests.http', [topics, restProxy, eventsOf(architecture, topics)], () =>
            printRequests(architecture, topics, restProxy, specPath),
          ),
        ]),
    ...(ways.includes('script')
      ? [
          file('topics.list', [topics], () => printTopicList(topics, broker, specPath)),
          file('apply-topics.sh', [assets.version], () => printApplyTopics(assets, specPath)),
          ...(withAcls
            ? [
                file('acls.list', [logins, principals], () =>
                  printAclList(kafkaRights(logins), broker, toPrincipal, specPath),
                ),
                file('apply-acls.sh', [assets.version], () => printApplyAcls(assets, specPath)),
              ]
            : []),
        ]
      : []),
    ...(ways.includes('strimzi')
      ? [
          file('strimzi/topics.yaml', [topics, strimzi], () => printStrimziTopics(topics, strimzi, specPath)),
          ...(withAcls
            ? [
                file('strimzi/users.yaml', [logins, strimzi], () =>
                  printStrimziUsers(logins, broker, strimzi, specPath),
                ),
              ]
            : []),
        ]
      : []),
    ...(ways.includes('terraform')
      ? [
          file('terraform/main.tf', [topics, logins, principals], () =>
            printKafkaTerraform(topics, logins, broker, toPrincipal, specPath),
          ),
        ]
      : []),
  ];
}

/** All that an example of an event depends on. */
function eventsOf(
  { events, topics, schemas, services }: Architecture,
  carried: readonly KafkaTopic[],
): readonly unknown[] {
  const names = carried.flatMap(({ carries }) =>
    'topic' in carries ? (topics[carries.topic]?.events ?? []) : [],
  );
  const sources = Object.values(services).map(({ source, publications }) => [source, publications]);
  return [names.map((name) => events[name]), schemas, sources];
}
