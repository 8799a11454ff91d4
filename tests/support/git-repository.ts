import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TestRepository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Writes files; a text that begins with `-> ` makes a link, undefined deletes. */
  write(files: { readonly [path: string]: string | Uint8Array | undefined }): void;
  /** Commits all there is; returns the hash. */
  commit(message?: string): string;
}

/** A git repository of its own, for as long as the test runs; nobody's settings hold in it. */
export function makeRepository(folder = makeFolder()): TestRepository {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', env: plainEnv, stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    git,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        const absolute = join(folder, path);
        rmSync(absolute, { force: true });
        if (content === undefined) continue;
        mkdirSync(dirname(absolute), { recursive: true });
        if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), absolute);
        else writeFileSync(absolute, content);
      }
    },
    commit(message = 'a change') {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** An empty folder, for as long as the test runs. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'eda-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const plainEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
