import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

async function script(shell: string): Promise<string> {
  const { code, out, err } = await runEda(project(), ['completion', shell]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

/** What bash proposes for a line, in a folder with one file. */
async function bash(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  const run = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${await script('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _eda; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: 'utf8', cwd: project({ 'design.yaml': '' }) },
  );
  expect(run.stderr).toBe('');
  return run.stdout.split('\n').filter((word) => word !== '');
}

describe('eda completion bash', () => {
  it.each([
    ['eda val', ['validate']],
    ['eda dlq ', ['list', 'show', 'replay', 'discard']],
    ['eda dlq list --ser', ['--service']],
    ['eda --cwd x dlq dis', ['discard']],
    ['eda explain --format ', ['text', 'json']],
    ['eda completion f', ['fish']],
    ['eda validate --cwd ', []],
    ['eda nothing of ours', []],
  ])('%s', async (line, expected) => {
    expect((await bash(line)).filter((word) => !word.startsWith('-') || line.includes('--ser'))).toEqual(
      expected,
    );
  });
});

describe('eda completion', () => {
  it('knows every command and option that help shows', async () => {
    const { out: help } = await runEda(project(), ['--help']);
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(20);
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = await script(shell);
      for (const command of commands.filter((name) => name !== 'eda')) expect(text).toContain(command);
      expect(text).toContain('fail-on');
    }
  });

  it('says which shells there are', async () => {
    const { code, err } = await runEda(project(), ['completion', 'powershell']);
    expect(code).toBe(2);
    expect(err).toContain('bash, zsh, fish');
  });
});
