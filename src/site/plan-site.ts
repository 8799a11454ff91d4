import { elementId } from '../draw/graph/graph.ts';
import type { Scene } from '../draw/scene/scene.ts';
import { pageCss, themeVariables } from '../draw/svg/picture-css.ts';
import { renderSvg } from '../draw/svg/render-svg.ts';
import { views } from '../draw/views.ts';
import type { Architecture } from '../model/architecture.ts';
import { domainNamesOf } from '../model/query.ts';
import { findReactions } from '../model/reactions.ts';
import { elementsOfChange } from '../studio/compare/elements-of-change.ts';
import { createPainter, type Painter } from './draw-pictures.ts';
import { changelogPage } from './pages/changelog-page.ts';
import { domainPage } from './pages/domain-page.ts';
import { eventPage } from './pages/event-page.ts';
import { guidePages } from './pages/guide-page.ts';
import { guidesOverview, guidesPage } from './pages/guides-page.ts';
import { listPages } from './pages/list-pages.ts';
import { overviewPage } from './pages/overview-page.ts';
import { sagaPage } from './pages/saga-page.ts';
import { servicePage } from './pages/service-page.ts';
import { topicPage } from './pages/topic-page.ts';
import { type DrawnView, imagePath, pathsOfView, viewPage } from './pages/view-page.ts';
import { iconCss } from './parts/things.ts';
import { createDescriptionReader } from './read-descriptions.ts';
import { searchScript } from './search-index.ts';
import type { DomainMembers, Site, SiteFile, SiteInput, VersionChanges } from './site-input.ts';
import { createSitePaths, paths } from './site-paths.ts';

/**
 * All files of a site: pages that stand by themselves, on a disk as on a server. Pure but for the layout that is asked;
 * equal designs give equal files.
 */
export async function planSite(input: SiteInput): Promise<readonly SiteFile[]> {
  const site = prepareSite(input);
  const { architecture, domains } = site;
  const own = guideFiles(site);
  if (site.pagesAlone === true) return inOrder([...own, ...commonFiles(site)]);
  const painter = createPainter(site, input.layout);
  const sagaDomains = new Map(
    [...domains].flatMap(([domain, { sagas }]) => sagas.map((saga) => [saga, domain] as const)),
  );
  // Everything that has to be laid out is asked for at once: one picture is drawn while the next is laid out.
  const [drawn, pages] = await Promise.all([
    drawViews(site, painter),
    Promise.all([
      overviewPage(site, painter),
      ...[...domains].map(([name, members]) => domainPage(name, members, site, painter)),
      ...Object.values(architecture.services).map((service) => servicePage(service, site, painter)),
      ...Object.values(architecture.events).map((event) => eventPage(event, site, painter)),
      ...Object.values(architecture.sagas).map((saga) =>
        sagaPage(saga, sagaDomains.get(saga.name), site, painter),
      ),
    ]),
  ]);
  return inOrder([
    ...pages,
    ...own,
    ...topicPages(site),
    ...listPages(site),
    changelogPage(site),
    ...drawn.flatMap((view) => [
      viewPage(view, drawn, site),
      { path: imagePath(view.path), text: renderSvg(view.scene, { theme: 'auto' }) },
    ]),
    ...commonFiles(site),
  ]);
}

function inOrder(files: readonly SiteFile[]): readonly SiteFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What every page loads. */
function commonFiles(site: Site): readonly SiteFile[] {
  const { assets } = site;
  return [
    { path: paths.search, text: searchScript(site) },
    { path: paths.style, text: styleOf(assets.style) },
    { path: paths.script, text: assets.script },
    { path: paths.theme, text: assets.theme },
    { path: paths.icon, text: assets.icon },
    // GitHub Pages would else run Jekyll over it, which leaves out what begins with `_`.
    { path: '.nojekyll', text: '\n' },
  ];
}

/** The pages that the team wrote; where they are all that there is, the site begins with the one at the top. */
function guideFiles(site: Site): readonly SiteFile[] {
  const { guides, pagesAlone } = site;
  if (guides === undefined) return [];
  const pages = [...guidePages(site, guides), guidesPage(site, guides)];
  const hasFirst = pagesAlone !== true || pages.some(({ path }) => path === paths.overview);
  return hasFirst ? pages : [...pages, guidesOverview(site, guides)];
}

/** What pages look up again and again. */
function prepareSite(input: SiteInput): Site {
  const { architecture } = input;
  const places = createSitePaths(architecture);
  return {
    ...input,
    paths: places,
    readDescription: createDescriptionReader(architecture, places),
    reactions: findReactions(architecture),
    changesOf: createChangeFinder(input),
    domains: membersOf(architecture),
  };
}

function membersOf(architecture: Architecture): ReadonlyMap<string, DomainMembers> {
  const members = new Map<string, { services: string[]; events: string[]; sagas: string[] }>(
    domainNamesOf(architecture).map((name) => [name, { services: [], events: [], sagas: [] }]),
  );
  for (const { name, domain } of Object.values(architecture.services))
    members.get(domain)?.services.push(name);
  for (const { name, domain } of Object.values(architecture.events)) members.get(domain)?.events.push(name);
  for (const saga of Object.values(architecture.sagas)) {
    const domain =
      saga.style === 'orchestration' ? architecture.services[saga.coordinator]?.domain : undefined;
    members.get(domain ?? '')?.sagas.push(saga.name);
  }
  return members;
}

function createChangeFinder({ architecture, history }: SiteInput): Site['changesOf'] {
  const found = new Map<string, VersionChanges[]>();
  for (const version of history) {
    const byElement = new Map<string, VersionChanges['changes'][number][]>();
    for (const change of version.changes) {
      for (const element of new Set(elementsOfChange(change, architecture))) {
        const changes = byElement.get(element);
        if (changes === undefined) byElement.set(element, [change]);
        else changes.push(change);
      }
    }
    for (const [element, changes] of byElement) {
      const versions = found.get(element);
      if (versions === undefined) found.set(element, [{ ...version, changes }]);
      else versions.push({ ...version, changes });
    }
  }
  return (element) => found.get(element) ?? [];
}

/** Views that show something, each as it is in every environment where that differs. */
async function drawViews({ architecture }: Site, painter: Painter): Promise<readonly DrawnView[]> {
  const environments = Object.keys(architecture.environments);
  const drawn = views.flatMap(({ id }) =>
    pathsOfView(id, environments).map(async (place): Promise<readonly DrawnView[]> => {
      const scene: Scene | undefined = await painter.whole(id, place.environment);
      return scene === undefined ? [] : [{ ...place, scene }];
    }),
  );
  return (await Promise.all(drawn)).flat();
}

/** Pages of topics that do not stand on the page of their only event. */
function topicPages(site: Site): readonly SiteFile[] {
  return Object.values(site.architecture.topics).flatMap((topic) =>
    site.paths.of(elementId.topic(topic.name)) === site.paths.pageOf('topic', topic.name)
      ? [topicPage(topic, site)]
      : [],
  );
}

/** Colours of both themes, pictures as the studio shows them, icons, then the pages. */
function styleOf(pages: string): string {
  const [light, dark] = [themeVariables('light'), themeVariables('dark')];
  return `:root{${light}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
@media screen{:root[data-theme=dark]{${dark}}}
${pageCss()}
${iconCss()}${pages}`;
}
