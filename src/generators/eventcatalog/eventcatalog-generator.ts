import type { Architecture, Deprecation, Domain, EventContract, Service } from '../../model/architecture.ts';
import { fileName, pascalCase } from '../../model/names.ts';
import { schemasOf } from '../../model/query.ts';
import { printJson } from '../../print/json.ts';
import { printBundledJsonSchema } from '../../print/json-schema.ts';
import { printMarkdownParagraphs } from '../../print/markdown.ts';
import { printYaml } from '../../print/yaml.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';

/** Resources of EventCatalog in its documented layout: a folder a resource, with `index.mdx` (`eda export eventcatalog`). */
export const eventcatalogGenerator = defineGenerator({
  id: 'eventcatalog',
  title: 'domains, services, messages, channels and teams for EventCatalog',
  plan: ({ architecture, index }) => planCatalog({ architecture, index }),
});

function planCatalog({ architecture, index }: Pick<PlanInput, 'architecture' | 'index'>): Plan {
  const { domains, services, topics, teams, system } = architecture;
  const events = Object.values(architecture.events);
  const owners = new Set([
    ...Object.keys(teams),
    ...[...Object.values(domains), ...Object.values(services)].flatMap(({ owner }) => owner ?? []),
  ]);
  return {
    files: [
      ...[...owners].map((owner) =>
        page(
          `teams/${fileName(owner)}.mdx`,
          { id: owner, name: owner },
          teams[owner]?.description ?? `Team ${owner}.`,
        ),
      ),
      ...Object.values(domains).map((domain) => domainPage(architecture, domain)),
      ...Object.values(services).map((service) => servicePage(architecture, service)),
      ...events.flatMap((event) =>
        eventFiles(architecture, event, index.publishersOf(event.name)[0]?.service),
      ),
      ...Object.values(topics).map(({ name, description, domain }) =>
        page(
          `channels/${fileName(name)}/index.mdx`,
          { id: name, name, version: system.version, address: name, ...ownersOf(domains[domain]?.owner) },
          description ?? `Topic ${name}.`,
        ),
      ),
    ],
  };
}

function domainPage({ services, system }: Architecture, { name, owner, description }: Domain): PlannedFile {
  const own = Object.values(services).filter(({ domain }) => domain === name);
  return page(
    `domains/${fileName(name)}/index.mdx`,
    {
      ...{ id: name, name: pascalCase(name), version: system.version },
      ...ownersOf(owner),
      services: own.map((service) => ({ id: service.name, version: system.version })),
    },
    description ?? `Domain ${name}.`,
  );
}

function servicePage(architecture: Architecture, service: Service): PlannedFile {
  const { system, events } = architecture;
  const { name, owner, description, publications, subscriptions } = service;
  const messages = (names: readonly string[]) =>
    [...new Set(names)].flatMap((id) => {
      const event = events[id];
      return event === undefined ? [] : [{ id, version: event.version }];
    });
  return page(
    `services/${fileName(name)}/index.mdx`,
    {
      ...{ id: name, name, version: system.version },
      ...ownersOf(owner),
      sends: messages(publications.map(({ event }) => event)),
      receives: messages(subscriptions.map(({ event }) => event)),
    },
    description ?? `Service ${name}.`,
  );
}

/** An event or command and its schema; versions that are still about stand under `versioned/`. */
function eventFiles(
  architecture: Architecture,
  event: EventContract,
  owner: Service | undefined,
): PlannedFile[] {
  const { name, version, summary, description, topic, deprecated, kind } = event;
  const folder = `${kind === 'command' ? 'commands' : 'events'}/${fileName(name)}`;
  const about = {
    ...{ id: name, name },
    ...ownersOf(owner?.owner),
    channels: [{ id: topic, version: architecture.system.version }],
  };
  const state = deprecated === undefined ? {} : { deprecated: deprecationOf(deprecated) };
  const files = (at: string, of: string, data: EventContract['data'], text: string) => [
    page(`${at}/index.mdx`, { ...about, version: of, ...state, schemaPath: 'schema.json' }, text),
    schemaFile(architecture, `${at}/schema.json`, data),
  ];
  return [
    ...files(folder, version, event.data, description ?? summary ?? `Event ${name}.`),
    ...event.previous.flatMap((one) =>
      files(
        `${folder}/versioned/${one.version}`,
        one.version,
        one.data,
        `${name} as it was in ${one.version}.`,
      ),
    ),
  ];
}

/** A day on which it goes, and what to use instead; without a day only that it goes. */
function deprecationOf({ since, sunset, replacedBy }: Deprecation): unknown {
  if (sunset === undefined) return true;
  const instead = replacedBy === undefined ? '' : `; use ${replacedBy}`;
  return { date: sunset, message: `Deprecated since ${since}${instead}.` };
}

function schemaFile(architecture: Architecture, path: string, data: EventContract['data']): PlannedFile {
  const context = {
    ...schemasOf(architecture),
    typeName: (id: string) => architecture.schemas[id]?.typeName ?? pascalCase(id),
  };
  return {
    path,
    owner: 'eda',
    content: () => printJson(printBundledJsonSchema(data, context)),
    inputs: [data, architecture.schemas],
  };
}

/** Front matter with the first line of what people say of it, and all of that, as text that MDX takes for nothing else. */
function page(path: string, matter: { readonly [key: string]: unknown }, text: string): PlannedFile {
  const { id, name, ...rest } = matter;
  const front = { id, name, summary: text.split('\n')[0], ...rest };
  return {
    path,
    owner: 'eda',
    content: () => `---\n${printYaml(front)}---\n\n${plainMdx(text)}\n`,
    inputs: [front, text],
  };
}

/** MDX reads braces as code; Markdown's own signs are escaped by its printer. */
function plainMdx(text: string): string {
  return printMarkdownParagraphs(text).replace(/[{}]/g, (brace) => `\\${brace}`);
}

function ownersOf(owner: string | undefined): { readonly owners?: readonly string[] } {
  return owner === undefined ? {} : { owners: [owner] };
}
