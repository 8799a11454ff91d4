import { icons } from '../../draw/scene/icons.ts';
import type { ElementKind } from '../api.ts';

/** How a kind of thing is called, and drawn as an icon. */
export interface KindLook {
  readonly word: string;
  readonly words: string;
  readonly icon: string;
  /** Name of the colour variable without `--eda-`. */
  readonly colour: string;
}

export const kindLooks: { readonly [kind in ElementKind]: KindLook } = {
  domain: { word: 'domain', words: 'domains', icon: icons.domain, colour: 'service' },
  service: { word: 'service', words: 'services', icon: icons.service, colour: 'service' },
  external: { word: 'external system', words: 'external systems', icon: icons.external, colour: 'outside' },
  event: { word: 'event', words: 'events', icon: icons.event, colour: 'event' },
  command: { word: 'command', words: 'commands', icon: icons.command, colour: 'command' },
  topic: { word: 'topic', words: 'topics', icon: icons.topic, colour: 'event' },
  projection: { word: 'projection', words: 'projections', icon: icons.projection, colour: 'projection' },
  aggregate: { word: 'aggregate', words: 'aggregates', icon: icons.table, colour: 'projection' },
  saga: { word: 'saga', words: 'sagas', icon: icons.saga, colour: 'saga' },
};
