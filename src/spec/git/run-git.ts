import { spawnSync } from 'node:child_process';

/** What a question to git gave, or what to tell the person who asked. */
export type Git<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: GitProblem };

export interface GitProblem {
  /** What is wrong, with the value. */
  readonly message: string;
  readonly help?: string;
}

export interface GitOutput {
  /** 0: git did what it was asked for. */
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Git's own default would end larger answers: a design of many thousand files lists them in some MB. In bytes. */
const largestAnswer = 256 * 1024 * 1024;

/**
 * Runs git in a folder, without a shell. It asks nothing, takes no lock of the repository and runs no programs that
 * the repository's configuration names; its messages are English, since some are read.
 */
export function runGit(
  folder: string,
  args: readonly string[],
  input = '',
  maxBuffer = largestAnswer,
): Git<GitOutput> {
  const { error, status, stdout, stderr } = spawnSync(
    'git',
    ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '--no-pager', ...args],
    {
      cwd: folder,
      input,
      maxBuffer,
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  if (error !== undefined) {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    return failed(
      isMissing ? 'git is not installed, or not on the path' : `git cannot be run: ${error.message}`,
      isMissing ? 'revisions are read through git; install it' : undefined,
    );
  }
  return { ok: true, value: { code: status ?? 1, out: stdout, err: String(stderr).trim() } };
}

/** A problem as the answer of a function. */
export function failed(message: string, help?: string): { readonly ok: false; readonly problem: GitProblem } {
  return { ok: false, problem: { message, ...(help === undefined ? {} : { help }) } };
}
