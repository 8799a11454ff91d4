import { elementId } from '../../draw/graph/graph.ts';
import type { Environment } from '../../model/architecture.ts';
import type { Painter } from '../draw-pictures.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import { changeList, versionTitle } from '../parts/change-list.ts';
import { figure } from '../parts/figure.ts';
import { sagaTable } from '../parts/lists.ts';
import { contactOf, ownerOf } from '../parts/owner.ts';
import { printPage } from '../parts/page.ts';
import { table } from '../parts/text.ts';
import { createThings, type Things } from '../parts/things.ts';
import { summaryOf } from '../read-descriptions.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { paths, versionAnchor } from '../site-paths.ts';
import { guideList } from './guides-page.ts';

/** `index.html`: the system on one page, from where every other page can be reached. */
export async function overviewPage(site: Site, painter: Painter): Promise<SiteFile> {
  const { architecture, domains } = site;
  const { system, services, events, sagas, teams } = architecture;
  const things = createThings(site, paths.overview);
  // One domain is no map: its flow is.
  const scene = await painter.whole(domains.size > 1 ? 'map' : 'flow');
  const size = [
    countOf(domains.size, 'domain'),
    countOf(Object.keys(services).length, 'service'),
    countOf(Object.keys(events).length, 'event'),
    ...(Object.keys(sagas).length === 0 ? [] : [countOf(Object.keys(sagas).length, 'saga')]),
  ];
  return printPage(
    {
      path: paths.overview,
      title: system.title,
      ...summaryOf(system.description, site),
      heading: html`
        <h1><bdi>${system.title}</bdi></h1>
        <p class="muted">Version ${system.version} · ${size.join(' · ')}</p>
        ${things.prose(system.description)}`,
      sections: [
        {
          id: 'picture',
          title: 'At a glance',
          body: scene === undefined ? undefined : figure(scene, scene.title, things),
        },
        { id: 'domains', title: 'Domains', count: domains.size, body: domainsOf(site, things) },
        {
          id: 'sagas',
          title: 'Sagas',
          count: Object.keys(sagas).length,
          body: sagaTable(Object.keys(sagas), site, things),
        },
        {
          id: 'environments',
          title: 'Environments',
          body: table(
            'Environments',
            ['Environment', 'What it is for', 'Brokers', 'Database', 'Secrets', 'Also'],
            Object.values(architecture.environments).map((environment) =>
              environmentCells(environment, things),
            ),
          ),
        },
        {
          id: 'teams',
          title: 'Teams',
          body: table(
            'Teams',
            ['Team', 'What it does', 'Contact'],
            Object.values(teams).map(({ name, description, contact }) => [
              html`<bdi>${name}</bdi>`,
              things.prose(description, 2),
              contactOf(contact),
            ]),
          ),
        },
        { id: 'guides', title: 'Guides', body: firstGuides(site, things) },
        { id: 'newest', title: 'Newest changes', body: newestChanges(site, things) },
      ],
    },
    site,
    things,
  );
}

function domainsOf({ architecture, domains }: Site, { link, summary }: Things): HtmlPart {
  return table(
    'Domains',
    ['Domain', 'What it is about', 'Owner', 'Services', 'Events'],
    [...domains].map(([name, { services, events }]) => [
      link(elementId.domain(name)),
      summary(architecture.domains[name]?.description),
      ownerOf(architecture.domains[name]?.owner, architecture),
      joined(
        services.map((service) => link(elementId.service(service))),
        ', ',
      ),
      events.length,
    ]),
  );
}

function environmentCells(environment: Environment, { prose }: Things): readonly HtmlPart[] {
  const { name, description, brokers, database, secrets, registry, tracing } = environment;
  return [
    html`<bdi>${name}</bdi>`,
    prose(description, 2),
    Object.values(brokers)
      .map((broker) => `${broker.name} (${broker.type})`)
      .join(', '),
    database?.server,
    secrets.type,
    [
      ...(registry === undefined ? [] : ['schema registry']),
      ...(tracing === undefined ? [] : ['tracing']),
    ].join(', '),
  ];
}

/** Guides beyond these are on the page of all. */
const mostGuides = 12;

function firstGuides({ guides }: Site, things: Things): HtmlPart {
  if (guides === undefined) return undefined;
  const all = guides.groups.flatMap((group) => group.guides);
  return [
    guideList(all.slice(0, mostGuides), things),
    ...(all.length > mostGuides
      ? [html`<p><a href="${things.href(paths.guides)}">All ${all.length} guides</a></p>`]
      : []),
  ];
}

/** Changes beyond these are on the changelog's own page. */
const mostChanges = 8;

function newestChanges({ architecture, history }: Site, things: Things): HtmlPart {
  const newest = history.find(({ changes }) => changes.length > 0);
  if (newest === undefined) return undefined;
  const all = `${things.href(paths.changelog)}#${versionAnchor(newest.version)}`;
  const more = newest.changes.length - mostChanges;
  return [
    html`<h3><a href="${all}">${versionTitle(newest)}</a></h3>`,
    changeList({ ...newest, changes: newest.changes.slice(0, mostChanges) }, architecture, things),
    ...(more > 0 ? [html`<p><a href="${all}">${more} more changes</a></p>`] : []),
  ];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
