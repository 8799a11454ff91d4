import type { Architecture, Broker } from '../../model/architecture.ts';
import { hasLoginPerService } from '../dapr/component-name.ts';
import type { DaprPlan } from '../dapr/dapr-plan.ts';

/** Who logs in to a Kafka cluster, and what the design lets it do there: no more. */
export interface KafkaLogin {
  /** Of the service, or of the system where all services share one login. */
  readonly name: string;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly groups: readonly string[];
  /** Some of its replicas take every event, each in a group with a name of its own. */
  readonly anyGroup: boolean;
}

/** A consumer group, as the design makes it. */
export interface KafkaGroup {
  readonly name: string;
  readonly service: string;
  readonly topics: readonly string[];
  readonly startAt: 'earliest' | 'latest';
}

/** Whether brokers tell services apart by their logins in a way that ACLs of Kafka can name. */
export function hasAcls({ auth }: Broker): boolean {
  return auth.type === 'password' || auth.type === 'mtls';
}

/** Those of the logins that ACLs are written for: none where brokers do not tell them apart. */
export function loginsWithAcls(logins: readonly KafkaLogin[], broker: Broker): readonly KafkaLogin[] {
  return hasAcls(broker) ? logins : [];
}

/** Logins by name, with the rights of all that log in so. */
export function kafkaLogins(
  architecture: Architecture,
  plan: DaprPlan,
  broker: Broker,
): readonly KafkaLogin[] {
  const rights = new Map<
    string,
    Record<'writes' | 'reads' | 'groups', Set<string>> & { anyGroup: boolean }
  >();
  const rightsOf = (service: string) => {
    const name = hasLoginPerService(broker) ? service : architecture.system.name;
    const known = rights.get(name) ?? {
      writes: new Set(),
      reads: new Set(),
      groups: new Set(),
      anyGroup: false,
    };
    rights.set(name, known);
    return known;
  };
  for (const { publishing, subscribing, profile } of componentsOf(plan, broker)) {
    for (const [service, topics] of publishing)
      for (const topic of topics) rightsOf(service).writes.add(topic);
    for (const [service, topics] of subscribing) {
      if (topics.size === 0) continue;
      const right = rightsOf(service);
      for (const topic of topics) right.reads.add(topic);
      if (profile.everyReplica) right.anyGroup = true;
      else right.groups.add(profile.group ?? service);
    }
  }
  const sorted = (names: ReadonlySet<string>): string[] => [...names].sort();
  return [...rights]
    .map(([name, { writes, reads, groups, anyGroup }]) => ({
      name,
      writes: sorted(writes),
      reads: sorted(reads),
      groups: sorted(groups),
      anyGroup,
    }))
    .filter(({ writes, reads }) => writes.length + reads.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Groups by name and service. Groups of single replicas have names of their start, and are nobody's to reset. */
export function kafkaGroups(plan: DaprPlan, broker: Broker): readonly KafkaGroup[] {
  const groups = new Map<string, KafkaGroup>();
  for (const { subscribing, profile } of componentsOf(plan, broker)) {
    if (profile.everyReplica) continue;
    for (const [service, topics] of subscribing) {
      if (topics.size === 0) continue;
      const name = profile.group ?? service;
      const startAt = profile.startAt ?? 'latest';
      const key = [name, service, startAt].join('\0');
      const known = groups.get(key)?.topics ?? [];
      groups.set(key, { name, service, startAt, topics: [...new Set([...known, ...topics])].sort() });
    }
  }
  return [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function componentsOf({ components }: DaprPlan, broker: Broker): DaprPlan['components'] {
  return components.filter((component) => component.broker.name === broker.name);
}
