import type { Architecture, EventContract, Projection, Service, Topic } from '../../model/architecture.ts';
import { groupBy } from '../../model/group-by.ts';
import { isObject } from '../../model/json-value.ts';
import type { Schema } from '../../model/schema.ts';
import { resolveTopic } from '../../model/settings.ts';
import { aggregateValue, projectionValue, sagaValue } from '../../print/eda/behaviour-value.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { serviceOwnEntries } from '../../print/eda/service-value.ts';
import { brokersOf as brokersOfTopic, channelOf } from './channels.ts';
import { componentsOf, schemasOfDocument } from './components.ts';
import type { DocumentContext } from './document-context.ts';
import { infoOf } from './info.ts';
import { keptMembers, pointerTo } from './kept-members.ts';
import { operationsOf } from './operations.ts';
import { serversOf } from './servers.ts';
import type { ServiceParts } from './service-parts.ts';

/** The AsyncAPI document of a service: what it publishes and takes, and under `x-eda` all else that the design says. */
export function serviceDocument(
  context: DocumentContext,
  service: Service,
  parts: ServiceParts,
): LanguageMap {
  const { architecture } = context;
  const { events, stored } = parts;
  const topics = topicsOf(architecture, events);
  const eventsByTopic = groupBy(events, ({ topic }) => topic);
  const { servers, keysOf } = serversOf(
    Object.values(architecture.environments),
    brokersOf(architecture, topics),
  );
  const all = [...events, ...stored];
  const schemas = schemasOfDocument(context, all, [
    ...operationSchemas(service),
    ...columnSchemas(parts.projections),
  ]);
  const { channels: keptChannels, ...keptElsewhere } = service.asyncapi ?? {};
  const kept = keptMembers(keptElsewhere, ['info', 'components', 'servers']);
  const keptServers = keptServersOf(keptElsewhere.servers, keptChannels);
  const channels = topics.map((topic) => {
    const own = brokersOfTopic(architecture, topic).flatMap(keysOf);
    const others = keptServers(topic).filter((server) => !own.includes(server));
    const list = pointerTo('channels', context.channelKeys.keyOf(topic.name), 'servers');
    const items = others.map((_, index) => `${list}/${own.length + index}`);
    return {
      topic,
      servers: [...own, ...others],
      kept: own.length === 0 && others.length > 0 ? [list] : items,
    };
  });
  return mapOfDefined([
    ['asyncapi', '3.0.0'],
    ['id', `urn:eda:${urnPart(architecture.system.name)}:${urnPart(service.name)}`],
    [
      'info',
      infoOf(architecture, {
        title: service.name,
        description:
          service.description ??
          `What ${service.name} publishes and takes in the system ${architecture.system.name}.`,
        owner: service.owner,
        kept: kept.inside('info'),
        facts: mapOfDefined([
          ...serviceFacts(context, service, parts),
          ['kept', unlessEmpty([...(kept.pointers ?? []), ...channels.flatMap((each) => each.kept)])],
        ]),
      }),
    ],
    ['defaultContentType', 'application/cloudevents+json'],
    ...kept.own,
    ['servers', unlessEmpty({ ...kept.inside('servers'), ...servers })],
    [
      'channels',
      unlessEmpty(
        Object.fromEntries(
          channels.map(({ topic, servers: keys }) => [
            context.channelKeys.keyOf(topic.name),
            channelOf(context, topic, eventsByTopic.get(topic.name) ?? [], keys),
          ]),
        ),
      ),
    ],
    ['operations', unlessEmpty(operationsOf(context, service))],
    ['components', unlessEmpty({ ...kept.inside('components'), ...componentsOf(context, all, schemas) })],
  ]);
}

/** Keys of the servers that an imported document named for the channel of a topic, as far as they were kept. */
function keptServersOf(servers: unknown, channels: unknown): (topic: Topic) => readonly string[] {
  if (!isObject(servers) || !isObject(channels)) return () => [];
  const keys = new Map(Object.keys(servers).map((key) => [`#${pointerTo('servers', key)}`, key]));
  return ({ name }) => {
    const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
    const written = isObject(channel) && Array.isArray(channel.servers) ? channel.servers : [];
    return written.flatMap((server) => (isObject(server) ? (keys.get(String(server.$ref)) ?? []) : []));
  };
}

function serviceFacts(context: DocumentContext, service: Service, parts: ServiceParts): [string, unknown][] {
  const { architecture, toSchema } = context;
  const own = serviceOwnEntries(architecture, service, toSchema).filter(([key]) => key !== 'description');
  return [
    ['system', architecture.system.name],
    ['service', service.name],
    ...own,
    ['aggregates', mapEach(byName(parts.aggregates), aggregateValue)],
    ['projections', mapEach(byName(parts.projections), (each) => projectionValue(each, toSchema))],
    ['sagas', mapEach(byName(parts.sagas), sagaValue)],
  ];
}

function byName<T extends { readonly name: string }>(items: readonly T[]): { readonly [name: string]: T } {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

function topicsOf({ topics }: Architecture, events: readonly EventContract[]): readonly Topic[] {
  return [...new Set(events.map((event) => topics[event.topic]))].filter((topic) => topic !== undefined);
}

function brokersOf(architecture: Architecture, topics: readonly Topic[]): ReadonlySet<string> {
  return new Set(
    Object.keys(architecture.environments).flatMap((environment) =>
      topics.map((topic) => resolveTopic(architecture, topic, environment).values.broker),
    ),
  );
}

/** Schemas of what a service serves. */
export function operationSchemas({ operations }: Service): Schema[] {
  return Object.values(operations).flatMap(({ params, request, response }) => [
    ...params.map(({ schema }) => schema),
    ...(request === undefined ? [] : [request]),
    ...(response === undefined ? [] : [response]),
  ]);
}

/** Schemas that columns of projections are kept as. */
export function columnSchemas(projections: readonly Projection[]): Schema[] {
  return projections.flatMap(({ columns }) =>
    columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema])),
  );
}

function urnPart(name: string): string {
  return encodeURIComponent(name);
}
