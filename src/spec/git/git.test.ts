import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, makeRepository, type TestRepository } from '../../../tests/support/git-repository.ts';
import type { ProjectFiles } from '../project-files.ts';
import { changedPaths, findMergeBase, openRepository, type Repository, resolveCommit } from './repository.ts';
import { createRevisionFiles } from './revision-files.ts';
import type { Git } from './run-git.ts';

function must<T>(answer: Git<T>): T {
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

function messageOf(answer: Git<unknown>): string {
  return answer.ok ? 'no problem' : `${answer.problem.message}; ${answer.problem.help ?? ''}`;
}

const open = (folder: string): Repository => must(openRepository(folder));

function filesAt(repo: TestRepository, commit: string, folder = repo.folder): ProjectFiles {
  return must(createRevisionFiles(open(folder), commit));
}

describe('a repository', () => {
  it('is found from a folder inside', () => {
    const repo = makeRepository();
    mkdirSync(join(repo.folder, 'deep/er folder'), { recursive: true });
    expect(open(join(repo.folder, 'deep/er folder'))).toMatchObject({
      prefix: 'deep/er folder/',
      isShallow: false,
    });
    expect(open(repo.folder).prefix).toBe('');
  });

  it('is not found outside of one, nor in the folder of git itself', () => {
    expect(messageOf(openRepository(makeFolder()))).toMatch(/lies in no git repository; .*git init/);
    expect(messageOf(openRepository(join(makeRepository().folder, '.git')))).toMatch(/has no work tree/);
  });

  it('is not looked for without git', () => {
    const path = process.env.PATH;
    try {
      process.env.PATH = '/nowhere';
      expect(messageOf(openRepository('/'))).toMatch(/^git is not installed/);
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('a revision', () => {
  it('is a branch, a tag, a hash or an expression', () => {
    const repo = makeRepository();
    repo.write({ a: '1' });
    const first = repo.commit();
    repo.git('tag', '-a', 'v1', '-m', 'v1');
    repo.write({ a: '2' });
    const second = repo.commit();
    const repository = open(repo.folder);
    for (const name of ['v1', 'HEAD~1', first, first.slice(0, 8), 'main^']) {
      expect(must(resolveCommit(repository, name))).toBe(first);
    }
    expect(must(resolveCommit(repository, 'main'))).toBe(second);
  });

  it.each(['--output=stolen', '-h', '', 'a b', 'a\nb', 'a\0b', '--end-of-options'])(
    '%j is never an option of git',
    (name) => {
      const repo = makeRepository();
      repo.write({ a: '1' });
      repo.commit();
      expect(messageOf(resolveCommit(open(repo.folder), name))).toMatch(/cannot be a git revision/);
      expect(existsSync(join(repo.folder, 'stolen'))).toBe(false);
    },
  );

  it.each(['$(touch stolen)', '`touch`', ';touch', 'a..b', 'HEAD:a', 'nope', 'main@{99}'])(
    '%j is unknown',
    (name) => {
      const repo = makeRepository();
      repo.write({ a: '1' });
      repo.commit();
      expect(messageOf(resolveCommit(open(repo.folder), name))).toMatch(/knows no revision|cannot be a git/);
      expect(existsSync(join(repo.folder, 'stolen'))).toBe(false);
    },
  );

  it('is unknown before the first commit', () => {
    expect(messageOf(resolveCommit(open(makeRepository().folder), 'HEAD'))).toMatch(/knows no revision HEAD/);
  });

  it('that only the remote has is named as it is there', () => {
    const origin = makeRepository();
    origin.write({ a: '1' });
    origin.commit();
    origin.git('branch', 'release');
    const clone = makeRepository();
    clone.git('remote', 'add', 'origin', origin.folder);
    clone.git('fetch', '--quiet', 'origin');
    expect(messageOf(resolveCommit(open(clone.folder), 'release'))).toBe(
      'git knows no revision release; there is origin/release',
    );
  });

  it('that a shallow clone lacks says how to fetch it', () => {
    const origin = makeRepository();
    origin.write({ a: '1' });
    const first = origin.commit();
    origin.git('tag', 'v1');
    origin.write({ a: '2' });
    origin.commit();
    const clone = makeRepository();
    clone.git('fetch', '--quiet', '--depth=1', `file://${origin.folder}`, 'main');
    clone.git('checkout', '--quiet', 'FETCH_HEAD');
    const repository = open(clone.folder);
    expect(repository.isShallow).toBe(true);
    expect(messageOf(resolveCommit(repository, first))).toMatch(/shallow.*fetch-depth: 0.*GIT_DEPTH: 0/);
    expect(messageOf(findMergeBase(repository, 'v1'))).toMatch(/shallow/);
  });
});

describe('the merge base', () => {
  it('is where the branches parted', () => {
    const repo = makeRepository();
    repo.write({ a: '1' });
    const parted = repo.commit();
    repo.git('checkout', '--quiet', '-b', 'mine');
    repo.write({ b: '1' });
    repo.commit();
    repo.git('checkout', '--quiet', 'main');
    repo.write({ c: '1' });
    repo.commit();
    repo.git('checkout', '--quiet', 'mine');
    expect(must(findMergeBase(open(repo.folder), 'main'))).toBe(parted);
  });

  it('does not exist between strangers', () => {
    const repo = makeRepository();
    repo.write({ a: '1' });
    repo.commit();
    repo.git('checkout', '--quiet', '--orphan', 'other');
    repo.commit('another beginning');
    expect(messageOf(findMergeBase(open(repo.folder), 'main'))).toMatch(
      /main and HEAD have no commit in common/,
    );
  });
});

describe('changed paths', () => {
  it('are committed, staged, unstaged, new and deleted ones below the folder', () => {
    const repo = makeRepository();
    repo.write({
      'shop/kept': '1',
      'shop/committed': '1',
      'shop/staged': '1',
      'shop/edited': '1',
      'shop/gone': '1',
      'shop/old': 'a long text that git would know again',
      elsewhere: '1',
      '.gitignore': 'ignored\n',
    });
    const base = repo.commit();
    repo.write({ 'shop/committed': '2' });
    repo.commit();
    repo.write({ 'shop/staged': '2' });
    repo.git('add', 'shop/staged');
    repo.write({
      'shop/edited': '2',
      'shop/gone': undefined,
      'shop/old': undefined,
      'shop/renamed ö\t"': 'a long text that git would know again',
      'shop/ignored': '1',
      elsewhere: '2',
    });
    expect(must(changedPaths(open(join(repo.folder, 'shop')), base))).toEqual([
      'committed',
      'edited',
      'gone',
      'old',
      'renamed ö\t"',
      'staged',
    ]);
  });
});

describe('files of a revision', () => {
  it('are those of then, from a folder inside', () => {
    const repo = makeRepository();
    repo.write({
      'shop/eda.yaml': 'then',
      'shop/parts/a.eda.yaml': 'A',
      'shop/parts/b.eda.yaml': 'B',
      top: 'x',
    });
    const then = repo.commit();
    repo.write({ 'shop/eda.yaml': 'now', 'shop/parts/a.eda.yaml': undefined });
    repo.commit();
    const files = filesAt(repo, then, join(repo.folder, 'shop'));
    expect(files.read('eda.yaml')).toEqual({ ok: true, text: 'then' });
    expect(files.read('./parts/../parts/b.eda.yaml')).toEqual({ ok: true, text: 'B' });
    expect(files.glob('parts/*.eda.yaml')).toEqual(['parts/a.eda.yaml', 'parts/b.eda.yaml']);
    expect(files.glob('./parts/a.eda.yaml')).toEqual(['parts/a.eda.yaml']);
    expect(files.read('../top')).toEqual({ ok: false, reason: 'outside' });
    expect(files.read('/etc/passwd')).toEqual({ ok: false, reason: 'outside' });
    expect(files.read('parts')).toEqual({ ok: false, reason: 'folder' });
    expect(files.read('parts/c')).toEqual({ ok: false, reason: 'missing' });
  });

  it('are none where the folder did not exist', () => {
    const repo = makeRepository();
    repo.write({ top: 'x' });
    const then = repo.commit();
    repo.write({ 'shop/eda.yaml': 'now' });
    repo.commit();
    const files = filesAt(repo, then, join(repo.folder, 'shop'));
    expect(files.read('eda.yaml')).toEqual({ ok: false, reason: 'missing' });
    expect(files.glob('**')).toEqual([]);
  });

  it('follow links inside, and none that leads outside or in circles', () => {
    const repo = makeRepository();
    repo.write({
      'shop/real/a.json': '{}',
      'shop/link.json': '-> real/a.json',
      'shop/folder': '-> real',
      'shop/out.json': '-> ../secret',
      'shop/root.json': '-> /etc/passwd',
      'shop/round': '-> round',
      secret: 'no',
    });
    const files = filesAt(repo, repo.commit(), join(repo.folder, 'shop'));
    expect(files.read('link.json')).toEqual({ ok: true, text: '{}' });
    expect(files.read('folder/a.json')).toEqual({ ok: true, text: '{}' });
    for (const path of ['out.json', 'root.json', 'round']) {
      expect(files.read(path)).toEqual({ ok: false, reason: 'outside' });
    }
  });

  it('are text, whatever their names', () => {
    const repo = makeRepository();
    const odd = 'a "quoted"\tname\nof ö.yaml';
    repo.write({
      [odd]: 'odd',
      'bad.yaml': new Uint8Array([0xff, 0xfe]),
      'empty.yaml': '',
      'x.yaml': 'x\n\ny\n',
    });
    const files = filesAt(repo, repo.commit());
    expect(files.read(odd)).toEqual({ ok: true, text: 'odd' });
    expect(files.read('bad.yaml')).toEqual({
      ok: false,
      reason: 'not-text',
      badByte: { byte: 0xff, line: 1, column: 1 },
    });
    expect(files.read('empty.yaml')).toEqual({ ok: true, text: '' });
    expect(files.read('x.yaml')).toEqual({ ok: true, text: 'x\n\ny\n' });
  });

  it('pass over what is installed, as on disk', () => {
    const repo = makeRepository();
    repo.write({ 'node_modules/a/x.eda.yaml': 'x', 'deep/dist/x.eda.yaml': 'x', 'deep/x.eda.yaml': 'x' });
    const files = filesAt(repo, repo.commit());
    expect(files.glob('**/*.eda.yaml')).toEqual(['deep/x.eda.yaml']);
    expect(files.glob('node_modules/a/*.eda.yaml')).toEqual(['node_modules/a/x.eda.yaml']);
  });

  it('are refused for anything but a full hash', () => {
    const repo = makeRepository();
    repo.write({ a: '1' });
    repo.commit();
    expect(messageOf(createRevisionFiles(open(repo.folder), '--help'))).toMatch(/not the full hash/);
    expect(messageOf(createRevisionFiles(open(repo.folder), '0'.repeat(40)))).not.toBe('no problem');
  });
});
