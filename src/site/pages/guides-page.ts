import type { Guides } from '../guides/guide.ts';
import { type HtmlPart, html } from '../html.ts';
import { guideSide } from '../parts/guide-side.ts';
import { printPage } from '../parts/page.ts';
import type { Section } from '../parts/text.ts';
import { createThings, type Things } from '../parts/things.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { paths } from '../site-paths.ts';

/** `guides.html`: every page that the team wrote. Whoever has no scripts searches here. */
export function guidesPage(site: Site, guides: Guides): SiteFile {
  return guideListPage(paths.guides, 'Guides', site, guides);
}

/** `index.html` of a site that is pages alone. */
export function guidesOverview(site: Site, guides: Guides): SiteFile {
  return guideListPage(paths.overview, site.architecture.system.title, site, guides);
}

function guideListPage(path: string, title: string, site: Site, guides: Guides): SiteFile {
  const things = createThings(site, path);
  return printPage(
    {
      path,
      title,
      side: guideSide(path, guides, things),
      heading: html`<h1><bdi>${title}</bdi></h1>`,
      sections: guideSections(guides, things),
    },
    site,
    things,
  );
}

/** Pages by folder, each with its first sentences. */
function guideSections({ groups }: Guides, things: Things): readonly Section[] {
  return groups.map(({ title, guides }, index) => ({
    id: `group-${index + 1}`,
    title,
    count: guides.length,
    body: guideList(guides, things),
  }));
}

/** Pages, each with its first sentences. */
export function guideList(guides: Guides['groups'][number]['guides'], { href }: Things): HtmlPart {
  return html`<dl class="guides">${guides.map(
    ({ address, title, summary }) =>
      html`<div><dt><a href="${href(address)}">${title}</a></dt>${summary === undefined ? undefined : html`<dd>${summary}</dd>`}</div>`,
  )}</dl>`;
}
