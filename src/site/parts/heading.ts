import { type Html, type HtmlPart, html } from '../html.ts';
import { kindIcon, kindWords, type ThingKind } from './things.ts';

/** The head of a thing's page: what it is, its name, what stands out, and what people wrote of it. */
export function thingHeading(
  kind: ThingKind,
  name: string,
  about: {
    readonly badges?: readonly Html[];
    readonly text?: HtmlPart;
    readonly notes?: HtmlPart;
  },
): Html {
  const badges = about.badges ?? [];
  return html`
    <header class="thing-head">
    <p class="kind">${kindIcon(kind)}${kindWords[kind]}</p>
    <h1><bdi>${name}</bdi></h1>
    ${badges.length === 0 ? undefined : html`<p class="badges">${badges}</p>`}
    </header>
    ${about.notes}
    ${about.text}`;
}
