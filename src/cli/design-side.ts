import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { didYouMean } from '../diagnostics/suggest.ts';
import { compareVersions, isVersion } from '../model/semver.ts';
import { looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import { findMergeBase, openRepository, type Repository, resolveCommit } from '../spec/git/repository.ts';
import { createRevisionFiles } from '../spec/git/revision-files.ts';
import { createDiskFiles, type ProjectFiles, releasesFolder } from '../spec/project-files.ts';
import type { Entry } from '../spec/source.ts';
import { configName } from './config-file.ts';
import { exitCode } from './exit-code.ts';
import { findDesign, type Project } from './project.ts';

/** A design to compare: where its files are, and what people call it. */
export interface DesignSide {
  readonly name: string;
  readonly files: ProjectFiles;
  /** The root file, relative to the files; of documents by themselves the first one. */
  readonly root: string;
  /** What is read: the root file, or a set of AsyncAPI documents. */
  readonly entry: Entry;
  /** On disk, where it is the work tree's. */
  readonly folder?: string;
  /** Where its releases lie, on disk, where it is the work tree's. */
  readonly releases?: string;
  /** Where its files are shown to be: a folder on disk, absolute. */
  readonly shownAt: string;
}

export type FoundSide =
  | { readonly ok: true; readonly side: DesignSide }
  | { readonly ok: false; readonly code: number; readonly message: string; readonly help?: string };

/** What a release begins with: a design, or the configuration of documents. */
const releasedRoots = ['eda.yaml', configName];

/** The released versions of a project, newest first. */
export function releasedVersions(folder: string): string[] {
  const path = join(folder, releasesFolder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => isVersion(name))
    .filter(
      (entry) =>
        entry.isDirectory() && releasedRoots.some((root) => existsSync(join(path, entry.name, root))),
    )
    .map(({ name }) => name)
    .sort((a, b) => compareVersions(b, a));
}

/** Where the releases of a project lie; a design that is pinned brings its own. */
export function releasesHome({ folder, root, services }: Project): string {
  return services === undefined ? folder : join(folder, dirname(root));
}

/** The design of this folder, as it lies there. */
export function workTreeSide(cwd: string): FoundSide {
  const found = findDesign(cwd);
  if (!found.ok) return refused(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
  return { ok: true, side: sideOf(found.project, 'work tree') };
}

/** A released design; `version` undefined: the newest. */
export function releaseSide(folder: string, version: string | undefined): FoundSide {
  const versions = releasedVersions(folder);
  const [newest] = versions;
  if (newest === undefined)
    return refused('there is no release yet; `eda release` records one', exitCode.usage);
  const wanted = version ?? newest;
  if (!versions.includes(wanted)) {
    return refused(
      `there is no release ${wanted}${didYouMean(wanted, versions)}`,
      exitCode.usage,
      `released: ${versions.join(', ')}`,
    );
  }
  const path = join(folder, releasesFolder, wanted);
  const files = createDiskFiles(path);
  const entry = entryIn(files, undefined);
  const root = typeof entry === 'string' ? entry : (entry.documents[0] ?? '');
  return { ok: true, side: { name: `release ${wanted}`, files, root, entry, shownAt: path } };
}

/**
 * What a word on the command line names: a release, a file or folder, a git revision, or a file of one.
 * @param root the root file that a bare revision is asked for, relative to the project
 */
export function openSide(word: string, cwd: string): FoundSide {
  if (word === 'release' || word.startsWith('release:')) {
    const found = findDesign(cwd);
    if (!found.ok) return refused(found.message, exitCode.usage);
    return releaseSide(
      releasesHome(found.project),
      word === 'release' ? undefined : word.slice('release:'.length),
    );
  }
  if (existsSync(resolve(cwd, word))) {
    const found = findDesign(cwd, word);
    return found.ok
      ? { ok: true, side: sideOf(found.project, word) }
      : refused(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
  }
  const colon = word.indexOf(':');
  // A drive letter of Windows is no revision.
  if (colon > 1) return fileOfRevision(word.slice(0, colon), word.slice(colon + 1), cwd);
  return revisionSide(word, cwd, (repository) => resolveCommit(repository, word), word);
}

/** Where this branch parted from another one. */
function mergeBaseSide(branch: string, cwd: string): FoundSide {
  return revisionSide(
    branch,
    cwd,
    (repository) => {
      // CI fetches the branch of the remote, and has none of its own.
      const remote = findMergeBase(repository, `origin/${branch}`);
      return remote.ok ? remote : findMergeBase(repository, branch);
    },
    `merge base with ${branch}`,
  );
}

function revisionSide(
  word: string,
  cwd: string,
  resolveIn: (repository: Repository) => ReturnType<typeof resolveCommit>,
  name: string,
): FoundSide {
  const found = findDesign(cwd);
  if (!found.ok) {
    return refused(
      `${word} is neither a file nor a folder, and ${found.message}`,
      found.kind === 'usage' ? exitCode.usage : exitCode.unreadable,
    );
  }
  const repository = openRepository(found.project.folder);
  if (!repository.ok) {
    return refused(
      `${word} is neither a file nor a folder here, and ${repository.problem.message}`,
      exitCode.unreadable,
      repository.problem.help,
    );
  }
  const commit = resolveIn(repository.value);
  if (!commit.ok) {
    const isReleased = releasedVersions(releasesHome(found.project)).includes(word);
    const help = isReleased ? `the release is release:${word}` : commit.problem.help;
    return refused(commit.problem.message, exitCode.usage, help);
  }
  return atCommit(repository.value, commit.value, found.project.entry, name);
}

/** `main:eda.yaml`, from the top of the repository as git has it; `main:./eda.yaml` from here. */
function fileOfRevision(revision: string, path: string, cwd: string): FoundSide {
  const repository = openRepository(cwd);
  if (!repository.ok)
    return refused(repository.problem.message, exitCode.unreadable, repository.problem.help);
  const commit = resolveCommit(repository.value, revision);
  if (!commit.ok) return refused(commit.problem.message, exitCode.usage, commit.problem.help);
  const whole = posix.normalize(
    /^\.{1,2}\//.test(path) ? posix.join(repository.value.prefix, path) : path || '.',
  );
  if (whole.startsWith('../') || posix.isAbsolute(whole))
    return refused(`${revision}:${path} lies outside of the repository`, exitCode.usage);
  const isFolder = !/\.(ya?ml|json)$/.test(whole);
  const folder = isFolder ? whole : posix.dirname(whole);
  const prefix = folder === '.' ? '' : `${folder.replace(/\/$/, '')}/`;
  const top = posix.relative(repository.value.prefix, prefix) || '.';
  return atCommit(
    { ...repository.value, prefix, folder: resolve(cwd, top) },
    commit.value,
    isFolder ? undefined : posix.basename(whole),
    `${revision}:${path}`,
  );
}

/** The design of a commit, below the repository's folder; `asked`: what is read there. */
export function atCommit(
  repository: Repository,
  commit: string,
  asked: Entry | undefined,
  name: string,
): FoundSide {
  const files = createRevisionFiles(repository, commit);
  if (!files.ok) return refused(files.problem.message, exitCode.unreadable, files.problem.help);
  const entry = typeof asked === 'object' ? asked : entryIn(files.value, asked);
  const root = typeof entry === 'string' ? entry : (entry.documents[0] ?? '');
  if (!files.value.read(root).ok)
    return refused(`${name} has no ${repository.prefix}${root}`, exitCode.unreadable);
  return { ok: true, side: { name, files: files.value, root, entry, shownAt: repository.folder } };
}

/** The design in a file, or in a folder: its root file, else all AsyncAPI documents there. */
function entryIn(files: ProjectFiles, file: string | undefined): Entry {
  const isDocument = (path: string): boolean => {
    const read = files.read(path);
    return read.ok && looksLikeAsyncApi(read.text);
  };
  const config = files.read(configName).ok ? { config: configName } : {};
  const set = (documents: readonly string[]): Entry => ({ documents, system: 'documents', ...config });
  if (file !== undefined) return isDocument(file) ? set([file]) : file;
  if (files.read('eda.yaml').ok) return 'eda.yaml';
  const documents = files.glob('**/*.{yaml,yml,json}').filter(isDocument);
  return documents.length === 0 ? 'eda.yaml' : set(documents);
}

/** The design of a project as it lies there, under a name. */
export function sideOf(project: Project, name: string): DesignSide {
  const { folder, files, root, entry } = project;
  return { name, files, root, entry, folder, releases: releasesHome(project), shownAt: folder };
}

function refused(message: string, code: number, help?: string): FoundSide {
  return { ok: false, code, message, ...(help === undefined ? {} : { help }) };
}

/** Variables by which CI tells the branch that a pull request goes to. */
const targetVariables = [
  'GITHUB_BASE_REF',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
  'BITBUCKET_PR_DESTINATION_BRANCH',
  'SYSTEM_PULLREQUEST_TARGETBRANCH',
  'BUILDKITE_PULL_REQUEST_BASE_BRANCH',
  'CHANGE_TARGET',
  'CI_COMMIT_TARGET_BRANCH',
  'DRONE_TARGET_BRANCH',
];

/** The branch that a pull request goes to, where CI runs one. */
function targetBranch(env: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const variable of targetVariables) {
    const value = env[variable];
    if (value !== undefined && value !== '') return value.replace(/^refs\/heads\//, '');
  }
  return undefined;
}

/**
 * What to compare with: what was named, else where the branch left the one that CI merges into, else the newest
 * release. `base`: a branch, or `auto` for CI's.
 */
export function findOldSide(
  old: string | undefined,
  base: string | undefined,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): FoundSide {
  if (old !== undefined) return openSide(old, cwd);
  if (base !== undefined && base !== 'auto') return mergeBaseSide(base, cwd);
  const target = targetBranch(env);
  if (target !== undefined) return mergeBaseSide(target, cwd);
  if (base === 'auto') {
    return refused('this is no pull request that CI tells of: name the branch, --base main', exitCode.usage);
  }
  const found = findDesign(cwd);
  if (!found.ok) return refused(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
  if (releasedVersions(releasesHome(found.project)).length > 0)
    return releaseSide(releasesHome(found.project), undefined);
  return refused(
    'what to compare with? there is no release yet',
    exitCode.usage,
    'eda diff main compares with a branch; eda release records a release',
  );
}
