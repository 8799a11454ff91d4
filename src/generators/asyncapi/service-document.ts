import type { Architecture, EventContract, Projection, Service, Topic } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { resolveTopic } from '../../model/settings.ts';
import { aggregateValue, projectionValue, sagaValue } from '../../print/eda/behaviour-value.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { serviceOwnEntries } from '../../print/eda/service-value.ts';
import { channelOf } from './channels.ts';
import { componentsOf, schemasOfDocument } from './components.ts';
import type { DocumentContext } from './document-context.ts';
import { infoOf } from './info.ts';
import { keptMembers } from './kept-members.ts';
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
  const { servers, keysOf } = serversOf(
    Object.values(architecture.environments),
    brokersOf(architecture, topics),
  );
  const all = [...events, ...stored];
  const schemas = schemasOfDocument(context, all, [
    ...operationSchemas(service),
    ...columnSchemas(parts.projections),
  ]);
  const kept = keptMembers(service.asyncapi, ['info', 'components']);
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
        facts: mapOfDefined([...serviceFacts(context, service, parts), ['kept', kept.pointers]]),
      }),
    ],
    ['defaultContentType', 'application/cloudevents+json'],
    ...kept.own,
    ['servers', unlessEmpty(servers)],
    [
      'channels',
      unlessEmpty(
        Object.fromEntries(
          topics.map((topic) => [
            context.channelKeys.keyOf(topic.name),
            channelOf(
              context,
              topic,
              events.filter((event) => event.topic === topic.name),
              keysOf,
            ),
          ]),
        ),
      ),
    ],
    ['operations', unlessEmpty(operationsOf(context, service))],
    ['components', unlessEmpty({ ...kept.inside('components'), ...componentsOf(context, all, schemas) })],
  ]);
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
