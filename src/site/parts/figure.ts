import { icons } from '../../draw/scene/icons.ts';
import type { Scene } from '../../draw/scene/scene.ts';
import { n } from '../../draw/scene/shapes.ts';
import { edgeWord, edgeWords, nodeWords } from '../../draw/svg/legend.ts';
import { printScene } from '../../draw/svg/print-scene.ts';
import { describeScene } from '../../draw/svg/render-svg.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import { viewPath } from '../site-paths.ts';
import type { Things } from './things.ts';

/** A picture within a page: everything in it that has a page of its own leads there. */
export function figure(scene: Scene, label: string, things: Things, centre?: string): HtmlPart {
  if (scene.nodes.length === 0) return undefined;
  const width = n(scene.width);
  const height = n(scene.height);
  const marks = printScene({ ...scene, bundles: [] }, ({ id, element = id }) =>
    element === centre ? undefined : things.hrefOf(element),
  );
  return html`
    <figure>
    <div class="picture-scroll" tabindex="0" role="region" aria-label="${label}">
    ${trusted(`<svg class="eda-picture" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group">`)}
    <desc>${describeScene(scene)}</desc>
    ${trusted(marks)}
    </svg>
    </div>
    <figcaption>${legendOf(scene)}
    ${scene.remarks.map((remark) => html`<p class="muted">${remark}.</p>`)}
    ${centre === undefined ? undefined : html`<p><a href="${wholeHref(scene, centre, things)}">Show it in the whole picture</a></p>`}
    </figcaption>
    </figure>`;
}

/** Where the whole picture shows an element. */
function wholeHref({ view }: Scene, centre: string, { href }: Things): string {
  return `${href(viewPath(view))}#select=${encodeURIComponent(centre)}`;
}

/** What the marks of a picture mean: those alone that it has. */
export function legendOf(scene: Scene): Html {
  const kinds = new Set(scene.nodes.map(({ kind, of }) => of ?? kind));
  const ways = new Set(scene.edges.map(({ kind }) => kind));
  return html`
    <ul class="marks" aria-label="What the marks mean">
    ${nodeWords
      .filter(([kind]) => kinds.has(kind))
      .map(
        ([kind, word]) =>
          html`<li>${trusted(`<svg class="eda-node eda-${kind}" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path class="eda-icon" d="${icons[kind]}"/></svg>`)}${word}</li>`,
      )}
    ${edgeWords
      .filter(([kind]) => ways.has(kind))
      .map(
        ([kind]) =>
          html`<li>${trusted(`<svg class="eda-edge eda-${kind}" viewBox="0 0 30 8" width="30" height="8" aria-hidden="true"><path class="eda-line" d="M0 4H${kind === 'relation' ? 30 : 23}"/>${kind === 'relation' ? '' : '<path class="eda-arrow" d="M30 4L22 .5V7.5Z"/>'}</svg>`)}${edgeWord(kind, scene.view)}</li>`,
      )}
    </ul>`;
}
