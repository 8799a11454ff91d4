import { html } from '../html.ts';
import { eventTable, serviceTable } from '../parts/lists.ts';
import { printPage } from '../parts/page.ts';
import { createThings } from '../parts/things.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { paths } from '../site-paths.ts';

/** `events.html`, `services.html`: all there are, by name. Whoever has no scripts searches here. */
export function listPages(site: Site): readonly SiteFile[] {
  const { events, services } = site.architecture;
  return [
    ...listPage('Events', paths.events, Object.keys(events), eventTable, site),
    ...listPage('Services', paths.services, Object.keys(services), serviceTable, site),
  ];
}

function listPage(
  title: string,
  path: string,
  names: readonly string[],
  body: typeof eventTable,
  site: Site,
): readonly SiteFile[] {
  if (names.length === 0) return [];
  const things = createThings(site, path);
  const sorted = [...names].sort();
  const section = { id: 'all', title: 'All by name', count: sorted.length, body: body(sorted, site, things) };
  return [printPage({ path, title, heading: html`<h1>${title}</h1>`, sections: [section] }, site, things)];
}
