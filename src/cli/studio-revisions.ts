import { createHash } from 'node:crypto';
import { listRevisions, openRepository, type Repository, resolveCommit } from '../spec/git/repository.ts';
import type { Git } from '../spec/git/run-git.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import type { ParseCache } from '../spec/source.ts';
import type { ReadRevision, RefusedRevision, RevisionsPort } from '../studio/compare/revisions.ts';
import { atCommit, type FoundSide, releasedVersions, releaseSide, releasesHome } from './design-side.ts';
import { loadSide } from './load-sides.ts';
import type { Project } from './project.ts';

const releasePrefix = 'release:';

/**
 * The states of a project that the studio compares: releases, and what git names. No other file is read. Files that a
 * state has in the words that `cache` knows are not parsed again.
 */
export function openRevisions(project: Project, cache: ParseCache): RevisionsPort {
  const { folder, entry } = project;
  const home = releasesHome(project);
  let opened: Git<Repository> | undefined;
  /** Asked for anew until there is one. */
  const repositoryHere = (): Git<Repository> => {
    if (opened?.ok !== true) opened = openRepository(folder);
    return opened;
  };
  const readSide = (found: FoundSide): ReadRevision => {
    if (!found.ok) return refused(found);
    const loaded = loadSide(found.side, cache);
    return loaded.ok ? { ok: true, architecture: loaded.read.architecture } : loaded;
  };

  return {
    list: () => {
      const releases = releasedVersions(home).map((version) => ({
        name: `${releasePrefix}${version}`,
        kind: 'release' as const,
      }));
      const repository = repositoryHere();
      const listed = repository.ok ? listRevisions(repository.value) : repository;
      return [...releases, ...(listed.ok ? listed.value : [])];
    },
    open: (name) => {
      if (name.startsWith(releasePrefix)) {
        const found = releaseSide(home, name.slice(releasePrefix.length));
        return found.ok
          ? { ok: true, id: hashOf(found.side.files), read: () => readSide(found) }
          : refused(found);
      }
      const repository = repositoryHere();
      if (!repository.ok) return { ok: false, ...repository.problem };
      const commit = resolveCommit(repository.value, name);
      if (!commit.ok) return { ok: false, ...commit.problem };
      return {
        ok: true,
        id: commit.value,
        read: () => readSide(atCommit(repository.value, commit.value, entry, name)),
      };
    },
  };
}

/** What files say, as a hash: a release does not change, but it can be taken back and made anew under its name. */
function hashOf(files: ProjectFiles): string {
  const hash = createHash('sha256');
  for (const path of files.glob('**/*')) {
    const read = files.read(path);
    hash.update(JSON.stringify([path, read.ok ? read.text : read.reason]));
  }
  return hash.digest('hex');
}

function refused({ message, help }: Extract<FoundSide, { ok: false }>): RefusedRevision {
  return { ok: false, message, ...(help === undefined ? {} : { help }) };
}
