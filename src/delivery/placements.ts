import type { Architecture, Broker, Topic, TopicSettings } from '../model/architecture.ts';
import { oncePerDesign } from '../model/remember.ts';
import { resolveTopic } from '../model/settings.ts';
import { fillTemplate } from '../model/template.ts';

/** A topic on the broker that carries it in one environment. */
export interface Placement {
  readonly topic: Topic;
  readonly environment: string;
  readonly broker: Broker;
  readonly settings: TopicSettings;
}

/**
 * Where each topic that carries something lies: environment → topic → placement. A topic whose broker is missing is
 * left out. Made once for a design; topics that say nothing of their own share what their domain says.
 */
export const placementsOf = oncePerDesign(
  (architecture): ReadonlyMap<string, ReadonlyMap<string, Placement>> =>
    new Map(
      Object.keys(architecture.environments).map((environment) => [
        environment,
        placeTopics(architecture, environment),
      ]),
    ),
);

function placeTopics(architecture: Architecture, environment: string): ReadonlyMap<string, Placement> {
  const brokers = architecture.environments[environment]?.brokers ?? {};
  const shared = new Map<string, TopicSettings>();
  const placed = new Map<string, Placement>();
  for (const topic of Object.values(architecture.topics)) {
    if (topic.events.length === 0) continue;
    const settings = saysNothing(topic)
      ? settingsOf(architecture, topic, environment, shared)
      : resolveTopic(architecture, topic, environment).values;
    const broker = brokers[settings.broker];
    if (broker !== undefined) placed.set(topic.name, { topic, environment, broker, settings });
  }
  return placed;
}

function settingsOf(
  architecture: Architecture,
  topic: Topic,
  environment: string,
  shared: Map<string, TopicSettings>,
): TopicSettings {
  let ofDomain = shared.get(topic.domain);
  if (ofDomain === undefined) {
    // The name stays a placeholder, so that the address can be filled in for each topic.
    ofDomain = resolveTopic(architecture, { ...topic, name: '{topic}' }, environment).values;
    shared.set(topic.domain, ofDomain);
  }
  return { ...ofDomain, address: fillTemplate(ofDomain.address, { topic: topic.name }) };
}

function saysNothing(topic: Topic): boolean {
  return isEmpty(topic.settings.values) && isEmpty(topic.in);
}

function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}
