import { listRevisions, openRepository, resolveCommit } from '../spec/git/repository.ts';
import type { FoundRevision, RevisionsPort } from '../studio/compare/revisions.ts';
import { atCommit, type FoundSide, releasedVersions, releaseSide } from './design-side.ts';
import { loadSide } from './load-sides.ts';
import type { Project } from './project.ts';

const releasePrefix = 'release:';

/** The states of a project that the studio compares: releases, and what git names. No other file is read. */
export function openRevisions({ folder, entry }: Project): RevisionsPort {
  return {
    list: () => {
      const releases = releasedVersions(folder).map((version) => ({
        name: `${releasePrefix}${version}`,
        kind: 'release' as const,
      }));
      const repository = openRepository(folder);
      const listed = repository.ok ? listRevisions(repository.value) : repository;
      return [...releases, ...(listed.ok ? listed.value : [])];
    },
    open: (name) => {
      if (name.startsWith(releasePrefix))
        return readLater(() => releaseSide(folder, name.slice(releasePrefix.length)));
      const repository = openRepository(folder);
      if (!repository.ok) return { ok: false, ...repository.problem };
      const commit = resolveCommit(repository.value, name);
      if (!commit.ok) return { ok: false, ...commit.problem };
      return readLater(() => atCommit(repository.value, commit.value, entry, name), commit.value);
    },
  };
}

function readLater(find: () => FoundSide, id?: string): FoundRevision {
  return {
    ok: true,
    ...(id === undefined ? {} : { id }),
    read: () => {
      const found = find();
      if (!found.ok)
        return {
          ok: false,
          message: found.message,
          ...(found.help === undefined ? {} : { help: found.help }),
        };
      const loaded = loadSide(found.side);
      return loaded.ok ? { ok: true, architecture: loaded.read.architecture } : loaded;
    },
  };
}
