import type { Change } from '../diff/change.ts';
import type { Design } from '../draw/drawing.ts';
import type { Layout, LayoutInput } from '../draw/layout/layout.ts';
import type { Reactions } from '../model/reactions.ts';
import type { Guides } from './guides/guide.ts';
import type { ReadDescription } from './read-descriptions.ts';
import type { SitePaths } from './site-paths.ts';

/** What a site is made from. */
export interface SiteInput extends Design {
  /** What changed from version to version, newest first. */
  readonly history: readonly VersionChanges[];
  readonly layout: (input: LayoutInput) => Promise<Layout>;
  readonly assets: SiteAssets;
  /** Pages that the team wrote; absent: none. */
  readonly guides?: Guides;
  /** There is no design: the site is the pages alone. */
  readonly pagesAlone?: boolean;
}

/** What the build made for every site. */
export interface SiteAssets {
  readonly script: string;
  readonly theme: string;
  readonly style: string;
  readonly icon: string;
}

/** A version of the design, and what is different from the one before. */
export interface VersionChanges {
  readonly version: string;
  /** False: as the design is now, which nobody released yet. */
  readonly released: boolean;
  /** Absent: it is the first. */
  readonly previous?: string;
  readonly changes: readonly Change[];
}

/** What every page is made from. */
export interface Site extends SiteInput {
  readonly paths: SitePaths;
  readonly readDescription: ReadDescription;
  readonly reactions: Reactions;
  /** What changed of an element, newest version first. */
  readonly changesOf: (element: string) => readonly VersionChanges[];
  /** Members by the name of their domain. */
  readonly domains: ReadonlyMap<string, DomainMembers>;
}

/** Names of what stands in a domain, in the order of the design. */
export interface DomainMembers {
  readonly services: readonly string[];
  readonly events: readonly string[];
  readonly sagas: readonly string[];
}

/** A file of a site. */
export interface SiteFile {
  /** From the site's root, with `/`. */
  readonly path: string;
  readonly text: string;
}
