import type {
  EventContract,
  Projection,
  Saga,
  SubscriptionSettings,
  Topic,
  TopicSettings,
} from '../../model/architecture.ts';
import { groupBy } from '../../model/group-by.ts';
import { resolveSubscription, resolveTopic } from '../../model/settings.ts';
import { deadLetterRoute, subscriptionRoute } from '../dapr/route.ts';
import {
  call,
  type DefinitionContext,
  keyOf,
  partOnce,
  reader,
  retryPolicy,
  upcastersOf,
} from './definition-context.ts';
import type { Code } from './print-code.ts';
import type { HandlerView, ProjectionSource, ReactionView, TakenEvent } from './service-view.ts';

/** One endpoint a topic, whatever the number of its events that the service takes. */
export function topicSubscriptions(context: DefinitionContext, takers: readonly Taker[]): Code[] {
  const { architecture, environment } = context;
  const byTopic = groupBy(takers, ({ event }) => event.topic);
  return [...byTopic].flatMap(([name, takersOfTopic]): Code[] => {
    const topic = architecture.topics[name];
    if (topic === undefined) return [];
    const settings = resolveTopic(architecture, topic, environment).values;
    const decided = [settings, ...takersOfTopic.map((taker) => taker.settings)];
    return [
      partOnce(context, topic, decided, () => topicSubscription(context, topic, settings, takersOfTopic)),
    ];
  });
}

function topicSubscription(
  context: DefinitionContext,
  topic: Topic,
  { broker, address }: TopicSettings,
  takers: readonly Taker[],
): Code {
  const byEvent = groupBy(takers, ({ event }) => event);
  return {
    pubsub: broker,
    topic: address,
    path: subscriptionRoute(topic.name),
    bulk: takers.some(({ settings }) => settings.bulk !== false),
    designed: topic.events.flatMap((event) => context.architecture.events[event]?.type ?? []),
    events: [...byEvent].map(([event, consumers]) => subscribedEvent(context, event, consumers)),
  };
}

function subscribedEvent(
  { validators }: DefinitionContext,
  event: EventContract,
  takers: readonly Taker[],
): Code {
  return {
    name: event.name,
    type: event.type,
    version: event.version,
    kind: event.kind,
    envelope: event.envelope,
    id: event.id && reader('textAt', event.id),
    key: keyOf(event.key),
    validate: validators.ofEvent(event),
    upcasters: event.previous.length === 0 ? [] : upcastersOf(event.name),
    consumers: takers.map(({ consumer }) => consumer()),
  };
}

/** Each dead-letter topic once a broker: the sidecar's gift goes back to the broker that it came from. */
export function deadLetters(context: DefinitionContext, takers: readonly Taker[]): Code[] {
  const { architecture, environment } = context;
  const found = new Map<string, Code>();
  for (const { event, settings } of takers) {
    const topic = architecture.topics[event.topic];
    if (topic === undefined || settings.deadLetter === 'none') continue;
    const pubsub = resolveTopic(architecture, topic, environment).values.broker;
    const path = deadLetterRoute(pubsub, settings.deadLetter);
    found.set(path, { pubsub, topic: settings.deadLetter, path });
  }
  return [...found.values()];
}

/** A consumer of an event: a handler, a projection, or a saga. */
export interface Taker {
  readonly event: EventContract;
  readonly settings: SubscriptionSettings;
  /** Made where no other environment has the same. */
  readonly consumer: () => { readonly [member: string]: Code };
}

/** All consumers of a service: one for each handler, one for each event of a projection or a saga. */
export function takersOf(context: DefinitionContext): Taker[] {
  const { view } = context;
  return [
    ...view.handlers.map((handler) => handlerTaker(context, handler)),
    ...view.projections.flatMap(({ projection, sources }) =>
      sources.map((source) => projectionTaker(context, projection, source)),
    ),
    ...view.sagas.flatMap(({ saga, taken }) => taken.map((source) => sagaTaker(context, saga, source))),
    ...view.reactions.flatMap((reaction) => reactionTakers(context, reaction)),
  ];
}

/** Names with a colon are free: those of projections have none. */
function sagaTaker(context: DefinitionContext, { name }: Saga, taken: TakenEvent): Taker {
  return taker(context, taken, (consumer) => ({
    kind: 'saga',
    saga: name,
    consumer: `${consumer}/saga:${name}`,
  }));
}

/** A step of a choreography: what does it, and what undoes it. */
function reactionTakers(context: DefinitionContext, reaction: ReactionView): Taker[] {
  const { act, undone, undo, publishes } = reaction;
  const handler = reactionName(reaction);
  const acts = taker(context, act, (consumer) => ({
    kind: 'handler',
    handler,
    consumer: `${consumer}/saga:${handler}`,
    publishes: [...publishes],
  }));
  if (undone === undefined) return [acts];
  const undoes = taker(context, undone, (consumer) => ({
    kind: 'handler',
    handler: `${handler}/undo`,
    consumer: `${consumer}/saga:${handler}`,
    publishes: [...(undo?.publishes ?? [])],
  }));
  return [acts, undoes];
}

/** What the handler of a step is called in the wiring: `<saga>/<step>`, and with `/undo` behind it. */
export function reactionName({ saga, step }: Named<'saga' | 'step'>): string {
  return `${saga.name}/${step.name}`;
}

type Named<Part extends string> = { readonly [P in Part]: { readonly name: string } };

function taker(
  context: DefinitionContext,
  { event, subscription }: TakenEvent,
  identity: (consumer: string) => { readonly [member: string]: Code },
): Taker {
  const { architecture, view, environment } = context;
  const settings = resolveSubscription(architecture, view.service, subscription, environment).values;
  return {
    event,
    settings,
    consumer: () => ({
      ...identity(`${view.service.name}/${event.name}`),
      ...consumerSettings(context, event, settings),
    }),
  };
}

function handlerTaker(context: DefinitionContext, { event, subscription, publishes }: HandlerView): Taker {
  const { service } = context.view;
  const settings = resolveSubscription(
    context.architecture,
    service,
    subscription,
    context.environment,
  ).values;
  const { when, versionPath } = subscription;
  return {
    event,
    settings,
    consumer: () => ({
      kind: 'handler',
      handler: event.name,
      consumer: `${service.name}/${event.name}`,
      publishes: [...publishes],
      ...consumerSettings(context, event, settings),
      when: when === undefined ? undefined : call('when', when),
      versionOf: versionPath && reader('versionAt', versionPath),
    }),
  };
}

function projectionTaker(
  context: DefinitionContext,
  projection: Projection,
  { event, subscription }: ProjectionSource,
): Taker {
  const { service } = context.view;
  const settings = resolveSubscription(
    context.architecture,
    service,
    subscription,
    context.environment,
  ).values;
  return {
    event,
    settings,
    consumer: () => ({
      kind: 'projection',
      projection: projection.name,
      consumer: `${service.name}/${event.name}/${projection.name}`,
      ...consumerSettings(context, event, settings),
    }),
  };
}

function consumerSettings(
  { architecture, environment }: DefinitionContext,
  event: EventContract,
  settings: SubscriptionSettings,
): { readonly [member: string]: Code } {
  const topic = architecture.topics[event.topic];
  return {
    retry: retryPolicy(settings.retry),
    timeoutMs: settings.timeout,
    concurrency: settings.concurrency,
    ordered: topic !== undefined && resolveTopic(architecture, topic, environment).values.ordered,
    deadLetter: settings.deadLetter,
    idempotent: settings.idempotent,
    everyReplica: settings.everyReplica,
  };
}
