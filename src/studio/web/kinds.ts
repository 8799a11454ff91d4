import { icons } from '../../draw/scene/icons.ts';
import type { ElementKind, ElementSummary } from '../api.ts';

/** How a kind of thing is called, and drawn as an icon. */
export interface KindLook {
  readonly word: string;
  readonly words: string;
  readonly icon: string;
  /** Name of the colour variable without `--eda-`. */
  readonly colour: string;
}

/** What can be searched: elements of a design, and on the site the pages that a team wrote. */
export type SearchedKind = ElementKind | 'guide';

export type Searched = Omit<ElementSummary, 'kind'> & { readonly kind: SearchedKind };

export const kindLooks: { readonly [kind in SearchedKind]: KindLook } = {
  domain: { word: 'domain', words: 'domains', icon: icons.domain, colour: 'service' },
  service: { word: 'service', words: 'services', icon: icons.service, colour: 'service' },
  external: { word: 'external system', words: 'external systems', icon: icons.external, colour: 'outside' },
  event: { word: 'event', words: 'events', icon: icons.event, colour: 'event' },
  command: { word: 'command', words: 'commands', icon: icons.command, colour: 'command' },
  topic: { word: 'topic', words: 'topics', icon: icons.topic, colour: 'event' },
  projection: { word: 'projection', words: 'projections', icon: icons.projection, colour: 'projection' },
  aggregate: { word: 'aggregate', words: 'aggregates', icon: icons.table, colour: 'projection' },
  saga: { word: 'saga', words: 'sagas', icon: icons.saga, colour: 'saga' },
  guide: {
    word: 'guide',
    words: 'guides',
    icon: 'M2 1H9L12 4V13H2ZM3.5 2.5V11.5H10.5V5H8V2.5ZM5 6.5H9V7.5H5ZM5 8.8H9V9.8H5Z',
    colour: 'outside',
  },
};
