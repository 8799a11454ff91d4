import type { Html } from '../html.ts';

/** A page that a team wrote, as the site shows it. */
export interface Guide {
  /** From the folder of the pages, with `/`: `docs/how-to/kafka.md`. */
  readonly path: string;
  /** Of its HTML page, from the site's root: `pages/docs/how-to/kafka.html`. */
  readonly address: string;
  readonly title: string;
  /** Its first sentences. */
  readonly summary?: string;
  /** The title as it was written, with code in it, and what stands above it. */
  readonly head: Html;
  readonly body: Html;
  readonly headings: readonly GuideHeading[];
  /** What is searched: the text below each heading, and above the first one. */
  readonly sections: readonly GuideSection[];
}

export interface GuideHeading {
  /** 1 to 6. */
  readonly level: number;
  /** What addresses end with, as forges make it. */
  readonly id: string;
  readonly text: string;
}

export interface GuideSection {
  /** Absent: what stands above the first heading, or below the title. */
  readonly heading?: GuideHeading;
  readonly text: string;
}

/** Pages of one folder. */
export interface GuideGroup {
  /** From the folder of the pages; empty: that folder itself. */
  readonly folder: string;
  readonly title: string;
  /** As people read them: the folder's own page first. */
  readonly guides: readonly Guide[];
}

/** All pages that a team wrote, folder by folder. */
export interface Guides {
  readonly groups: readonly GuideGroup[];
  /** Where the files that the site does not hold can be read; ends with no `/`. */
  readonly sourceUrl?: string;
}

/** What a site needs to know of the disk to take a team's pages. */
export interface GuideSource {
  /** Sorted by path. */
  readonly files: readonly GuideFile[];
  readonly sourceUrl?: string;
  /** There is no design: the page at the top is the first of the site. */
  readonly pagesAlone?: boolean;
  /** What lies at a path of the folder; undefined: nothing. */
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** The bytes of a picture; a sentence where it cannot be had. */
  readPicture(path: string): Uint8Array | string;
}

/** A Markdown file as it was read. */
export interface GuideFile {
  readonly path: string;
  readonly text: string;
  /** How findings name it: from the project's folder. */
  readonly file: string;
}

/** A picture that pages show, which is copied as it is. */
export interface GuidePicture {
  /** From the site's root. */
  readonly path: string;
  readonly text: Uint8Array;
}
