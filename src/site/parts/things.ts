import { icons } from '../../draw/scene/icons.ts';
import type { RichText } from '../../markdown/rich-text.ts';
import { firstLine, richLine } from '../../markdown/rich-words.ts';
import type { Architecture } from '../../model/architecture.ts';
import { guidePlace } from '../guides/guide-place.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import type { Site } from '../site-input.ts';
import { type FollowLink, richHtml } from './rich-html.ts';

/** Kinds of things that have a word and an icon. */
export type ThingKind =
  | Exclude<keyof typeof icons, 'deadLetter' | 'schema' | 'table' | 'step' | 'undo'>
  | 'aggregate';

/** How one page speaks of things: with links that hold from where it stands. */
export interface Things {
  /** A path below the site's root, as this page has to write it. */
  href(path: string): string;
  /** A link to a thing, with its icon; its name alone where no page tells of it. */
  link(element: string, text?: string): Html;
  /** Where a thing is told of, as this page has to write it. */
  hrefOf(element: string): string | undefined;
  /**
   * What people wrote in Markdown; nothing where they wrote nothing.
   *
   * @param above level of the heading that it stands below
   */
  prose(text: string | undefined, above?: number): HtmlPart;
  /** The same as one line. */
  line(text: string | undefined): HtmlPart;
  /** Its first paragraph as one line, where a page of its own tells the rest. */
  summary(text: string | undefined): HtmlPart;
}

/** @param path of the page, from the site's root */
export function createThings({ architecture, paths, guides, readDescription }: Site, path: string): Things {
  const up = '../'.repeat(path.split('/').length - 1);
  const hrefOf = (element: string): string | undefined => {
    const place = paths.of(element);
    return place === undefined ? undefined : up + place;
  };
  const follow: FollowLink = ({ href, element, path: written }) => {
    if (href !== undefined) return href;
    if (element !== undefined) return hrefOf(element);
    const guide = written === undefined ? undefined : guidePlace(written, guides);
    return guide === undefined ? undefined : up + guide;
  };
  const line = (text: string | undefined, select: (text: RichText) => RichText): HtmlPart =>
    text === undefined || text.trim() === ''
      ? undefined
      : html`<span dir="auto">${richHtml(select(readDescription(text)), follow, 1)}</span>`;
  return {
    href: (to) => up + to,
    hrefOf,
    prose: (text, above = 1) =>
      text === undefined || text.trim() === ''
        ? undefined
        : html`<div class="prose">${richHtml(readDescription(text), follow, above)}</div>`,
    line: (text) => line(text, richLine),
    summary: (text) => line(text, firstLine),
    link: (element, text = nameOf(element)) => {
      const href = hrefOf(element);
      const name = html`<bdi>${text}</bdi>`;
      if (href === undefined) return name;
      return html`<a class="thing" href="${href}">${kindIcon(kindOf(element, architecture))}${name}</a>`;
    },
  };
}

/** The kind of an element by its id, told apart as people do: a command is no event, an external system no service. */
export function kindOf(element: string, { events, services }: Architecture): ThingKind {
  const kind = element.slice(0, element.indexOf(':'));
  const name = nameOf(element);
  if (kind === 'event' && events[name]?.kind === 'command') return 'command';
  if (kind === 'service' && services[name]?.external === true) return 'external';
  return kind as ThingKind;
}

function nameOf(element: string): string {
  return element.slice(element.indexOf(':') + 1);
}

/** The icon of a kind; its word stands beside it. What it looks like is said once, in the style of the site. */
export function kindIcon(kind: ThingKind): Html {
  return trusted(`<i class="icon is-${kind}"></i>`);
}

/** What icons look like: masks, so that each has its colour in either theme, on paper and where colours are forced. */
export function iconCss(): string {
  const kinds = Object.keys(kindWords) as ThingKind[];
  const looks = kinds.map((kind) => {
    const path = icons[kind === 'aggregate' ? 'table' : kind];
    const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 14 14'><path d='${path}' fill-rule='evenodd'/></svg>`;
    const mask = `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
    return `i.is-${kind}{background:var(--eda-${colours[kind] ?? kind});-webkit-mask-image:${mask};mask-image:${mask}}\n`;
  });
  return `i.icon{display:inline-block;flex:none;width:14px;height:14px;forced-color-adjust:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
${looks.join('')}`;
}

/** Kinds that have the colour of another one. */
const colours: { readonly [kind in ThingKind]?: string } = {
  domain: 'service',
  external: 'outside',
  topic: 'event',
  aggregate: 'projection',
  completed: 'projection',
  aborted: 'deadLetter',
};

export const kindWords: { readonly [kind in ThingKind]: string } = {
  domain: 'domain',
  service: 'service',
  external: 'external system',
  event: 'event',
  command: 'command',
  topic: 'topic',
  saga: 'saga',
  projection: 'projection',
  aggregate: 'aggregate',
  completed: 'completed',
  aborted: 'aborted',
};
