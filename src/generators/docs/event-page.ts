import { drawSequence } from '../../draw/sequence.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import { traceEvent } from '../../draw/trace.ts';
import type { EventContract, Publication, Topic } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import type { PlannedFile } from '../generator.ts';
import { reachedFrom } from '../typescript/schema-references.ts';
import { pathText, printData, printExample, printVersions } from './data-section.ts';
import { deliveryCells, deliveryHead, reasonCell } from './delivery-text.ts';
import { type DocsInput, planPage, printDrawing, printSentence, sharedSettings } from './docs-input.ts';
import { type Links, pagePath } from './links.ts';
import { printFacts, printTable } from './markdown-table.ts';
import { environmentsOf } from './per-environment.ts';

/** `docs/events/<event>.md`: the contract of an event, who uses it, and its way through the system. */
export function planEventPage(input: DocsInput, event: EventContract): PlannedFile {
  const { architecture, index, reactions, links } = input;
  const publishers = index.publishersOf(event.name);
  const takers = index.subscribersOf(event.name);
  const trace = traceEvent(input, reactions, event.name);
  const used = usedBy(input, event.name);
  return planPage(input, {
    path: pagePath('event', event.name),
    template: 'event',
    inputs: [
      event,
      architecture.topics[event.topic],
      ...reachedFrom([event.data], architecture.schemas).map((id) => architecture.schemas[id]),
      ...publishers.map(({ service }) => service),
      ...takers.map(({ service }) => service),
      ...sharedSettings(architecture),
      architecture.teams,
      trace,
      used,
      architecture.events[event.deprecated?.replacedBy ?? ''] !== undefined,
    ],
    view: () => {
      const topic = architecture.topics[event.topic];
      return {
        title: printMarkdown(event.name),
        deprecated: deprecation(event, input, links),
        summary: printSentence(event.summary ?? ''),
        description: printSentence(event.description ?? ''),
        facts: printFacts(factsOf(event, input, links)),
        data: printData(event, architecture.schemas),
        attributes: attributesOf(event),
        example: printExample(event, architecture),
        versions: printVersions(event),
        publishers: printTable(
          ['Service', 'When'],
          publishers.map(({ service, by }) => [
            links.service(service.name),
            by.map((use) => whenText(use, links)).join('; '),
          ]),
        ),
        takers: printTable(
          ['Service', 'Why', ...deliveryHead],
          takers.flatMap(({ service, by }) =>
            by.map((subscription) => [
              links.service(service.name),
              reasonCell(subscription, links),
              ...deliveryCells(input, service, subscription),
            ]),
          ),
        ),
        topic: topic === undefined ? '' : printTopic(topic, input),
        topicName: printMarkdownCode(event.topic),
        topicDescription: printSentence(topic?.description ?? ''),
        others: (topic?.events ?? [])
          .filter((name) => name !== event.name)
          .map(links.event)
          .join(', '),
        sequence: publishers.length + takers.length === 0 ? '' : printDrawing(drawSequence(trace)),
        used: printTable(
          ['', 'Name', 'Service'],
          used.map(({ kind, name, service }) => [
            kind,
            kind === 'saga' ? links.saga(name) : printMarkdown(name),
            service === undefined ? '' : links.service(service),
          ]),
        ),
      };
    },
  });
}

interface Use {
  readonly kind: 'aggregate' | 'projection' | 'saga';
  readonly name: string;
  readonly service?: string;
}

/** What is built on an event. */
function usedBy({ architecture, index }: DocsInput, event: string): readonly Use[] {
  return [
    ...index.storedIn(event).map((name) => ({
      kind: 'aggregate' as const,
      name,
      service: architecture.aggregates[name]?.service ?? '',
    })),
    ...Object.values(architecture.projections)
      .filter(({ from }) => from.includes(event))
      .map(({ name, service }) => ({ kind: 'projection' as const, name, service })),
    ...index.sagasOf(event).map((name) => ({ kind: 'saga' as const, name })),
  ];
}

function factsOf(
  event: EventContract,
  { architecture }: DocsInput,
  links: Links,
): readonly (readonly [string, string | undefined])[] {
  const domain = architecture.domains[event.domain];
  const owner = domain?.owner;
  const contact = owner === undefined ? undefined : architecture.teams[owner]?.contact;
  const { direction, transitive } = event.compatibility;
  return [
    ['Kind', `${event.kind}${event.internal ? ', internal to its domain' : ''}`],
    ['Version', printMarkdownCode(event.version)],
    ['Domain', domain === undefined ? printMarkdown(event.domain) : links.domain(domain.name)],
    [
      'Owner',
      owner && `${printMarkdown(owner)}${contact === undefined ? '' : `, ${printMarkdown(contact)}`}`,
    ],
    ['Key', event.key.map(pathText).join(', ') || 'none: no order, any partition'],
    [
      'Envelope',
      event.envelope === 'raw'
        ? `none; its id is ${event.id === undefined ? 'not known' : pathText(event.id)}`
        : `CloudEvents 1.0, type ${printMarkdownCode(event.type)}`,
    ],
    ['Compatibility', `${direction}${transitive ? ', with all earlier versions' : ''}`],
    [
      'Data format',
      event.dataFormat === 'json-schema'
        ? 'JSON Schema'
        : event.dataFormat === 'avro'
          ? 'Avro'
          : 'not read by eda',
    ],
    ['Tags', event.tags.map(printMarkdown).join(', ')],
  ];
}

function deprecation({ deprecated }: EventContract, { architecture }: DocsInput, links: Links): string {
  if (deprecated === undefined) return '';
  const { since, sunset, replacedBy } = deprecated;
  const next =
    replacedBy === undefined
      ? ''
      : `; use ${architecture.events[replacedBy] === undefined ? printMarkdown(replacedBy) : links.event(replacedBy)}`;
  return `Deprecated since ${printMarkdownCode(since)}${sunset === undefined ? '' : `, gone on ${printMarkdown(sunset)}`}${next}.`;
}

function attributesOf({ attributes }: EventContract): string {
  return Object.keys(attributes).map(printMarkdownCode).join(', ');
}

function whenText({ on, origin }: Publication, links: Links): string {
  const when = on === undefined ? '' : `while it handles ${links.event(on)}`;
  if (origin.kind === 'saga')
    return [`saga ${links.saga(origin.name)}`, when].filter((part) => part !== '').join(', ');
  return when || 'of its own accord';
}

function printTopic(topic: Topic, { architecture }: DocsInput): string {
  const rows = environmentsOf(architecture).map((environment) => {
    const { values } = resolveTopic(architecture, topic, environment);
    const type = architecture.environments[environment]?.brokers[values.broker]?.type;
    const details = [
      values.ordered ? 'ordered by key' : '',
      values.compact ? 'compacted' : '',
      values.ttl === undefined ? '' : `messages expire after ${spacedDuration(values.ttl)}`,
      values.encoding === 'avro' ? 'Avro' : '',
    ];
    return [
      printMarkdown(environment || 'everywhere'),
      `${printMarkdown(values.broker)}${type === undefined ? '' : ` (${type})`}`,
      printMarkdownCode(values.address),
      String(values.partitions),
      values.retention === 'forever' ? 'forever' : spacedDuration(values.retention),
      details.filter((detail) => detail !== '').join(', '),
    ];
  });
  return printTable(['Environment', 'Broker', 'Address', 'Partitions', 'Kept for', 'Also'], rows);
}
