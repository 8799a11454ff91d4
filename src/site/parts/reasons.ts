import { elementId } from '../../draw/graph/graph.ts';
import type { Publication, Subscription } from '../../model/architecture.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import { code } from './text.ts';
import type { Things } from './things.ts';

/** When a service publishes an event. */
export function whenOf(by: readonly Publication[], { link }: Things): HtmlPart {
  const times = by.map(({ on, origin }): HtmlPart => {
    if (on !== undefined) return html`while it handles ${link(elementId.event(on))}`;
    return origin.kind === 'saga' ? html`saga ${link(elementId.saga(origin.name))}` : 'of its own accord';
  });
  return joined(times, '; ');
}

/** Why a service takes an event, and what it looks at. */
export function whyOf({ origin, description, when, uses }: Subscription, { link, line }: Things): HtmlPart {
  const reasons: HtmlPart[] = [
    ...(description === undefined ? [] : [line(description)]),
    ...(origin.kind === 'projection' ? [html`fills ${link(elementId.projection(origin.name))}`] : []),
    ...(origin.kind === 'saga' ? [html`plays its part in ${link(elementId.saga(origin.name))}`] : []),
    ...(when === undefined ? [] : [html`only when ${code(when)}`]),
    ...(uses === undefined
      ? []
      : [
          uses.length === 0
            ? 'reads none of its data'
            : html`reads ${joined(
                uses.map((path) => code(path.join('.'))),
                ', ',
              )}`,
        ]),
  ];
  return joined(reasons, '; ');
}

/** A row's name with why it is there below it. */
export function withReason(name: HtmlPart, reason: HtmlPart): HtmlPart {
  const isGiven = Array.isArray(reason) ? reason.length > 0 : reason !== undefined;
  return isGiven ? html`${name}<div class="muted">${reason}</div>` : name;
}
