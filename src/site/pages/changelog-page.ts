import { type HtmlPart, html } from '../html.ts';
import { changeList, versionTitle } from '../parts/change-list.ts';
import { printPage } from '../parts/page.ts';
import { createThings, type Things } from '../parts/things.ts';
import type { Site, SiteFile, VersionChanges } from '../site-input.ts';
import { paths, versionAnchor } from '../site-paths.ts';

/** `changelog.html`: what changed from release to release, newest first, each change with an address of its own. */
export function changelogPage(site: Site): SiteFile {
  const things = createThings(site, paths.changelog);
  return printPage(
    {
      path: paths.changelog,
      title: 'Changelog',
      heading: html`<h1>Changelog</h1>${introOf(site)}`,
      sections: site.history.map((version) => ({
        id: versionAnchor(version.version),
        title: versionTitle(version),
        body: bodyOf(version, site, things),
      })),
    },
    site,
    things,
  );
}

function introOf({ history }: Site): HtmlPart {
  if (history.some(({ released }) => released))
    return html`<p>Every release with what is different from the one before, found by comparing the two designs.</p>`;
  return html`<p>There is no release yet. <code>eda release</code> records one; from then on this page tells what changed.</p>`;
}

function bodyOf(version: VersionChanges, { architecture }: Site, things: Things): HtmlPart {
  if (version.previous === undefined) return version.released ? html`<p>The first release.</p>` : undefined;
  return (
    changeList(version, architecture, things) ?? html`<p>Nothing is different from ${version.previous}.</p>`
  );
}
