import { elementId } from '../../draw/graph/graph.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { paths, viewPath } from '../site-paths.ts';
import { type Section, sectionHtml, toldSections } from './text.ts';
import type { Things } from './things.ts';

/** A page as its author sees it. */
export interface Page {
  /** From the site's root. */
  readonly path: string;
  /** For tabs and search engines; the system's is added. */
  readonly title: string;
  readonly summary?: string;
  /** Domain that it belongs to: its members stand beside it. */
  readonly domain?: string;
  readonly heading: HtmlPart;
  readonly sections: readonly Section[];
  /** Fills the window, as a picture does. */
  readonly wide?: boolean;
  /** What stands beside it in place of the domains. */
  readonly side?: HtmlPart;
  /** Id of the thing that it is about. */
  readonly element?: string;
}

/**
 * What a page may load: what lies beside it, on the disk or on a server. Nothing that is read from a design could run
 * even if it were printed wrongly.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file: 'unsafe-inline'",
  "img-src 'self' file: data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Prints a page with what stands around every page. Its own ids begin with a capital: none of a heading does.
 */
export function printPage(page: Page, site: Site, things: Things): SiteFile {
  const { system } = site.architecture;
  const { href } = things;
  const sections = toldSections(page.sections);
  const markup = html`<!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="generator" content="eda">
    ${page.summary === undefined ? undefined : html`<meta name="description" content="${page.summary}">`}
    <title>${page.title === system.title ? page.title : `${page.title} · ${system.title}`}</title>
    <link rel="icon" href="${href(paths.icon)}" type="image/svg+xml">
    <link rel="stylesheet" href="${href(paths.style)}">
    <script src="${href(paths.theme)}"></script>
    <script src="${href(paths.script)}" defer></script>
    </head>
    <body${page.wide === true ? trusted(' class="is-wide"') : undefined} data-root="${href('')}">
    <a class="skip" href="#Main">Skip to the content</a>
    ${headerOf(page, site, things)}
    ${page.wide === true ? undefined : (page.side ?? sideOf(page, site, things))}
    <main id="Main" tabindex="-1">
    ${page.heading}
    ${sections.length < 3 ? undefined : contentsOf(sections)}
    ${sections.map(sectionHtml)}
    </main>
    <footer class="foot">${footOf(site)}</footer>
    </body>
    </html>
    `.markup;
  return { path: page.path, text: `${markup.trim()}\n` };
}

function footOf({ architecture: { system }, pagesAlone }: Site): Html {
  if (pagesAlone === true) return html`Made by eda from the pages of <bdi>${system.title}</bdi>.`;
  return html`Made by eda from the design of <bdi>${system.title}</bdi>, version ${system.version}.`;
}

/** Pages that every page leads to. */
function mainPages({
  architecture,
  guides,
  pagesAlone,
}: Site): readonly { readonly title: string; readonly path: string }[] {
  const hasEvents = hasAny(architecture.events);
  const hasServices = hasAny(architecture.services);
  return [
    { title: 'Overview', path: paths.overview },
    ...(hasEvents ? [{ title: 'Events', path: paths.events }] : []),
    ...(hasServices ? [{ title: 'Services', path: paths.services }] : []),
    ...(hasEvents || hasServices ? [{ title: 'Pictures', path: viewPath('flow') }] : []),
    ...(guides === undefined ? [] : [{ title: 'Guides', path: paths.guides }]),
    ...(pagesAlone === true ? [] : [{ title: 'Changelog', path: paths.changelog }]),
  ];
}

/** Without listing thousands of names on each of thousands of pages. */
function hasAny(things: object): boolean {
  for (const _ in things) return true;
  return false;
}

function headerOf({ path }: Page, site: Site, { href }: Things): Html {
  const { system } = site.architecture;
  const isHere = (to: string): boolean =>
    to === path ||
    (to.startsWith('views/') && path.startsWith('views/')) ||
    (to === paths.guides && path.startsWith(`${paths.guidesFolder}/`));
  return html`
    <header class="head">
    <a class="home" href="${href(paths.overview)}"><bdi>${system.title}</bdi></a>
    ${site.pagesAlone === true ? undefined : html`<span class="muted">${system.version}</span>`}
    <nav aria-label="Site"><ul>
    ${mainPages(site).map(({ title, path: to }) => html`<li><a href="${href(to)}"${isHere(to) ? trusted(' aria-current="page"') : undefined}>${title}</a></li>`)}
    </ul></nav>
    <button type="button" class="search-button" id="Search" hidden>Search <kbd>/</kbd></button>
    <button type="button" class="quiet" id="Theme" hidden aria-label="Light or dark" title="Light or dark">◐</button>
    </header>`;
}

/** More members than this are listed on the domain's own page alone. */
const mostMembers = 60;

/** The domains, with the members of the one that the page belongs to. */
function sideOf({ path, domain }: Page, { domains, paths: places }: Site, { href, link }: Things): HtmlPart {
  if (domains.size === 0) return undefined;
  const names = [...domains.keys()];
  const shown = names.length <= mostMembers ? names : names.filter((name) => name === domain);
  const item = (element: string): Html => {
    const isHere = places.of(element) === path;
    return html`<li${isHere ? trusted(' aria-current="page"') : undefined}>${link(element)}</li>`;
  };
  return html`
    <nav class="side" aria-label="Domains">
    <p class="side-title"><a href="${href(`${paths.overview}#domains`)}">Domains</a></p>
    <ul>
    ${shown.map((name) => {
      const members = domains.get(name);
      if (name !== domain || members === undefined) return item(elementId.domain(name));
      const { services, events, sagas } = members;
      const few = events.length <= mostMembers;
      return html`
        <li>${link(elementId.domain(name))}<ul>
        ${services.slice(0, mostMembers).map((service) => item(elementId.service(service)))}
        ${sagas.map((saga) => item(elementId.saga(saga)))}
        ${few ? events.map((event) => item(elementId.event(event))) : html`<li><a href="${href(`${places.pageOf('domain', name)}#events`)}">all ${events.length} events</a></li>`}
        </ul></li>`;
    })}
    </ul>
    </nav>`;
}

function contentsOf(sections: readonly Section[]): Html {
  return html`
    <nav class="contents" aria-label="On this page"><ul>
    ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul></nav>`;
}
