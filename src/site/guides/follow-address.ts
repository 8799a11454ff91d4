import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { SitePaths } from '../site-paths.ts';
import type { GuideSource } from './guide.ts';
import { pictureAddress } from './guide-address.ts';
import type { ReadGuide } from './read-guide.ts';
import { hrefFrom, resolveAddress, sourceHref } from './resolve-address.ts';

/** What a page is linked with. */
export interface LinkContext {
  /** All pages by path. */
  readonly pages: ReadonlyMap<string, ReadGuide>;
  readonly source: GuideSource;
  readonly places: SitePaths;
  readonly architecture: Architecture;
  /** Takes a picture into the site; gives why it cannot be shown. */
  readonly takePicture: (path: string) => string | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** What is wrong with an address that a page names. */
export type Complain = (fault: {
  readonly code: PageCode;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
}) => void;

export type PageCode = 'page-link' | 'page-anchor' | 'page-picture' | 'page-markup';

/** The address that a link gets on the site; undefined: its words stay, without a link. */
export function followLink(
  address: string,
  guide: ReadGuide,
  { pages, source, places, takePicture }: LinkContext,
  complain: Complain,
): string | undefined {
  const target = resolveAddress(address, guide.path, pages, source);
  const unlinked = 'the site shows the words without the link';
  switch (target.kind) {
    case 'web':
      return target.href;
    case 'element': {
      const place = places.of(target.element);
      if (place !== undefined) return hrefFrom(guide.address, place);
      const message = `${address}: nothing of the design is called so`;
      complain({ code: 'page-link', severity: 'warning', message, help: unlinked });
      return undefined;
    }
    case 'page': {
      const { path, anchor } = target;
      const page = pages.get(path) ?? guide;
      const here = page === guide ? '' : hrefFrom(guide.address, page.address);
      const ids = page.headings.map(({ id }) => id);
      if (anchor !== '' && ids.includes(anchor)) return `${here}#${anchor}`;
      if (anchor !== '') {
        const message = `${address}: no heading of ${path} is called ${anchor}${didYouMean(anchor, ids)}`;
        complain({ code: 'page-anchor', severity: 'warning', message, help: 'the link leads to the page' });
      }
      return here === '' ? '#' : here;
    }
    case 'picture': {
      const fault = takePicture(target.path);
      if (fault === undefined) return hrefFrom(guide.address, pictureAddress(target.path));
      complain({
        code: 'page-picture',
        severity: 'warning',
        message: `${address}: ${fault}`,
        help: unlinked,
      });
      return undefined;
    }
    case 'file': {
      const { sourceUrl } = source;
      if (sourceUrl === undefined) return undefined;
      const hash = target.anchor === '' ? '' : `#${encodeURIComponent(target.anchor)}`;
      return sourceHref(sourceUrl, target.path, target.isFolder) + hash;
    }
    case 'nowhere':
      complain({
        code: 'page-link',
        severity: 'warning',
        message: `${address}: ${target.why}`,
        help: unlinked,
      });
      return undefined;
  }
}

/** The address that a picture gets on the site; undefined: it is not shown, its alternative text is. */
export function showPicture(
  address: string,
  guide: ReadGuide,
  { pages, source, takePicture }: LinkContext,
  complain: Complain,
): string | undefined {
  if (/^data:image\/(?:png|gif|jpeg|webp);/i.test(address)) return address;
  const target = resolveAddress(address, guide.path, pages, source);
  if (target.kind === 'web') {
    complain({
      code: 'page-picture',
      severity: 'info',
      message: `${address}: a picture from elsewhere is not shown`,
      help: 'the site asks nobody for anything; a copy beside the page would be shown',
    });
    return undefined;
  }
  if (target.kind === 'picture') {
    const fault = takePicture(target.path);
    if (fault === undefined) return hrefFrom(guide.address, pictureAddress(target.path));
    return refusePicture(address, fault, complain);
  }
  const isThere = target.kind !== 'nowhere';
  return refusePicture(address, isThere ? 'this is no SVG, PNG, JPEG, WebP or GIF' : target.why, complain);
}

function refusePicture(address: string, fault: string, complain: Complain): undefined {
  complain({
    code: 'page-picture',
    severity: 'warning',
    message: `${address}: ${fault}`,
    help: 'the site shows its alternative text',
  });
}
