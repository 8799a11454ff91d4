import { factsOf } from '../../delivery/broker-facts.ts';
import type { Architecture, Environment } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { fillTemplate } from '../../model/template.ts';
import type { ConsumedTopic } from '../dapr/consumed-topics.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { type LagTrigger, lagTrigger } from './lag-trigger.ts';
import { type Manifest, manifest } from './manifest.ts';
import type { Workload } from './workload.ts';

/** How many replicas of a service run at most. */
export interface Scaling {
  readonly most: number;
  readonly manifests: readonly Manifest[];
}

/**
 * How a service grows and shrinks: by what waits for it, else by CPU. All replicas run when the lag is what alerts
 * ring at (`maxLag`). It stays as it is where more replicas would only lose the order that the design asks for.
 * @param taken by the service
 */
export function autoscale(
  architecture: Architecture,
  environment: Environment,
  workload: Workload,
  taken: readonly ConsumedTopic[],
  options: KubernetesOptions,
): Scaling {
  const { replicas } = workload;
  const most = Math.max(
    replicas,
    Math.min(options.maxReplicas, usefulReplicas(architecture, environment, taken)),
  );
  if (options.autoscaling === 'none' || most === replicas) return { most: replicas, manifests: [] };
  const triggers =
    options.autoscaling === 'hpa'
      ? []
      : taken.flatMap((topic) => {
          const perReplica = Math.max(1, Math.ceil(topic.maxLag / most));
          const trigger = lagTrigger(topic, perReplica, architecture.system.name);
          return trigger === undefined ? [] : [{ topic, trigger }];
        });
  return {
    most,
    manifests:
      triggers.length === 0
        ? [cpuScaler(workload, most)]
        : [...logins(workload, triggers), lagScaler(workload, most, triggers)],
  };
}

/** Replicas beyond the partitions of its topics would idle; where order is kept by one replica, a second breaks it. */
function usefulReplicas(
  architecture: Architecture,
  environment: Environment,
  taken: readonly ConsumedTopic[],
): number {
  let most = taken.length === 0 ? Number.POSITIVE_INFINITY : 0;
  for (const { topic, component, group } of taken) {
    const design = architecture.topics[topic];
    if (design === undefined) continue;
    const { ordered, partitions } = resolveTopic(architecture, design, environment.name).values;
    const { features } = factsOf(component.broker.type);
    if (ordered && group !== undefined && features.order.scope === 'replica') return 1;
    most = Math.max(most, features.partitions ? partitions : Number.POSITIVE_INFINITY);
  }
  return most;
}

interface TopicTrigger {
  readonly topic: ConsumedTopic;
  readonly trigger: LagTrigger;
}

function lagScaler(
  { service, replicas }: Workload,
  most: number,
  triggers: readonly TopicTrigger[],
): Manifest {
  return manifest(
    'keda.sh/v1alpha1',
    'ScaledObject',
    service.name,
    {
      spec: {
        scaleTargetRef: { name: service.name },
        minReplicaCount: Math.max(1, replicas),
        maxReplicaCount: most,
        pollingInterval: 15,
        cooldownPeriod: 300,
        triggers: triggers.map(({ topic, trigger }) => {
          const login = loginOf(service.name, topic, trigger);
          return {
            type: trigger.type,
            metadata: trigger.metadata,
            ...(login === undefined ? {} : { authenticationRef: { name: login.name } }),
          };
        }),
      },
    },
    `${service.name} grows with what waits for it: all replicas run when the lag is what its alerts ring at.`,
  );
}

interface Login {
  readonly name: string;
  readonly spec: object;
  /** What it refers to that is no secret. */
  readonly texts?: { readonly [key: string]: string };
}

function loginOf(service: string, { component }: ConsumedTopic, trigger: LagTrigger): Login | undefined {
  const { broker } = component;
  const { secret } = broker.auth;
  const name = `${service}-${broker.name}`;
  if (trigger.podIdentity !== undefined && secret === undefined)
    return { name, spec: { podIdentity: { provider: trigger.podIdentity } } };
  const { texts } = trigger;
  const keys = Object.entries(trigger.secretKeys);
  if (secret === undefined || keys.length === 0) return undefined;
  return {
    name,
    spec: {
      secretTargetRef: keys.map(([parameter, key]) => ({
        parameter,
        name: fillTemplate(secret, { service }),
        key,
      })),
      ...(texts === undefined
        ? {}
        : {
            configMapTargetRef: Object.keys(texts).map((parameter) => ({ parameter, name, key: parameter })),
          }),
    },
    ...(texts === undefined ? {} : { texts }),
  };
}

/** How KEDA logs in, once for each broker. */
function logins({ service }: Workload, triggers: readonly TopicTrigger[]): Manifest[] {
  const byName = new Map<string, Login>();
  for (const { topic, trigger } of triggers) {
    const login = loginOf(service.name, topic, trigger);
    if (login !== undefined) byName.set(login.name, login);
  }
  return [...byName.values()].flatMap(({ name, spec, texts }) => [
    manifest(
      'keda.sh/v1alpha1',
      'TriggerAuthentication',
      name,
      { spec },
      'What KEDA asks the broker with: the login that the sidecars have.',
    ),
    ...(texts === undefined
      ? []
      : [manifest('v1', 'ConfigMap', name, { data: texts }, 'What of the login is no secret.')]),
  ]);
}

function cpuScaler({ service, replicas }: Workload, most: number): Manifest {
  return manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    service.name,
    {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: service.name },
        minReplicas: Math.max(1, replicas),
        maxReplicas: most,
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              container: service.name,
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 75 },
            },
          },
        ],
      },
    },
    `${service.name} grows with its CPU, the sidecar's left out.`,
  );
}
