import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Environment, Service, Subscription, Topic } from '../../model/architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../../model/settings.ts';

type Report = (diagnostic: Diagnostic) => void;

/** Reports what a topic asks of Redis that streams do not have. */
export function reportUnkeptByStream(
  architecture: Architecture,
  environment: Environment,
  topic: Topic,
  report: Report,
): void {
  const { values, decidedBy } = resolveTopic(architecture, topic, environment.name);
  if (!values.compact) return;
  report(
    notKept(
      `topic ${topic.name} is compacted, but Redis in ${environment.name} keeps every event until its retention ends`,
      'a broker with compaction is kafka',
      placeOf(decidedBy.compact, topic.at),
    ),
  );
}

/** Reports what a subscription asks of Redis that consumer groups of streams do not do. */
export function reportUnkeptByGroup(
  architecture: Architecture,
  environment: Environment,
  service: Service,
  subscription: Subscription,
  ordered: boolean,
  report: Report,
): void {
  const { values, decidedBy } = resolveSubscription(architecture, service, subscription, environment.name);
  const what = `${service.name} takes ${subscription.event}`;
  if (values.everyReplica) {
    report(
      notKept(
        `${what} in every replica, but on Redis in ${environment.name} each start of one reads the stream from its start`,
        'make the handler bear repeats, keep the retention short, or use kafka',
        placeOf(decidedBy.everyReplica, subscription.at),
      ),
    );
  } else if (values.startAt === 'latest' && decidedBy.startAt !== 'built-in') {
    report(
      notKept(
        `${what} from the latest on, but on Redis in ${environment.name} a new group reads the stream from its start`,
        'let the handler tell old events by their time, or use kafka',
        placeOf(decidedBy.startAt, subscription.at),
      ),
    );
  }
  if (!ordered) return;
  const { replicas } = resolveService(architecture, service, environment.name).values;
  if (replicas > 1) {
    report(
      notKept(
        `${what} in order with ${replicas} replicas, but on Redis in ${environment.name} only one replica keeps order`,
        'set `replicas: 1` there, or use kafka, where partitions keep order across replicas',
        subscription.at,
      ),
    );
  }
  if (values.concurrency > 1 && decidedBy.concurrency !== 'built-in') {
    report(
      notKept(
        `${what} in order, so Redis in ${environment.name} gives one event at a time, not ${values.concurrency}`,
        'leave `concurrency` out there',
        placeOf(decidedBy.concurrency, subscription.at),
      ),
    );
  }
}

function notKept(message: string, help: string, at: Place): Diagnostic {
  return { code: 'setting-not-kept', severity: 'warning', message, help, at };
}

function placeOf(decided: Place | 'built-in' | undefined, otherwise: Place): Place {
  return decided === undefined || decided === 'built-in' ? otherwise : decided;
}
