import { didYouMean } from '../../diagnostics/suggest.ts';
import { failed, type Git, runGit } from './run-git.ts';

/** A git repository, seen from a folder of its work tree. */
export interface Repository {
  /** Absolute; where git is asked. */
  readonly folder: string;
  /** The folder as the repository calls it, with `/` and one at the end; empty at the top. */
  readonly prefix: string;
  /** True: older commits were not fetched. */
  readonly isShallow: boolean;
}

/** Opens the repository that a folder lies in. */
export function openRepository(folder: string): Git<Repository> {
  const asked = runGit(folder, [
    'rev-parse',
    '--is-shallow-repository',
    '--is-inside-work-tree',
    '--show-prefix',
  ]);
  if (!asked.ok) return asked;
  const { code, out, err } = asked.value;
  if (code === 0) {
    const [shallow, inside, ...rest] = out.toString().split('\n');
    const prefix = rest.slice(0, -1).join('\n');
    if (inside === 'true') return { ok: true, value: { folder, prefix, isShallow: shallow === 'true' } };
    return failed(`${folder} has no work tree`, 'call eda in a clone that has its files checked out');
  }
  if (err.includes('dubious ownership')) {
    return failed(
      `git refuses ${folder}: it belongs to somebody else`,
      `where you trust it: git config --global --add safe.directory ${folder}`,
    );
  }
  if (err.includes('not a git repository')) {
    return failed(`${folder} lies in no git repository`, 'revisions are those of git; `git init` begins one');
  }
  return failed(`git cannot open ${folder}: ${firstLine(err)}`);
}

/** The full hash of the commit that a branch, tag, hash or expression such as `HEAD~2` names. */
export function resolveCommit(repository: Repository, revision: string): Git<string> {
  // What begins with a hyphen is never a revision, and would be an option to older versions of git.
  if (revision === '' || revision.startsWith('-') || /[\p{Cc}\s]/u.test(revision)) {
    return failed(`"${revision}" cannot be a git revision`, 'name a branch, a tag or a commit');
  }
  const asked = runGit(repository.folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (!asked.ok) return asked;
  const hash = hashIn(asked.value.out);
  if (asked.value.code === 0 && hash !== undefined) return { ok: true, value: hash };
  return failed(
    `git knows no revision ${revision}${didYouMean(revision, branchesAndTags(repository))}`,
    helpToFetch(repository, revision),
  );
}

/** Something that git has a name for. */
export interface NamedRevision {
  readonly name: string;
  readonly kind: 'branch' | 'tag' | 'commit';
  /** First line of the commit's message. */
  readonly about: string;
}

/** So many branches and tags, and so many commits, are named. */
const mostNames = { refs: 60, commits: 20 } as const;

/** Branches and tags, those with the newest commits first, and the last commits that touched the repository's folder. */
export function listRevisions({ folder }: Repository): Git<readonly NamedRevision[]> {
  const refs = runGit(folder, [
    'for-each-ref',
    `--count=${mostNames.refs}`,
    '--sort=-creatordate',
    '--format=%(refname)%00%(refname:short)%00%(contents:subject)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ]);
  if (!refs.ok) return refs;
  const log = runGit(folder, ['log', `--max-count=${mostNames.commits}`, '--format=%h%x00%s', '--', '.']);
  if (!log.ok) return log;
  const lines = (out: Buffer): string[] =>
    out
      .toString()
      .split('\n')
      .filter((line) => line !== '');
  return {
    ok: true,
    value: [
      ...lines(refs.value.out).flatMap((line): NamedRevision[] => {
        const [full = '', name = '', about = ''] = line.split('\0');
        // What a remote calls its main branch is one of the others.
        if (full.endsWith('/HEAD')) return [];
        return [{ name, kind: full.startsWith('refs/tags/') ? 'tag' : 'branch', about }];
      }),
      // A repository without a commit has no log.
      ...(log.value.code === 0 ? lines(log.value.out) : []).map((line): NamedRevision => {
        const [name = '', about = ''] = line.split('\0');
        return { name, kind: 'commit', about };
      }),
    ],
  };
}

/** The newest commit that both come from: what a branch is compared with, so that news of the other side don't count. */
export function findMergeBase(repository: Repository, revision: string, head = 'HEAD'): Git<string> {
  const theirs = resolveCommit(repository, revision);
  if (!theirs.ok) return theirs;
  const ours = resolveCommit(repository, head);
  if (!ours.ok) return ours;
  const asked = runGit(repository.folder, ['merge-base', theirs.value, ours.value]);
  if (!asked.ok) return asked;
  const hash = hashIn(asked.value.out);
  if (asked.value.code === 0 && hash !== undefined) return { ok: true, value: hash };
  return failed(
    `${revision} and ${head} have no commit in common`,
    repository.isShallow ? deepen : 'compare with a revision of the same history',
  );
}

/**
 * Files below the repository's folder that differ between a commit and the work tree, staged or not, new ones that git
 * does not ignore, and deleted ones: relative to the folder, with `/`, sorted.
 */
export function changedPaths(repository: Repository, commit: string): Git<readonly string[]> {
  const paths = new Set<string>();
  for (const args of [
    ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', commit, '--', '.'],
    ['ls-files', '--others', '--exclude-standard', '-z', '--', '.'],
  ]) {
    const asked = runGit(repository.folder, args);
    if (!asked.ok) return asked;
    if (asked.value.code !== 0) return failed(`git cannot compare: ${firstLine(asked.value.err)}`);
    for (const path of asked.value.out.toString().split('\0')) if (path !== '') paths.add(path);
  }
  return { ok: true, value: [...paths].sort() };
}

const deepen =
  'this clone is shallow: fetch more of its history (`git fetch --unshallow`; in GitHub Actions `fetch-depth: 0`, in GitLab `GIT_DEPTH: 0`)';

/** Names of branches and tags, with those of the remote as they are called there and here. */
function branchesAndTags({ folder }: Repository): readonly string[] {
  const refs = runGit(folder, [
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ]);
  return refs.ok
    ? refs.value.out
        .toString()
        .split('\n')
        .filter((name) => name !== '')
    : [];
}

function helpToFetch(repository: Repository, revision: string): string {
  if (repository.isShallow) return deepen;
  const remote = runGit(repository.folder, [
    'for-each-ref',
    '--count=1',
    '--format=%(refname:short)',
    `refs/remotes/*/${revision.replace(/[*?[\\]/g, '')}`,
  ]);
  const near = remote.ok && remote.value.code === 0 ? firstLine(remote.value.out.toString()) : '';
  return near === '' ? 'is it fetched? `git branch --all` lists what there is' : `there is ${near}`;
}

function hashIn(out: Buffer): string | undefined {
  return /^[0-9a-f]{40,64}$/m.exec(out.toString())?.[0];
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? '';
}
