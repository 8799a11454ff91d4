import { compareArchitectures } from '../diff/compare-architectures.ts';
import type { Architecture } from '../model/architecture.ts';
import type { LoadedDesign } from '../pipeline.ts';
import type { VersionChanges } from '../site/site-input.ts';
import { releasedVersions, releaseSide, releasesHome, sideOf } from './design-side.ts';
import { loadSide, type ReadSide, sideAsRead } from './load-sides.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';

export type History =
  | { readonly ok: true; readonly versions: readonly VersionChanges[] }
  | { readonly ok: false; readonly message: string };

/** What changed from release to release, and since the newest one; newest first. */
export function readHistory(project: Project, design: LoadedDesign, architecture: Architecture): History {
  const releases: ReadSide[] = [];
  const home = releasesHome(project);
  for (const version of releasedVersions(home)) {
    const found = releaseSide(home, version);
    if (!found.ok) return found;
    const loaded = loadSide(found.side);
    if (!loaded.ok) return loaded;
    releases.push(loaded.read);
  }
  const versions = releases.map((release, at): VersionChanges => {
    const before = releases[at + 1];
    return { version: versionOf(release), released: true, ...changesSince(before, release) };
  });
  const [newest] = releases;
  if (newest === undefined) return { ok: true, versions };
  const now = changesSince(
    newest,
    sideAsRead(sideOf(project, architecture.system.version), design, architecture),
  );
  if (now.changes.length === 0) return { ok: true, versions };
  const version = architecture.system.version;
  const isTaken = versions.some((one) => one.version === version);
  // Who has not raised the version yet works on what comes after the newest release.
  return {
    ok: true,
    versions: [{ version: isTaken ? `after ${version}` : version, released: false, ...now }, ...versions],
  };
}

function changesSince(
  before: ReadSide | undefined,
  now: ReadSide,
): Pick<VersionChanges, 'previous' | 'changes'> {
  if (before === undefined) return { changes: [] };
  const changes = compareArchitectures(before.architecture, now.architecture, {
    policy: 'tolerant',
    today: today(),
  });
  // That the version is another one stands above the list.
  return {
    previous: versionOf(before),
    changes: changes.filter(({ kind }) => kind !== 'system-version-changed'),
  };
}

function versionOf({ side, architecture }: ReadSide): string {
  return /^release (.+)$/.exec(side.name)?.[1] ?? architecture.system.version;
}
