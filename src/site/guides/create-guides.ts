import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { extendBlocks } from '../../markdown/extend-blocks.ts';
import type { Architecture } from '../../model/architecture.ts';
import { type Html, trusted } from '../html.ts';
import { createSitePaths, paths } from '../site-paths.ts';
import type { LinkContext } from './follow-address.ts';
import type { Guide, GuideGroup, GuidePicture, GuideSource, Guides } from './guide.ts';
import { guideAddress, isIndexPage, pictureAddress } from './guide-address.ts';
import { linkGuide } from './link-guide.ts';
import { createMarkdown } from './markdown.ts';
import { orderGuides } from './order-guides.ts';
import { type ReadGuide, readGuide } from './read-guide.ts';
import { refuseScripts } from './refuse-scripts.ts';
import { resolveAddress } from './resolve-address.ts';

/** A team's pages, as the site shows them, and what is wrong with them. */
export interface CreatedGuides {
  readonly guides: Guides;
  readonly pictures: readonly GuidePicture[];
  /** Errors: without what they speak of there is no site. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads pages, and links them with each other, with the design, and with their pictures. */
export function createGuides(source: GuideSource, architecture: Architecture): CreatedGuides {
  const markdown = createMarkdown();
  const diagnostics: Diagnostic[] = [];
  const read = source.files.map((file) => readGuide(file, addressOf(file.path, source), markdown));
  const places = createSitePaths(architecture);
  const pages = new Map(read.map((guide) => [guide.path, guide]));
  const pictures = createPictures(source);
  const context: LinkContext = {
    pages,
    source,
    places,
    architecture,
    takePicture: pictures.take,
    report: (diagnostic) => void diagnostics.push(diagnostic),
  };
  // Before links get the addresses of the site.
  const linked = read.map(({ path, title, tokens }) => ({
    path,
    title,
    leadsTo: linksOf(tokens).flatMap((address) => {
      const target = resolveAddress(address, path, pages, source);
      return target.kind === 'page' && target.path !== path ? [target.path] : [];
    }),
  }));
  const shown = new Map(
    read.map((guide) => {
      linkGuide(guide, context);
      extendBlocks(guide.tokens);
      const print = (from: number, to?: number): Html =>
        trusted(markdown.print(guide.tokens.slice(from, to)).trimEnd());
      return [guide.path, finish(guide, print)];
    }),
  );
  const groups = orderGuides(linked).map(
    ({ folder, title, paths }): GuideGroup => ({
      folder,
      title,
      guides: paths.flatMap((path) => shown.get(path) ?? []),
    }),
  );
  const { sourceUrl } = source;
  return {
    guides: { groups, ...(sourceUrl === undefined ? {} : { sourceUrl }) },
    pictures: pictures.taken(),
    diagnostics: [...findSharedAddresses(read), ...diagnostics],
  };
}

/** Where there is no design, the page at the top is what the site begins with. */
function addressOf(path: string, { pagesAlone }: GuideSource): string {
  return pagesAlone === true && isIndexPage(path) && !path.includes('/')
    ? paths.overview
    : guideAddress(path);
}

function finish(guide: ReadGuide, print: (from: number, to?: number) => Html): Guide {
  const { path, address, title, summary, headings, sections, headLength } = guide;
  return {
    path,
    address,
    title,
    ...(summary === undefined ? {} : { summary }),
    head: print(0, headLength),
    body: print(headLength),
    headings,
    sections,
  };
}

function linksOf(tokens: ReadGuide['tokens']): readonly string[] {
  return tokens.flatMap(({ children }) =>
    (children ?? []).flatMap((token) =>
      token.type === 'link_open' ? [String(token.attrGet('href') ?? '')] : [],
    ),
  );
}

/** Two pages whose addresses are one, on systems too that know no capitals. */
function findSharedAddresses(guides: readonly ReadGuide[]): readonly Diagnostic[] {
  const first = new Map<string, ReadGuide>();
  return guides.flatMap((guide): readonly Diagnostic[] => {
    const address = guide.address.toLowerCase();
    const other = first.get(address);
    if (other === undefined) {
      first.set(address, guide);
      return [];
    }
    return [
      {
        code: 'page-address',
        severity: 'error',
        message: `${guide.file} and ${other.file} would both be ${guide.address}`,
        help: 'rename one of them, or leave it out of the pages',
        at: { file: guide.file, path: [], range: { offset: 0, length: 1 } },
      },
    ];
  });
}

interface Pictures {
  /** Takes a picture into the site; gives why it cannot be shown. */
  take(path: string): string | undefined;
  taken(): readonly GuidePicture[];
}

function createPictures(source: GuideSource): Pictures {
  const known = new Map<string, Uint8Array | string>();
  return {
    take: (path) => {
      const read = known.get(path) ?? refuseScripts(path, source.readPicture(path));
      known.set(path, read);
      return typeof read === 'string' ? read : undefined;
    },
    taken: () =>
      [...known].flatMap(([path, text]) =>
        typeof text === 'string' ? [] : [{ path: pictureAddress(path), text }],
      ),
  };
}
