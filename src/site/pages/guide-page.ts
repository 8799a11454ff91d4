import type { Guide, GuideGroup, Guides } from '../guides/guide.ts';
import { sourceHref } from '../guides/resolve-address.ts';
import { type Html, type HtmlPart, html } from '../html.ts';
import { guideSide } from '../parts/guide-side.ts';
import { printPage } from '../parts/page.ts';
import { createThings, type Things } from '../parts/things.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { paths } from '../site-paths.ts';

/** `pages/<path>.html`: the pages that a team wrote, each with its way back, its contents, and the next one. */
export function guidePages(site: Site, guides: Guides): readonly SiteFile[] {
  const all = guides.groups.flatMap((group) => group.guides.map((guide) => ({ group, guide })));
  return all.map(({ group, guide }, index) =>
    guidePage(guide, group, { previous: all[index - 1]?.guide, next: all[index + 1]?.guide }, guides, site),
  );
}

interface Neighbours {
  readonly previous: Guide | undefined;
  readonly next: Guide | undefined;
}

function guidePage(
  guide: Guide,
  group: GuideGroup,
  neighbours: Neighbours,
  guides: Guides,
  site: Site,
): SiteFile {
  const things = createThings(site, guide.address);
  const { title, summary, head, body } = guide;
  return printPage(
    {
      path: guide.address,
      title,
      ...(summary === undefined ? {} : { summary }),
      side: guideSide(guide.address, guides, things),
      heading: html`
        <div class="guide">
        <header class="guide-head">
        <nav aria-label="Where this page stands"><ul class="trail"><li><a href="${things.href(paths.guides)}">Guides</a></li><li>${group.title}</li></ul></nav>
        ${head.markup === '' ? html`<h1>${title}</h1>` : head}
        </header>
        ${contentsOf(guide)}
        <article class="prose">
        ${body}
        </article>
        ${endOf(guide, neighbours, guides, things)}
        </div>`,
      sections: [],
    },
    site,
    things,
  );
}

/** A page of fewer headings is seen at a glance. */
const fewest = 3;
/** Of more headings than these only the upper ones are listed. */
const most = 30;

function contentsOf({ headings }: Guide): HtmlPart {
  const upper = headings.filter(({ level }) => level === 2);
  const both = headings.filter(({ level }) => level === 2 || level === 3);
  if (both.length < fewest) return undefined;
  const listed = both.length > most && upper.length >= fewest ? upper : both;
  return html`
    <nav class="guide-contents" aria-label="On this page">
    <p class="side-title">On this page</p>
    <ul>${listed.map(({ level, id, text }) => html`<li class="is-level-${level}"><a href="#${id}">${text}</a></li>`)}</ul>
    </nav>`;
}

function endOf(
  { path }: Guide,
  { previous, next }: Neighbours,
  { sourceUrl }: Guides,
  { href }: Things,
): Html {
  const source = html`<bdi>${path}</bdi>`;
  const way = (guide: Guide | undefined, rel: string, word: string): HtmlPart =>
    guide === undefined
      ? undefined
      : html`<a class="is-${rel}" rel="${rel}" href="${href(guide.address)}"><span class="muted">${word}</span> ${guide.title}</a>`;
  return html`
    <footer class="guide-end">
    <nav class="ways" aria-label="Pages before and after">${way(previous, 'prev', 'Before')}${way(next, 'next', 'Next')}</nav>
    <p class="muted">Written in ${sourceUrl === undefined ? source : html`<a href="${sourceHref(sourceUrl, path)}">${source}</a>`}</p>
    </footer>`;
}
