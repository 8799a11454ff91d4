import { posix } from 'node:path';
import { isIndexPage } from './guide-address.ts';
import { nameOf } from './read-guide.ts';

/** What the order of pages follows from. */
export interface LinkedGuide {
  readonly path: string;
  readonly title: string;
  /** Pages that it leads to, in the order in which it names them. */
  readonly leadsTo: readonly string[];
}

export interface OrderedGroup {
  readonly folder: string;
  readonly title: string;
  readonly paths: readonly string[];
}

/**
 * Pages by folder, as people read them: the page that speaks for a folder first, then in the order in which it names them,
 * or the page of a folder above does; what nobody names by its path.
 */
export function orderGuides(guides: readonly LinkedGuide[]): readonly OrderedGroup[] {
  const byPath = new Map(guides.map((guide) => [guide.path, guide]));
  const folders = [...new Set(guides.map(({ path }) => folderOf(path)))];
  const speakers = createSpeakers(guides);
  /** Where the pages that speak for folders name the first page for which a test holds, nearest folder first. */
  const rankOf = (folder: string, isMeant: (path: string) => boolean): readonly [number, number] => {
    for (const [distance, path] of speakers(folder).entries()) {
      const at = byPath.get(path)?.leadsTo.findIndex(isMeant) ?? -1;
      if (at >= 0) return [distance, at];
    }
    return [Number.MAX_SAFE_INTEGER, 0];
  };
  const groups = folders.map((folder) => {
    const own = guides.filter(({ path }) => folderOf(path) === folder).map(({ path }) => path);
    const ranked = own.map((path) => ({
      path,
      rank: isIndexPage(path) ? ([-1, 0] as const) : rankOf(folder, (to) => to === path),
    }));
    const [speaker] = speakers(folder);
    const spokenFor = speaker !== undefined && isOf(speaker, folder) ? byPath.get(speaker)?.title : undefined;
    return {
      folder,
      title: spokenFor ?? nameOf(folder === '' ? 'README.md' : `${folder}/README.md`),
      paths: ranked.sort(byRank).map(({ path }) => path),
    };
  });
  const rankOfFolder = new Map(
    folders.map((folder) => [
      folder,
      { path: folder, rank: rankOf(folderOf(folder), (to) => to.startsWith(`${folder}/`)) },
    ]),
  );
  return groups.sort((a, b) => compareFolders(a.folder, b.folder, rankOfFolder));
}

interface Ranked {
  readonly path: string;
  readonly rank: readonly [number, number];
}

function byRank(a: Ranked, b: Ranked): number {
  return a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.path < b.path ? -1 : 1);
}

/** Folders before those within them, and those of one folder by the pages that name them. */
function compareFolders(a: string, b: string, ranks: ReadonlyMap<string, Ranked>): number {
  const [stepsA, stepsB] = [stepsOf(a), stepsOf(b)];
  for (let depth = 0; depth < Math.min(stepsA.length, stepsB.length); depth++) {
    const [one = '', other = ''] = [stepsA[depth], stepsB[depth]];
    if (one === other) continue;
    const unranked = (path: string): Ranked => ({ path, rank: [Number.MAX_SAFE_INTEGER, 0] });
    return byRank(ranks.get(one) ?? unranked(one), ranks.get(other) ?? unranked(other));
  }
  return stepsA.length - stepsB.length;
}

/** `docs/rules` → the folders on the way: `docs`, `docs/rules`. */
function stepsOf(folder: string): readonly string[] {
  if (folder === '') return [];
  const names = folder.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** Pages that speak for a folder, then for those above: `rules/README.md`, or `rules.md` beside it. */
function createSpeakers(guides: readonly LinkedGuide[]): (folder: string) => readonly string[] {
  const indexes = new Map<string, string>();
  const paths = new Set(guides.map(({ path }) => path));
  for (const path of paths) if (isIndexPage(path)) indexes.set(folderOf(path), path);
  const ofOne = (folder: string): readonly string[] =>
    [indexes.get(folder), folder === '' ? undefined : `${folder}.md`].filter(
      (path): path is string => path !== undefined && paths.has(path),
    );
  return (folder) => ['', ...stepsOf(folder)].reverse().flatMap(ofOne);
}

function isOf(speaker: string, folder: string): boolean {
  return folderOf(speaker) === folder || speaker === `${folder}.md`;
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}
