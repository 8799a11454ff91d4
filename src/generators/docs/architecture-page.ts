import { countOf, type Drawing, groupBy, type SystemDrawing } from '../../draw/drawing.ts';
import { drawSystem } from '../../draw/drawn-system.ts';
import type { Environment, EventContract, Service } from '../../model/architecture.ts';
import { domainNamesOf } from '../../model/query.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import type { PlannedFile } from '../generator.ts';
import { type DocsInput, planPage, printDrawing, printSentence } from './docs-input.ts';
import { architecturePath, createLinks, type Links } from './links.ts';
import { printTable } from './markdown-table.ts';
import { listPictures, type Picture, printPicture } from './pictures.ts';

/** `docs/architecture.md`: the system on one page, from where every other page can be reached. */
export function planArchitecturePage(input: DocsInput): PlannedFile {
  const { architecture } = input;
  const { system, domains, services, events, sagas, environments, teams } = architecture;
  const { pictures, hasTexts } = input;
  return planPage(input, {
    path: architecturePath,
    template: 'architecture',
    inputs: [
      system,
      domains,
      environments,
      teams,
      ...Object.values(services),
      Object.values(events).map((event) => [
        event.name,
        event.domain,
        event.kind,
        event.version,
        event.summary,
        event.topic,
        event.deprecated,
        architecture.topics[event.topic]?.events.length,
      ]),
      Object.values(sagas).map(({ name, description, style, starts }) => [name, description, style, starts]),
      listPictures(pictures).map(({ graph }) => [graph.title, graph.nodes.map(({ kind }) => kind)]),
      hasTexts,
    ],
    view: () => {
      const links = createLinks('root');
      const { context, flow } = drawSystem(input);
      const show = (picture: Picture | undefined, text: string | undefined): string =>
        picture === undefined ? '' : printPicture(picture, links, hasTexts ? text : undefined);
      const members = {
        services: groupBy(Object.values(services), ({ domain }) => [domain]),
        events: groupBy(Object.values(events), ({ domain }) => [domain]),
      };
      const size = [
        countOf(Object.keys(domains).length, 'domain'),
        countOf(Object.keys(services).length, 'service'),
        countOf(Object.keys(events).length, 'event'),
      ];
      return {
        title: printMarkdown(system.title),
        description: printSentence(system.description ?? ''),
        size: `Version ${printMarkdownCode(system.version)}: ${size.join(', ')}.`,
        map: show(pictures.map, 'context'),
        context: pictures.map === undefined ? printDrawing(mainDrawing(context)) : '',
        picture: show(pictures.flow, 'flow'),
        flow: pictures.flow === undefined && 'whole' in flow ? printDrawing(flow.whole) : '',
        domains: domainNamesOf(architecture).map((name) =>
          domainView(name, input, links, members, [
            ...(pictures.domains.has(name) ? [show(pictures.domains.get(name), undefined)] : []),
            ...drawingsOf(context, name).map(printDrawing),
            ...(pictures.domains.has(name) ? [] : drawingsOf(flow, name).map(printDrawing)),
          ]),
        ),
        sagas: printTable(
          ['Saga', 'What it does', 'Style', 'Starts with'],
          Object.values(sagas).map(({ name, description = '', style, starts }) => [
            links.saga(name),
            printMarkdown(description),
            style,
            links.event(starts),
          ]),
        ),
        environments: printTable(
          ['Environment', 'Brokers', 'Database', 'Secrets', ''],
          Object.values(environments).map(environmentCells),
        ),
      };
    },
  });
}

/** What stands in a domain, by its name. */
interface Members {
  readonly services: ReadonlyMap<string, readonly Service[]>;
  readonly events: ReadonlyMap<string, readonly EventContract[]>;
}

function domainView(
  name: string,
  { architecture, index }: DocsInput,
  links: Links,
  members: Members,
  diagrams: readonly string[],
): object {
  const domain = architecture.domains[name];
  const owner = domain?.owner;
  const contact = owner === undefined ? undefined : architecture.teams[owner]?.contact;
  return {
    name: printMarkdown(name),
    description: printSentence(domain?.description ?? ''),
    owner:
      owner === undefined
        ? ''
        : `Owner: ${printMarkdown(owner)}${contact === undefined ? '' : `, ${printMarkdown(contact)}`}.`,
    diagrams,
    services: printTable(
      ['Service', 'What it does', 'Owner'],
      (members.services.get(name) ?? []).map((service) => [
        `${links.service(service.name)}${service.external ? ' (external)' : ''}`,
        printMarkdown(service.description ?? ''),
        printMarkdown(service.owner ?? ''),
      ]),
    ),
    events: printTable(
      ['Event', 'What happened', 'Kind', 'Version', 'Published by', 'Taken by'],
      (members.events.get(name) ?? []).map((event) => [
        `${links.event(event.name)}${event.deprecated === undefined ? '' : ' (deprecated)'}`,
        printMarkdown(event.summary ?? ''),
        event.kind,
        printMarkdownCode(event.version),
        index
          .publishersOf(event.name)
          .map(({ service }) => links.service(service.name))
          .join(', '),
        index
          .subscribersOf(event.name)
          .map(({ service }) => links.service(service.name))
          .join(', '),
      ]),
    ),
  };
}

function mainDrawing(drawn: SystemDrawing): Drawing {
  return 'whole' in drawn ? drawn.whole : drawn.overview;
}

function drawingsOf(drawn: SystemDrawing, domain: string): readonly Drawing[] {
  return 'whole' in drawn ? [] : (drawn.domains.find((each) => each.domain === domain)?.drawings ?? []);
}

function environmentCells({
  name,
  description,
  brokers,
  database,
  secrets,
  registry,
  tracing,
}: Environment): string[] {
  const also = [registry === undefined ? '' : 'schema registry', tracing === undefined ? '' : 'tracing'];
  return [
    `${printMarkdown(name)}${description === undefined ? '' : `: ${printMarkdown(description)}`}`,
    Object.values(brokers)
      .map((broker) => `${printMarkdown(broker.name)} (${broker.type})`)
      .join(', '),
    printMarkdown(database?.server ?? ''),
    secrets.type,
    also.filter((part) => part !== '').join(', '),
  ];
}
