import { daprVersion } from '../dev/daprd/find-daprd.ts';
import { entriesOf, metadataValue } from './check-component.ts';
import { isPubSub } from './check-subscription.ts';
import { mainTypeOf } from './known.ts';
import { fieldsOf, overlap, type Report, type Resource, scopesOf, textOf, type World } from './resource.ts';

/**
 * Finds what is written rightly and does not do what it says, in the version of Dapr that eda knows: seen in its code,
 * and where `tests/conformance` names a case, in its behaviour.
 */
export function checkDefects(world: World, report: Report): void {
  for (const component of world.resources.filter(isPubSub)) {
    const taken = subscriptionsOf(component, world);
    checkType(component, taken, report);
    for (const subscription of taken) checkFailures(subscription, component, world, report);
  }
  for (const resource of world.resources) {
    if (resource.kind === 'Resiliency' && resource.documents > 1) {
      report(
        'dapr-defect',
        'warning',
        resource.at(['kind']),
        'daprd reads only the first resource of a file that holds policies',
        'put each Resiliency into a file of its own',
      );
    }
  }
}

function subscriptionsOf(component: Resource, { resources }: World): Resource[] {
  return resources.filter(
    (each) =>
      each.kind === 'Subscription' &&
      fieldsOf(each.value.spec).pubsubname === component.name &&
      overlap(scopesOf(each), scopesOf(component)),
  );
}

function typeOf(component: Resource): string {
  const type = textOf(fieldsOf(component.value.spec).type) ?? '';
  return mainTypeOf(type);
}

function checkType(component: Resource, taken: readonly Resource[], report: Report): void {
  const read = (name: string): string | undefined => metadataValue(component, name);
  const at = (name: string) => {
    const entry = entriesOf(component).find((each) => each.name.toLowerCase() === name.toLowerCase());
    return component.at(entry === undefined ? ['spec', 'metadata'] : [...entry.path, 'value']);
  };
  const warn = (name: string, message: string, help: string): void =>
    report('dapr-defect', 'warning', at(name), message, help);
  switch (typeOf(component)) {
    case 'pubsub.rabbitmq': {
      if (isTrue(read('requeueInFailure')))
        warn(
          'requeueInFailure',
          `RabbitMQ gives a refused message back at once, again and again (Dapr ${daprVersion})`,
          'retry in a Resiliency, and give up to a deadLetterTopic',
        );
      const prefetch = Number(read('prefetchCount') ?? '0');
      if (prefetch > 255)
        report(
          'dapr-type',
          'error',
          at('prefetchCount'),
          `prefetchCount is ${prefetch}; it may be 255 at most`,
        );
      return;
    }
    case 'pubsub.kafka':
      if (read('consumeRetryInterval') !== undefined)
        warn(
          'consumeRetryInterval',
          `consumeRetryInterval has no effect: the pause is five seconds (Dapr ${daprVersion})`,
          'write backOffDuration, or pause in a Resiliency',
        );
      return;
    case 'pubsub.jetstream':
      checkJetstream(component, taken, at, report);
      return;
  }
}

function checkJetstream(
  component: Resource,
  taken: readonly Resource[],
  at: (name: string) => ReturnType<Resource['at']>,
  report: Report,
): void {
  for (const name of ['tls_client_cert', 'tls_client_key']) {
    if (metadataValue(component, name)?.includes('-----BEGIN'))
      report(
        'dapr-defect',
        'error',
        at(name),
        `${name} holds a certificate; JetStream's component takes the path of a file`,
      );
  }
  if (taken.length > 0 && (metadataValue(component, 'concurrency') ?? 'parallel') !== 'single')
    report(
      'dapr-defect',
      'warning',
      at('concurrency'),
      `JetStream events are acknowledged when their handling begins, so one in work when a process ends is lost (Dapr ${daprVersion})`,
      'write concurrency: single, and take more at once by more replicas',
    );
  const durable = metadataValue(component, 'durableName');
  const apps = new Set(taken.flatMap((each) => [...(scopesOf(each) ?? ['*'])]));
  for (const app of apps) {
    const own = taken.filter((each) => overlap(scopesOf(each), app === '*' ? undefined : new Set([app])));
    if (durable !== undefined && own.length > 1) {
      report(
        'dapr-defect',
        'error',
        at('durableName'),
        `${own.length} subscriptions share the consumer ${durable}, which has one subject: the others get nothing`,
        'one component for each subscription, each with a durableName of its own',
        { related: own.map((each) => ({ message: 'a subscription', at: each.at(['spec', 'topic']) })) },
      );
      return;
    }
  }
  // A broadcast to every replica says so: from now on, and to no group.
  const isBroadcast =
    metadataValue(component, 'deliverPolicy') === 'new' &&
    metadataValue(component, 'queueGroupName') === undefined;
  if (durable === undefined && !isBroadcast && taken.length > 0) {
    report(
      'dapr-defect',
      'warning',
      component.at(['spec', 'metadata'], 'key'),
      'without durableName the consumer ends with its sidecar: what comes meanwhile is lost or read again',
      'a durableName for each subscription, with a component of its own',
    );
  }
}

/** What the sidecar does with an event that its app refuses. */
function checkFailures(subscription: Resource, component: Resource, world: World, report: Report): void {
  const deadLetter = textOf(fieldsOf(subscription.value.spec).deadLetterTopic);
  const policies = world.resources.filter(({ kind }) => kind === 'Resiliency');
  // Without any, they may lie elsewhere, as in a file that could not be read.
  if (policies.length === 0 || world.isPartial) return;
  const own = policies.filter((each) => overlap(scopesOf(each), scopesOf(subscription)));
  const inbound = own.flatMap((each) => {
    const target = fieldsOf(fieldsOf(fieldsOf(fieldsOf(each.value.spec).targets).components)[component.name]);
    return target.inbound === undefined ? [] : [{ resource: each, names: fieldsOf(target.inbound) }];
  });
  const retries = inbound.some(({ names }) => textOf(names.retry));
  const byDefault = own.some((each) =>
    Object.keys(fieldsOf(fieldsOf(fieldsOf(each.value.spec).policies).retries)).some((name) =>
      /^Default(Pubsub)?(Component)?(Inbound)?RetryPolicy$/.test(name),
    ),
  );
  if (deadLetter !== undefined && !retries && !byDefault) {
    report(
      'dapr-resiliency',
      'warning',
      subscription.at(['spec', 'deadLetterTopic']),
      `an event goes to ${deadLetter} at its first failure: nothing retries what comes in from ${component.name}`,
      `a Resiliency with targets.components.${component.name}.inbound.retry`,
    );
  }
  if (deadLetter === undefined && !retries && !byDefault && typeOf(component) === 'pubsub.redis') {
    report(
      'dapr-resiliency',
      'warning',
      subscription.at(['spec', 'topic']),
      `an event that fails is lost: Redis takes it as done, and nothing retries what comes in from ${component.name}`,
      `a Resiliency with targets.components.${component.name}.inbound.retry`,
    );
  }
  for (const { resource, names } of inbound) {
    const path = ['spec', 'targets', 'components', component.name, 'inbound'];
    if (deadLetter !== undefined && textOf(names.circuitBreaker)) {
      report(
        'dapr-resiliency',
        'warning',
        resource.at([...path, 'circuitBreaker']),
        `while it is open, every event goes to ${deadLetter} at once`,
        'no circuit breaker where a dead-letter topic is',
      );
    }
    const retry = textOf(names.retry);
    const policy =
      retry && fieldsOf(fieldsOf(fieldsOf(fieldsOf(resource.value.spec).policies).retries)[retry]);
    if (deadLetter !== undefined && policy && Object.keys(policy).length > 0 && isEndless(policy)) {
      report(
        'dapr-resiliency',
        'warning',
        resource.at([...path, 'retry']),
        `${retry} never gives up, so nothing gets to ${deadLetter}`,
        'bound it: maxRetries',
      );
    }
  }
}

/** Exponential ones end after 15 minutes, whatever they say. */
function isEndless({ policy, maxRetries }: { readonly [key: string]: unknown }): boolean {
  return policy !== 'exponential' && (maxRetries === undefined || maxRetries === -1);
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|true|y|yes|on)$/i.test(value.trim());
}
