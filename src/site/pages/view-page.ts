import { packScene } from '../../draw/scene/pack-scene.ts';
import type { Scene } from '../../draw/scene/scene.ts';
import { describeScene } from '../../draw/svg/render-svg.ts';
import { views } from '../../draw/views.ts';
import { type HtmlPart, html, trusted } from '../html.ts';
import { legendOf } from '../parts/figure.ts';
import { printPage } from '../parts/page.ts';
import { createThings, type Things } from '../parts/things.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { viewPath } from '../site-paths.ts';

/** A picture of the whole, and where its page is. */
export interface DrawnView {
  readonly scene: Scene;
  readonly path: string;
  /** Of a picture that differs between environments. */
  readonly environment?: string;
}

/**
 * `views/<view>.html`: a picture of the whole that can be moved, searched and walked by keys. Without scripts, and on
 * paper, it is an image.
 */
export function viewPage(drawn: DrawnView, all: readonly DrawnView[], site: Site): SiteFile {
  const { scene, path } = drawn;
  const things = createThings(site, path);
  const image = imagePath(path).replace(/^views\//, '');
  return printPage(
    {
      path,
      title: scene.title,
      wide: true,
      heading: html`
        <h1 class="hidden">${scene.title}</h1>
        ${tabsOf(drawn, all, things)}
        <div id="viewer" class="viewer" data-image="${image}"><img class="plain-picture" src="${image}" alt="${describeScene(scene)}"></div>
        <aside class="beside" aria-label="Legend">${legendOf(scene)}
        ${scene.remarks.map((remark) => html`<p class="muted">${remark}.</p>`)}
        <p><a href="${image}" download>Save as SVG</a></p></aside>
        <script type="application/json" id="scene">${trusted(jsonInHtml({ scene: packScene(scene), links: linksOf(scene, things) }))}</script>`,
      sections: [],
    },
    site,
    things,
  );
}

/** The picture alone, as a file for other pages and tools. */
export function imagePath(path: string): string {
  return path.replace(/html$/, 'svg');
}

function tabsOf({ scene, environment }: DrawnView, all: readonly DrawnView[], { href }: Things): HtmlPart {
  const current = trusted(' aria-current="page"');
  const first = views.flatMap((view) => all.find((one) => one.scene.view === view.id) ?? []);
  const same = all.filter((one) => one.scene.view === scene.view);
  const wordOf = (id: string): string => views.find((view) => view.id === id)?.word ?? id;
  return html`
    <div class="tabs">
    <nav aria-label="Pictures"><ul>${first.map(
      (one) =>
        html`<li><a href="${href(one.path)}"${one.scene.view === scene.view ? current : undefined}>${wordOf(one.scene.view)}</a></li>`,
    )}</ul></nav>
    ${
      same.length < 2
        ? undefined
        : html`<nav aria-label="Environments"><ul>${same.map(
            (one) =>
              html`<li><a href="${href(one.path)}"${one.environment === environment ? current : undefined}>${one.environment}</a></li>`,
          )}</ul></nav>`
    }
    </div>`;
}

function linksOf({ nodes, groups }: Scene, { hrefOf }: Things): { readonly [element: string]: string } {
  const elements = [...nodes.map(({ id, element = id }) => element), ...groups.map(({ id }) => id)];
  return Object.fromEntries(
    [...new Set(elements)].flatMap((element) => {
      const href = hrefOf(element);
      return href === undefined ? [] : [[element, href]];
    }),
  );
}

/** JSON that ends no element and begins none, whatever it says. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Where the pictures of a view are, environment by environment where they differ. */
export function pathsOfView(
  view: Scene['view'],
  environments: readonly string[],
): readonly Pick<DrawnView, 'path' | 'environment'>[] {
  if (view !== 'infra' || environments.length === 0) return [{ path: viewPath(view) }];
  return environments.map((environment, index) => ({
    path: index === 0 ? viewPath(view) : viewPath(view, environment),
    environment,
  }));
}
