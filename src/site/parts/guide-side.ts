import type { GuideGroup, Guides } from '../guides/guide.ts';
import { type Html, html, trusted } from '../html.ts';
import { paths } from '../site-paths.ts';
import type { Things } from './things.ts';

/** So many pages are listed beside every page; of more, those of the page's own folder. */
const mostListed = 60;

/** The team's pages, folder by folder, beside one of them. */
export function guideSide(path: string, { groups }: Guides, { href }: Things): Html {
  const isWhole = groups.reduce((sum, { guides }) => sum + guides.length, 0) <= mostListed;
  return html`
    <nav class="side" aria-label="Guides">
    <p class="side-title"><a href="${href(paths.guides)}">Guides</a></p>
    <ul>
    ${groups.map((group) => {
      const isHere = group.guides.some(({ address }) => address === path);
      const title = html`<li><a href="${href(firstOf(group))}">${group.title}</a></li>`;
      if (!isWhole && !isHere) return title;
      return html`
        <li><p class="side-group">${group.title}</p><ul>
        ${group.guides.map(
          ({ address, title: name }) =>
            html`<li${address === path ? trusted(' aria-current="page"') : undefined}><a href="${href(address)}">${name}</a></li>`,
        )}
        </ul></li>`;
    })}
    </ul>
    </nav>`;
}

function firstOf({ guides }: GuideGroup): string {
  return guides[0]?.address ?? paths.guides;
}
