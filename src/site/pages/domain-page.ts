import { elementId } from '../../draw/graph/graph.ts';
import type { Painter } from '../draw-pictures.ts';
import { type HtmlPart, html } from '../html.ts';
import { changesOfElement } from '../parts/change-list.ts';
import { figure } from '../parts/figure.ts';
import { thingHeading } from '../parts/heading.ts';
import { eventTable, sagaTable, serviceTable } from '../parts/lists.ts';
import { ownerOf } from '../parts/owner.ts';
import { printPage } from '../parts/page.ts';
import { factList } from '../parts/text.ts';
import { createThings, type Things } from '../parts/things.ts';
import { summaryOf } from '../read-descriptions.ts';
import type { DomainMembers, Site, SiteFile } from '../site-input.ts';

/** `domains/<domain>.html`: what stands in a domain, and what that is joined to. */
export async function domainPage(
  name: string,
  { services, events, sagas }: DomainMembers,
  site: Site,
  painter: Painter,
): Promise<SiteFile> {
  const { architecture, paths } = site;
  const path = paths.pageOf('domain', name);
  const things = createThings(site, path);
  const element = elementId.domain(name);
  const domain = architecture.domains[name];
  const scene = await painter.aroundDomain(name);
  return printPage(
    {
      path,
      title: name,
      element,
      domain: name,
      ...summaryOf(domain?.description, site),
      heading: [
        thingHeading('domain', name, { text: things.prose(domain?.description) }),
        factList([['Owner', ownerOf(domain?.owner, architecture)]]),
      ],
      sections: [
        { id: 'picture', title: 'What happens in it', body: figure(scene, `Domain ${name}`, things) },
        {
          id: 'services',
          title: 'Services',
          count: services.length,
          body: serviceTable(services, site, things),
        },
        { id: 'events', title: 'Events', count: events.length, body: eventTable(events, site, things) },
        { id: 'sagas', title: 'Sagas', count: sagas.length, body: sagaTable(sagas, site, things) },
        { id: 'topics', title: 'Topics', body: topicsOf(name, site, things) },
        { id: 'changes', title: 'Changes', body: changesOfElement(element, site, things) },
      ],
    },
    site,
    things,
  );
}

/** Topics that have a page of their own: those that do not carry just one event. */
function topicsOf(domain: string, { architecture }: Site, { link }: Things): HtmlPart {
  const topics = Object.values(architecture.topics).filter(
    (topic) => topic.domain === domain && topic.events.length !== 1,
  );
  if (topics.length === 0) return undefined;
  return html`<ul>${topics.map(({ name }) => html`<li>${link(elementId.topic(name))}</li>`)}</ul>`;
}
