import { posix } from 'node:path';
import { type LinkTarget, linkTarget } from '../../markdown/link-target.ts';
import type { GuideSource } from './guide.ts';
import { isIndexPage } from './guide-address.ts';

/** Where a link of a page leads. */
export type Target =
  | Exclude<LinkTarget, { readonly kind: 'path' }>
  /** Another page, or a place on it. */
  | { readonly kind: 'page'; readonly path: string; readonly anchor: string }
  | { readonly kind: 'picture'; readonly path: string }
  /** A file or folder that is there, and that the site does not hold. */
  | { readonly kind: 'file'; readonly path: string; readonly isFolder: boolean; readonly anchor: string };

/** The path of an address and the place on it, both as they were written; what is asked of a server is nothing here. */
export function splitAddress(address: string): { readonly written: string; readonly hash: string } {
  const [, written = '', hash = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address) ?? [];
  return { written, hash };
}

/** Finds out where an address leads that a page names, as forges do: from the page's folder, or with `/` from the top. */
export function resolveAddress(
  address: string,
  from: string,
  pages: ReadonlyMap<string, unknown>,
  source: GuideSource,
): Target {
  const target = linkTarget(address);
  if (target.kind !== 'path') return target;
  const { written, hash } = splitAddress(address);
  const anchor = decoded(hash);
  if (written === '') return { kind: 'page', path: from, anchor };
  const name = decoded(written);
  const path = posix.join(name.startsWith('/') ? '.' : posix.dirname(from), name).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../'))
    return { kind: 'nowhere', why: 'it leads out of the folder that the pages are taken from' };
  if (pages.has(path)) return { kind: 'page', path, anchor };
  const kind = name.includes('\0') ? undefined : source.kindOf(path);
  if (kind === undefined) return { kind: 'nowhere', why: 'there is no such file' };
  const index = kind === 'folder' ? indexPageOf(path, pages) : undefined;
  if (index !== undefined) return { kind: 'page', path: index, anchor };
  if (kind === 'file' && isPicture(path)) return { kind: 'picture', path };
  return { kind: 'file', path, isFolder: kind === 'folder', anchor };
}

/** Endings of pictures that every browser shows. */
function isPicture(path: string): boolean {
  return /\.(?:svg|png|jpe?g|webp|gif)$/i.test(path);
}

/** An address of the site, as a page has to write it. */
export function hrefFrom(page: string, address: string): string {
  return posix.relative(posix.dirname(page), address);
}

/** Where a file can be read that the site does not hold. */
export function sourceHref(sourceUrl: string, path: string, isFolder = false): string {
  // Forges show files and folders at two addresses.
  const base = isFolder ? sourceUrl.replace(/\/blob\//, '/tree/') : sourceUrl;
  return `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function indexPageOf(folder: string, pages: ReadonlyMap<string, unknown>): string | undefined {
  for (const path of pages.keys()) if (isIndexPage(path) && posix.dirname(path) === folder) return path;
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
