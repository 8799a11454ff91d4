import type { Architecture, Topic } from '../../model/architecture.ts';
import { aggregateValue, projectionValue, sagaValue } from '../../print/eda/behaviour-value.ts';
import { generatorValue, systemEntries } from '../../print/eda/design-value.ts';
import { environmentValue } from '../../print/eda/environment-value.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { lintValue } from '../../print/eda/lint-value.ts';
import { serviceValue } from '../../print/eda/service-value.ts';
import { reachedFrom } from '../typescript/schema-references.ts';
import { channelOf } from './channels.ts';
import { componentsOf, schemasOfDocument } from './components.ts';
import type { DocumentContext } from './document-context.ts';
import { infoOf } from './info.ts';
import { columnSchemas, operationSchemas } from './service-document.ts';
import type { PartsByService } from './service-parts.ts';
import { systemParts } from './service-parts.ts';

/**
 * The document of the system as a whole: what belongs to no service of ours. Teams, domains, environments and defaults,
 * external services, events that only those use, and shared schemas that no event uses.
 */
export function systemDocument(context: DocumentContext, divided: PartsByService): LanguageMap {
  const { architecture, toSchema } = context;
  const { system } = architecture;
  const parts = divided.get(systemParts);
  if (parts === undefined) throw new Error('a divided design has no part of the system');
  const { events } = parts;
  const external = Object.values(architecture.services).filter((service) => service.external);
  const topics = topicsOfNoService(architecture, divided);
  const facts = Object.fromEntries(systemEntries(architecture, toSchema));
  const { title: _, version: __, description: ___, ...shared } = facts;
  const schemas = schemasOfDocument(context, events, [
    ...external.flatMap((service) => operationSchemas(service)),
    ...columnSchemas(parts.projections),
    ...Object.values(architecture.envelopes.attributes),
    ...unusedSchemas(context, divided),
  ]);
  return mapOfDefined([
    ['asyncapi', '3.0.0'],
    ['id', `urn:eda:${encodeURIComponent(system.name)}`],
    [
      'info',
      infoOf(architecture, {
        title: system.title,
        description: system.description ?? `What the services of the system ${system.name} have in common.`,
        owner: undefined,
        kept: {},
        facts: mapOfDefined([
          ...Object.entries(shared),
          [
            'services',
            mapEach(Object.fromEntries(external.map((each) => [each.name, each])), (service) =>
              serviceValue(architecture, service, toSchema),
            ),
          ],
          ['aggregates', mapEach(named(parts.aggregates), aggregateValue)],
          ['projections', mapEach(named(parts.projections), (each) => projectionValue(each, toSchema))],
          ['sagas', mapEach(named(parts.sagas), sagaValue)],
          ['environments', mapEach(architecture.environments, environmentValue)],
          ['lint', lintValue(architecture.lint)],
          ['generate', mapEach(architecture.generate, generatorValue)],
        ]),
      }),
    ],
    ['defaultContentType', 'application/cloudevents+json'],
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
              [],
            ),
          ]),
        ),
      ),
    ],
    ['components', unlessEmpty(componentsOf(context, events, schemas))],
  ]);
}

/** Topics that no document of a service has: those of events that no service of ours uses, or of none at all. */
function topicsOfNoService({ topics }: Architecture, divided: PartsByService): readonly Topic[] {
  const rest = new Set(divided.get(systemParts)?.events.map(({ topic }) => topic));
  const used = new Set(
    [...divided].flatMap(([name, { events }]) =>
      name === systemParts ? [] : events.map(({ topic }) => topic),
    ),
  );
  return Object.values(topics).filter(({ name }) => rest.has(name) || !used.has(name));
}

/** Shared schemas that nothing uses. */
function unusedSchemas({ architecture, avroSource }: DocumentContext, divided: PartsByService) {
  const events = [...divided.values()].flatMap((parts) => [...parts.events, ...parts.stored]);
  const used = new Set(
    reachedFrom(
      [
        ...events.flatMap(({ data, previous, attributes }) => [
          data,
          ...previous.map((each) => each.data),
          ...Object.values(attributes),
        ]),
        ...Object.values(architecture.services).flatMap((service) => operationSchemas(service)),
        ...columnSchemas(Object.values(architecture.projections)),
        ...Object.values(architecture.envelopes.attributes),
      ],
      architecture.schemas,
    ),
  );
  return Object.keys(architecture.schemas)
    .filter((id) => !used.has(id) && avroSource(id) === undefined)
    .map((id) => ({ kind: 'ref', id }) as const);
}

function named<T extends { readonly name: string }>(items: readonly T[]): { readonly [name: string]: T } {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}
