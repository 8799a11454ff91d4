import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { GuideFile, GuideSource } from '../site/guides/guide.ts';
import { climbs, isRooted, isWindowsGlob, writeSlashes } from '../spec/path-shape.ts';
import { describeProblem, type ProjectFiles } from '../spec/project-files.ts';

/** Which Markdown pages belong to a site. */
export interface PagesRequest {
  /** Folder that they are taken from, relative to the project's, with `/`; empty: the project's own. */
  readonly folder: string;
  /** Globs, relative to that folder. */
  readonly globs: readonly PagesGlob[];
  readonly sourceUrl?: string;
  /** There is no design beside them. */
  readonly pagesAlone: boolean;
}

export interface PagesGlob {
  readonly glob: string;
  /** Where it was written; absent: in the command. */
  readonly at?: Place;
}

export interface ReadGuides {
  readonly source: GuideSource;
  /** Errors: pages that cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A page of this size is a mistake. In bytes. */
const largestPage = 5 * 1024 * 1024;
const largestPicture = 20 * 1024 * 1024;

/** Reads the pages that globs name. Nothing is taken from outside of their folder, by a path, a glob or a link. */
export function readGuides(request: PagesRequest, files: ProjectFiles): ReadGuides {
  const { folder, sourceUrl, pagesAlone } = request;
  const root = posix.join(files.root.split(sep).join('/'), folder);
  const diagnostics: Diagnostic[] = [];
  const found = findPages(request, files, (diagnostic) => void diagnostics.push(diagnostic));
  const pages = found.flatMap((path): readonly GuideFile[] => {
    const file = posix.join(folder, path);
    const problem = sizeProblem(join(root, path), largestPage);
    const read = problem === undefined ? files.read(file) : undefined;
    if (read?.ok === true) return [{ path, text: read.text, file }];
    diagnostics.push({
      code: 'file-unreadable',
      severity: 'error',
      message: `${file}: ${problem ?? (read === undefined ? '' : describeProblem(read))}`,
      help: 'a page is a text file in UTF-8; what is none may not be named',
      at: { file, path: [], range: { offset: 0, length: 0 } },
    });
    return [];
  });
  return {
    source: {
      files: pages,
      ...(sourceUrl === undefined ? {} : { sourceUrl }),
      pagesAlone,
      kindOf: (path) => {
        const stat = statInside(root, path);
        return stat === undefined ? undefined : stat.isDirectory() ? 'folder' : 'file';
      },
      readPicture: (path) => readPicture(root, path),
    },
    diagnostics,
  };
}

/** Markdown files by path, each once, however many globs match it. */
function findPages(
  { folder, globs }: PagesRequest,
  files: ProjectFiles,
  report: (diagnostic: Diagnostic) => void,
): readonly string[] {
  const paths = new Set<string>();
  for (const { glob, at } of globs) {
    const fault = faultOfGlob(glob);
    if (fault !== undefined) {
      if (at === undefined) continue;
      const help =
        'an eda.config.yaml in the folder above holds both: `design` names the one, `docs` the others';
      report({ code: 'page-glob', severity: 'error', message: fault, help, at });
      continue;
    }
    const matches = files
      .glob(posix.join(folder, glob))
      .filter((path) => /\.(?:md|markdown)$/i.test(path))
      .map((path) => posix.relative(folder, path));
    for (const path of matches) paths.add(path);
    if (matches.length > 0 || at === undefined) continue;
    report({
      code: 'page-glob',
      severity: 'warning',
      message: `${glob} matches no Markdown file`,
      help: `globs are relative to ${at.file}`,
      at,
    });
  }
  return [...paths].sort();
}

/** Why a glob cannot name pages; undefined: it can. */
export function faultOfGlob(glob: string): string | undefined {
  if (glob.trim() === '') return 'an empty text names no page';
  if (isRooted(glob)) return `${glob}: a glob begins in this folder`;
  if (isWindowsGlob(glob)) return `${glob}: ${writeSlashes}`;
  return climbs(glob) ? `${glob} leads out of this folder` : undefined;
}

function sizeProblem(path: string, most: number): string | undefined {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > most ? `it has ${Math.ceil(size / 2 ** 20)} MB, more than ${most / 2 ** 20}` : undefined;
}

function readPicture(root: string, path: string): Uint8Array | string {
  if (statInside(root, path) === undefined) return 'it lies outside of the folder of the pages';
  const absolute = join(root, path);
  const problem = sizeProblem(absolute, largestPicture);
  if (problem !== undefined) return problem;
  try {
    return readFileSync(absolute);
  } catch {
    return 'it cannot be read (permissions?)';
  }
}

/** What lies at a path of a folder; links that lead out of it lead nowhere. */
function statInside(root: string, path: string): ReturnType<typeof statSync> {
  const absolute = join(root, path);
  try {
    const [real, realRoot] = [realpathSync(absolute), realpathSync(root)];
    if (real !== realRoot && !real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
      return undefined;
    return statSync(absolute);
  } catch {
    return undefined;
  }
}
