import { posix } from 'node:path';
import { isFileName } from '../../model/names.ts';
import { pathName, paths } from '../site-paths.ts';

/**
 * The address of a page, from the site's root: its path, below a folder of its own, so that no name of a page and none of
 * the design ever meet. `README.md` is the page of its folder, as forges show it.
 */
export function guideAddress(path: string): string {
  const folder = posix.dirname(path);
  const name = posix.basename(path).replace(/\.(?:md|markdown)$/i, '');
  const steps = [...(folder === '.' ? [] : folder.split('/')), isIndexPage(path) ? 'index' : name];
  return `${[paths.guidesFolder, ...steps.map(stepOf)].join('/')}.html`;
}

/** The address of a picture: its path, with the ending that tells its kind. */
export function pictureAddress(path: string): string {
  return [paths.guidesFolder, ...path.split('/').map(stepOf)].join('/');
}

/** Whether a page speaks for its folder. */
export function isIndexPage(path: string): boolean {
  return /^(?:readme|index)\.(?:md|markdown)$/i.test(posix.basename(path));
}

/** A name as it is where every system and address can bear it; a mark of its own where not. */
function stepOf(name: string): string {
  if (isFileName(name) && name.length <= 100 && !name.startsWith('.')) return name;
  const ending = /\.[a-z]{2,5}$/i.exec(name)?.[0] ?? '';
  return pathName(name.slice(0, name.length - ending.length)) + ending.toLowerCase();
}
