import { elementId } from '../../draw/graph/graph.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import type { Site } from '../site-input.ts';
import { ownerOf } from './owner.ts';
import { badge, table } from './text.ts';
import type { Things } from './things.ts';

/** Events by name, with what tells them apart. */
export function eventTable(
  names: readonly string[],
  { architecture, index }: Site,
  { link }: Things,
): HtmlPart {
  const services = (uses: readonly { readonly service: { readonly name: string } }[]): HtmlPart =>
    joined(
      uses.map(({ service }) => link(elementId.service(service.name))),
      ', ',
    );
  return table(
    'Events',
    ['Event', 'What happened', 'Version', 'Published by', 'Taken by'],
    names.flatMap((name) => {
      const event = architecture.events[name];
      if (event === undefined) return [];
      const mark = event.deprecated === undefined ? undefined : html` ${badge('deprecated', 'warning')}`;
      return [
        [
          html`${link(elementId.event(name))}${mark}`,
          event.summary,
          event.version,
          services(index.publishersOf(name)),
          services(index.subscribersOf(name)),
        ],
      ];
    }),
  );
}

/** Services by name. */
export function serviceTable(
  names: readonly string[],
  { architecture }: Site,
  { link, summary }: Things,
): HtmlPart {
  return table(
    'Services',
    ['Service', 'What it does', 'Owner', 'Publishes', 'Takes', 'Serves'],
    names.flatMap((name) => {
      const service = architecture.services[name];
      if (service === undefined) return [];
      return [
        [
          html`${link(elementId.service(name))}${service.external ? html` ${badge('external')}` : undefined}`,
          summary(service.description),
          ownerOf(service.owner, architecture),
          countOrNothing(new Set(service.publications.map(({ event }) => event)).size),
          countOrNothing(new Set(service.subscriptions.map(({ event }) => event)).size),
          countOrNothing(Object.keys(service.operations).length),
        ],
      ];
    }),
  );
}

/** Sagas by name. */
export function sagaTable(
  names: readonly string[],
  { architecture }: Site,
  { link, summary }: Things,
): HtmlPart {
  return table(
    'Sagas',
    ['Saga', 'What it does', 'Style', 'Starts with'],
    names.flatMap((name) => {
      const saga = architecture.sagas[name];
      if (saga === undefined) return [];
      return [
        [
          link(elementId.saga(name)),
          summary(saga.description),
          saga.style,
          link(elementId.event(saga.starts)),
        ],
      ];
    }),
  );
}

function countOrNothing(count: number): HtmlPart {
  return count === 0 ? undefined : count;
}
