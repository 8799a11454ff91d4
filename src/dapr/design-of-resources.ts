import { brokerOfComponent, unknownServer, unknownText } from './broker-of-component.ts';
import { metadataValue } from './check-component.ts';
import { topicScopes } from './check-subscription.ts';
import { fieldsOf, listOf, type Resource, scopesOf, textOf, type World } from './resource.ts';

/** A map of the spec language. */
export type DesignMap = { [key: string]: unknown };

/** What a design can be made of, and what has no word in it. */
export interface ImportedDesign {
  readonly root: DesignMap;
  readonly services: number;
  readonly topics: number;
  /** What a person has to look at: one line each. */
  readonly notes: readonly string[];
}

/**
 * A design to start from, of pub/sub components and subscriptions: a service for each app, an event for each topic. Who
 * publishes a topic that no scope names is unknown, and stands as a service outside. Dapr knows no data of events, so
 * those are left to write; code is not generated for apps that have theirs.
 */
export function designOfResources({ resources, apps }: World, system: string): ImportedDesign {
  const notes: string[] = [];
  const brokers: DesignMap = {};
  for (const component of resources.filter(isPubSub)) {
    const broker = brokerOfComponent(component);
    if (typeof broker === 'string') notes.push(broker);
    else {
      brokers[component.name] = broker;
      const unsaid = unknownKeys(broker);
      if (unsaid.length > 0)
        notes.push(
          `component ${component.name}: a secret or variable holds what ${unsaid.join(' and ')} should say; write it in the place of 'unknown'`,
        );
    }
  }
  const subscriptions = resources.filter(({ kind }) => kind === 'Subscription');
  const dead = new Set(subscriptions.map(({ value }) => topicId(value, 'deadLetterTopic')));
  const services = new Map<string, { publishes: Set<string>; subscribes: DesignMap }>();
  const serviceOf = (app: string) => {
    const service = services.get(app) ?? { publishes: new Set<string>(), subscribes: {} };
    services.set(app, service);
    return service;
  };
  const topics = new Map<
    string,
    { readonly event: string; readonly broker: string; readonly topic: string }
  >();
  const eventOf = (broker: string, topic: string): string => {
    const id = JSON.stringify([broker, topic]);
    const known = topics.get(id);
    if (known !== undefined) return known.event;
    const events = new Set([...topics.values()].map(({ event }) => event));
    const words =
      topic
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-') ?? 'topic';
    const name = `${system}.${/^[a-z]/.test(words) ? words : `topic-${words}`}`;
    let event = `${name}.published`;
    for (let count = 2; events.has(event); count++) event = `${name}-${count}.published`;
    topics.set(id, { event, broker, topic });
    return event;
  };
  for (const app of apps ?? []) serviceOf(app);
  for (const component of resources.filter(isPubSub)) {
    if (!Object.hasOwn(brokers, component.name)) continue;
    for (const app of scopesOf(component) ?? []) serviceOf(app);
    for (const [app, published] of topicScopes(metadataValue(component, 'publishingScopes') ?? '')) {
      for (const topic of published) {
        if (!dead.has(JSON.stringify([component.name, topic])))
          serviceOf(app).publishes.add(eventOf(component.name, topic));
      }
    }
  }
  for (const subscription of subscriptions) {
    const spec = fieldsOf(subscription.value.spec);
    const [broker, topic, deadLetter] = [spec.pubsubname, spec.topic, spec.deadLetterTopic].map(textOf);
    if (broker === undefined || topic === undefined || dead.has(JSON.stringify([broker, topic]))) continue;
    if (!Object.hasOwn(brokers, broker)) {
      notes.push(`subscription ${subscription.name}: there is no component ${broker}`);
      continue;
    }
    const takers = scopesOf(subscription) ?? apps;
    if (takers === undefined || takers.size === 0)
      notes.push(`subscription ${subscription.name}: nothing says which app takes ${topic}`);
    for (const app of takers ?? []) {
      const settings = deadLetter === undefined ? { deadLetter: 'none' } : { deadLetter };
      serviceOf(app).subscribes[eventOf(broker, topic)] = settings;
    }
    if (listOf(fieldsOf(spec.routes).rules).length > 0)
      notes.push(
        `subscription ${subscription.name}: its rules tell events of ${topic} apart; write an event for each`,
      );
  }
  const published = new Set([...services.values()].flatMap(({ publishes }) => [...publishes]));
  const orphans = [...topics.values()].map(({ event }) => event).filter((event) => !published.has(event));
  const several = Object.keys(brokers).length > 1;
  return {
    root: {
      eda: 1,
      system,
      defaults: { language: 'none', database: 'none' },
      domains: { [system]: {} },
      events: Object.fromEntries(
        [...topics.values()].map(({ event, topic }) => [
          event,
          { summary: `What is published to ${topic}`, data: { type: 'object' } },
        ]),
      ),
      topics: Object.fromEntries(
        [...topics.values()].map(({ event, broker, topic }) => [
          event,
          { ...(several ? { broker } : {}), address: topic },
        ]),
      ),
      services: {
        ...Object.fromEntries(
          [...services].map(([app, { publishes, subscribes }]) => [
            app,
            {
              domain: system,
              ...(publishes.size === 0 ? {} : { publishes: [...publishes] }),
              ...(Object.keys(subscribes).length === 0 ? {} : { subscribes }),
            },
          ]),
        ),
        ...(orphans.length === 0
          ? {}
          : {
              'unknown-publisher': {
                domain: system,
                external: true,
                publishes: orphans,
              },
            }),
      },
      environments: { production: { brokers } },
    },
    services: services.size,
    topics: topics.size,
    notes,
  };
}

/** Keys of a broker for which the component has a reference, or nothing. */
function unknownKeys(broker: DesignMap): string[] {
  return Object.entries(broker)
    .filter(([, value]) => value === unknownText || listOf(value).includes(unknownServer))
    .map(([key]) => key);
}

function isPubSub({ kind, value }: Resource): boolean {
  return kind === 'Component' && (textOf(fieldsOf(value.spec).type) ?? '').startsWith('pubsub.');
}

function topicId(value: Resource['value'], key: string): string {
  const spec = fieldsOf(value.spec);
  return JSON.stringify([spec.pubsubname, spec[key]]);
}
