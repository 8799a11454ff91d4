import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type { ById, EventContract, SettingsLayer, Topic } from '../architecture.ts';
import type { Scope } from './scope.ts';
import {
  byId,
  entriesOf,
  layerOf,
  mapOf,
  optional,
  passthroughOf,
  pathOf,
  textOf,
  textsOf,
} from './values.ts';

/** Every topic in use: those that events name, with what `topics` says of them. */
export function readTopics(scope: Scope, events: ById<EventContract>): ById<Topic> {
  const carried = new Map<string, EventContract[]>();
  for (const event of Object.values(events)) {
    const list = carried.get(event.topic);
    if (list === undefined) carried.set(event.topic, [event]);
    else list.push(event);
  }
  const topics = new Map<string, Topic>();
  for (const [name, list] of carried) {
    const definition = scope.definitions.topics.get(name);
    const first = list[0];
    const at = definition?.at ?? first?.at ?? scope.system.at;
    const value = definition?.value ?? {};
    topics.set(name, {
      name,
      ...optional('description', textOf(value.description)),
      events: list.map((event) => event.name),
      domain: domainOf(name, list),
      parameters: byId(
        entriesOf(value.parameters).map(([parameter, written]) => {
          const from = textOf(mapOf(written).from);
          return [
            parameter,
            {
              ...optional('from', from === undefined ? undefined : pathOf(from)),
              enum: textsOf(mapOf(written).enum),
              ...optional('description', textOf(mapOf(written).description)),
            },
          ];
        }),
      ),
      settings: layerOf(value, at),
      in: readDifferences(scope, value.in, at),
      ...optional('asyncapi', passthroughOf(value)),
      at,
      written: definition !== undefined,
    });
  }
  for (const [name, definition] of scope.definitions.topics) {
    if (topics.has(name)) continue;
    const at: Place = { ...definition.at, on: 'key' };
    topics.set(name, {
      name,
      ...optional('description', textOf(definition.value.description)),
      events: [],
      domain: '',
      parameters: byId([]),
      settings: layerOf(definition.value, at),
      in: readDifferences(scope, definition.value.in, at),
      ...optional('asyncapi', passthroughOf(definition.value)),
      at,
      written: true,
    });
  }
  return byId(topics);
}

/**
 * Whose defaults hold for a topic. Where its events are of several domains, that of its own name, else the first by
 * name: the order in which events are written must not change how they are carried.
 */
function domainOf(topic: string, events: readonly EventContract[]): string {
  const domains = [...new Set(events.map(({ domain }) => domain))].sort();
  const [own = ''] = topic.split('.');
  return domains.includes(own) ? own : (domains[0] ?? '');
}

/** `in.<environment>` of a topic or a subscription. */
export function readDifferences(scope: Scope, value: unknown, at: Place): ById<SettingsLayer> {
  return byId(
    entriesOf(value).map(([environment, difference]) => {
      const place: Place = placeAt(at, 'in', environment);
      scope.names.environment(environment, { ...place, on: 'key' });
      return [environment, layerOf(difference, place)];
    }),
  );
}
