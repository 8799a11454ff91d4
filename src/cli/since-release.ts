import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findSinceRelease, type ReleaseFindings } from '../diff/release-findings.ts';
import type { Architecture } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import { releasesFolder } from '../spec/project-files.ts';
import { readAcceptedFile } from './accepted-file.ts';
import { releasedVersions, releaseSide } from './design-side.ts';
import { loadSide } from './load-sides.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';

export interface SinceRelease {
  /** Absent where there is nothing to compare with, or it cannot be read. */
  readonly findings?: ReleaseFindings;
  /** What is wrong with the release itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What changed since the newest release of a project. */
export function findSinceNewest(project: Project, now: Architecture): SinceRelease {
  const [newest, ...earlier] = releasedVersions(project.folder);
  if (newest === undefined) return { diagnostics: [] };
  const load = (version: string) => {
    const found = releaseSide(project.folder, version);
    return found.ok ? loadSide(found.side) : { ok: false as const, message: found.message };
  };
  const unusable = (message: string, file: string): SinceRelease => ({
    diagnostics: [
      {
        code: 'release-unreadable',
        severity: 'error',
        message,
        help: 'restore it from version control: releases do not change',
        at: { file, path: [] },
      },
    ],
  });
  const released = load(newest);
  if (!released.ok) return unusable(released.message, `${releasesFolder}/${newest}/eda.yaml`);
  const accepted = readAcceptedFile(project.files);
  if (!accepted.ok) return unusable(accepted.message, 'eda.accepted.yaml');
  // Earlier releases are read where somebody was promised that they count.
  const isTransitive = Object.values(released.read.architecture.events).some(
    ({ compatibility }) => compatibility.transitive,
  );
  const history = (isTransitive ? earlier : []).flatMap((version) => {
    const loaded = load(version);
    return loaded.ok ? [loaded.read.architecture] : [];
  });
  // Documents have no name as a system: that of their folder is no difference.
  const { files, entry } = project;
  const named =
    typeof entry === 'string'
      ? now
      : (loadDesign(files, { ...entry, system: released.read.architecture.system.name }).architecture ?? now);
  return {
    findings: findSinceRelease(released.read.architecture, named, {
      accepted: accepted.file.entries,
      today: today(),
      root: project.root,
      history,
    }),
    diagnostics: [],
  };
}
