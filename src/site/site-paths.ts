import { createHash } from 'node:crypto';
import { elementId } from '../draw/graph/graph.ts';
import type { Architecture } from '../model/architecture.ts';
import { fileName } from '../model/names.ts';
import { domainNamesOf } from '../model/query.ts';

/** Where things are told of, from the site's root: `events/todos.task.created.html`. */
export interface SitePaths {
  /** The page of an element, or the place on another one's page; undefined: no page tells of it. */
  of(element: string): string | undefined;
  /** The page of an element that has one of its own. */
  pageOf(kind: PageKind, name: string): string;
}

export type PageKind = 'domain' | 'service' | 'event' | 'saga' | 'topic';

/** Pages of the whole, each at one place for ever. */
export const paths = {
  overview: 'index.html',
  events: 'events.html',
  services: 'services.html',
  changelog: 'changelog.html',
  guides: 'guides.html',
  guidesFolder: 'pages',
  style: 'assets/site.css',
  script: 'assets/site.js',
  theme: 'assets/theme.js',
  search: 'assets/search.js',
  icon: 'assets/icon.svg',
} as const;

/** Finds the places of a design's elements. A place depends on the element's own name alone, so that links to it last. */
export function createSitePaths(architecture: Architecture): SitePaths {
  const { services, events, sagas, topics, projections, aggregates } = architecture;
  const pageOf = (kind: PageKind, name: string): string => `${kind}s/${pathName(name)}.html`;
  const places = new Map<string, string>();
  for (const name of domainNamesOf(architecture)) places.set(elementId.domain(name), pageOf('domain', name));
  for (const name of Object.keys(services)) places.set(elementId.service(name), pageOf('service', name));
  for (const name of Object.keys(events)) places.set(elementId.event(name), pageOf('event', name));
  for (const name of Object.keys(sagas)) places.set(elementId.saga(name), pageOf('saga', name));
  for (const topic of Object.values(topics)) {
    const only = topic.events.length === 1 ? topic.events[0] : undefined;
    // What carries one event is told of with it.
    const place = only === undefined ? pageOf('topic', topic.name) : `${pageOf('event', only)}#topic`;
    places.set(elementId.topic(topic.name), place);
  }
  for (const { name, service } of Object.values(projections))
    places.set(elementId.projection(name), `${pageOf('service', service)}#${anchorOf('projection', name)}`);
  for (const { name, service } of Object.values(aggregates))
    places.set(elementId.aggregate(name), `${pageOf('service', service)}#${anchorOf('aggregate', name)}`);
  return { of: (element) => places.get(element), pageOf };
}

/** The id of a place on a page: of an element that has no page of its own. */
export function anchorOf(kind: 'projection' | 'aggregate', name: string): string {
  return `${kind}-${pathName(name)}`;
}

/** The path of a picture's page; of a view that differs between environments, one for each. */
export function viewPath(view: string, environment?: string): string {
  return `views/${view}${environment === undefined ? '' : `-${pathName(environment)}`}.html`;
}

/** The place on the changelog that tells of a version. */
export function versionAnchor(version: string): string {
  return `v${pathName(version)}`;
}

/**
 * A name as a part of a path: as it is where every system and address can bear it, else readable with a mark that is its
 * own. Two names never share one.
 */
export function pathName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*$/.test(name) && name.length <= 100 && !isDevice(name))
    return name;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return `${fileName(name).slice(0, 60)}~${mark}`;
}

/** Windows takes `con.html` for a device as well. */
function isDevice(name: string): boolean {
  const [first = ''] = name.split('.');
  return fileName(first).startsWith('_') && !first.startsWith('_');
}
