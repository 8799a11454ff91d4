import { elementId } from '../../draw/graph/graph.ts';
import type { EventContract } from '../../model/architecture.ts';
import { schemasOf } from '../../model/query.ts';
import { exampleData } from '../../print/example-data.ts';
import { printJson } from '../../print/json.ts';
import { printBundledJsonSchema } from '../../print/json-schema.ts';
import type { Painter } from '../draw-pictures.ts';
import { type Html, type HtmlPart, html, joined } from '../html.ts';
import { changesOfElement } from '../parts/change-list.ts';
import { dataTable } from '../parts/data-table.ts';
import { deliveryTable } from '../parts/delivery-table.ts';
import { figure } from '../parts/figure.ts';
import { thingHeading } from '../parts/heading.ts';
import { ownerOf } from '../parts/owner.ts';
import { printPage } from '../parts/page.ts';
import { previousVersions } from '../parts/previous-versions.ts';
import { whenOf, whyOf, withReason } from '../parts/reasons.ts';
import { badge, code, codeBlock, factList, table } from '../parts/text.ts';
import { createThings, type Things } from '../parts/things.ts';
import { topicSection } from '../parts/topic-section.ts';
import { wayList } from '../parts/way-list.ts';
import type { Site, SiteFile } from '../site-input.ts';

/** `events/<event>.html`: the contract of an event, who uses it, and what becomes of it. */
export async function eventPage(event: EventContract, site: Site, painter: Painter): Promise<SiteFile> {
  const { architecture, index, paths } = site;
  const { name } = event;
  const path = paths.pageOf('event', name);
  const things = createThings(site, path);
  const element = elementId.event(name);
  const publishers = index.publishersOf(name);
  const takers = index.subscribersOf(name);
  const topic = architecture.topics[event.topic];
  const scene = await painter.aroundEvent(name);
  return printPage(
    {
      path,
      title: name,
      element,
      domain: event.domain,
      ...(event.summary === undefined ? {} : { summary: event.summary }),
      heading: [
        thingHeading(event.kind === 'command' ? 'command' : 'event', name, {
          badges: badgesOf(event),
          notes: deprecationOf(event, things),
          text: [
            event.summary === undefined ? undefined : html`<p dir="auto">${event.summary}</p>`,
            things.prose(event.description),
          ],
        }),
        factList(factsOf(event, site, things)),
      ],
      sections: [
        {
          id: 'picture',
          title: 'Who has to do with it',
          body: figure(scene, `${name} and its neighbours`, things, element),
        },
        {
          id: 'data',
          title: 'Data',
          body: [
            dataTable('Fields of the data', event.data, architecture.schemas, event.key, things),
            attributesOf(event),
          ],
        },
        { id: 'examples', title: 'Examples', body: examplesOf(event, site) },
        { id: 'schema', title: 'JSON Schema', body: schemaOf(event, site) },
        {
          id: 'versions',
          title: 'Earlier versions',
          body: previousVersions(event, architecture.schemas, things),
        },
        {
          id: 'publishers',
          title: 'Who publishes it',
          count: publishers.length,
          body:
            table(
              'Who publishes it',
              ['Service', 'When'],
              publishers.map(({ service, by }) => [
                things.link(elementId.service(service.name)),
                whenOf(by, things),
              ]),
            ) ?? html`<p>Nobody in this design.</p>`,
        },
        {
          id: 'takers',
          title: 'Who takes it, and how it is delivered',
          count: takers.length,
          body:
            deliveryTable(
              'Deliveries',
              'Service',
              takers.flatMap(({ service, by }) =>
                by.map((subscription) => ({
                  service,
                  subscription,
                  title: withReason(
                    things.link(elementId.service(service.name)),
                    whyOf(subscription, things),
                  ),
                })),
              ),
              architecture,
            ) ?? html`<p>Nobody in this design.</p>`,
        },
        {
          id: 'way',
          title: 'Its way through the system',
          body: publishers.length + takers.length === 0 ? undefined : wayList(name, site, things),
        },
        {
          id: 'topic',
          title: 'Topic',
          body: topic === undefined ? undefined : topicSection(topic, site, things, name),
        },
        { id: 'uses', title: 'Built on it', body: usesOf(name, site, things) },
        { id: 'changes', title: 'Changes', body: changesOfElement(element, site, things) },
      ],
    },
    site,
    things,
  );
}

function badgesOf({ version, kind, internal, deprecated }: EventContract): readonly Html[] {
  return [
    badge(version, 'version'),
    ...(kind === 'document' ? [badge('document')] : []),
    ...(internal ? [badge('internal to its domain')] : []),
    ...(deprecated === undefined ? [] : [badge('deprecated', 'warning')]),
  ];
}

function deprecationOf({ deprecated }: EventContract, { link }: Things): HtmlPart {
  if (deprecated === undefined) return undefined;
  const { since, sunset, replacedBy } = deprecated;
  return html`
    <p class="note is-warning" role="note">Deprecated since ${since}${sunset === undefined ? undefined : `, gone on ${sunset}`}.
    ${replacedBy === undefined ? undefined : html`Use ${link(elementId.event(replacedBy))} instead.`}</p>`;
}

function factsOf(
  event: EventContract,
  { architecture }: Site,
  { link }: Things,
): Parameters<typeof factList>[0] {
  const { direction, transitive } = event.compatibility;
  return [
    ['Kind', event.kind],
    ['Domain', event.domain === '' ? undefined : link(elementId.domain(event.domain))],
    ['Owner', ownerOf(architecture.domains[event.domain]?.owner, architecture)],
    [
      'Key',
      event.key.length === 0
        ? 'none: no order, any partition'
        : joined(
            event.key.map((path) => code(path.join('.'))),
            ' and ',
          ),
    ],
    [
      'Envelope',
      event.envelope === 'raw'
        ? html`none; ${event.id === undefined ? 'its id is not known' : html`its id is ${code(event.id.join('.'))}`}`
        : html`CloudEvents 1.0, type ${code(event.type)}`,
    ],
    ['Compatibility', `${direction}${transitive ? ', with all earlier versions' : ''}`],
    [
      'Data format',
      event.dataFormat === 'json-schema'
        ? undefined
        : event.dataFormat === 'avro'
          ? 'Avro'
          : 'not read by eda',
    ],
    ['Tags', event.tags.length === 0 ? undefined : event.tags.map((tag) => badge(tag))],
  ];
}

function attributesOf({ attributes }: EventContract): HtmlPart {
  const names = Object.keys(attributes);
  if (names.length === 0) return undefined;
  return html`<p>Its envelope carries ${joined(names.map(code), ', ')} as well.</p>`;
}

function examplesOf(event: EventContract, { architecture }: Site): HtmlPart {
  if (event.examples.length > 0)
    return event.examples.map((example, index) => codeBlock(printJson(example), `Example ${index + 1}`));
  const made = exampleData(architecture, event);
  if (made === undefined) return undefined;
  return [
    html`<p class="muted">Made from the schema: the design has none.</p>`,
    codeBlock(printJson(made), 'Example'),
  ];
}

function schemaOf(event: EventContract, { architecture }: Site): HtmlPart {
  const { schemaOf: find } = schemasOf(architecture);
  const schema = printBundledJsonSchema(event.data, {
    typeName: (id) => architecture.schemas[id]?.typeName ?? id,
    schemaOf: find,
  });
  return html`<details><summary>Data of version ${event.version} as JSON Schema 2020-12</summary>${codeBlock(printJson(schema), 'JSON Schema')}</details>`;
}

/** What is built on an event. */
function usesOf(name: string, { architecture, index }: Site, { link }: Things): HtmlPart {
  const uses = [
    ...index.storedIn(name).map((aggregate) => elementId.aggregate(aggregate)),
    ...Object.values(architecture.projections)
      .filter(({ from }) => from.includes(name))
      .map((projection) => elementId.projection(projection.name)),
    ...index.sagasOf(name).map((saga) => elementId.saga(saga)),
  ];
  return uses.length === 0 ? undefined : html`<ul>${uses.map((use) => html`<li>${link(use)}</li>`)}</ul>`;
}
