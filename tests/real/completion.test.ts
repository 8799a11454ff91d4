import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda } from '../cli/run-eda.ts';

async function scriptFile(shell: 'zsh' | 'fish'): Promise<{ folder: string; file: string }> {
  const folder = project({ 'design.yaml': '' });
  const { out } = await runEda(folder, ['completion', shell]);
  mkdirSync(join(folder, 'functions'));
  const file = join(folder, 'functions', shell === 'zsh' ? '_eda' : 'eda.fish');
  writeFileSync(file, out);
  return { folder, file };
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, error, status } = spawnSync(program, args, { encoding: 'utf8', cwd });
  if (error !== undefined) throw new Error(`${program} is not installed: ${error.message}`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const lines: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ['eda vali', ['validate']],
  ['eda dlq ', ['list', 'show', 'replay', 'discard']],
  ['eda --cwd x dlq dis', ['discard']],
  ['eda explain --format ', ['text', 'json']],
  ['eda completion f', ['fish']],
];

describe('fish completes', () => {
  it.each(lines)('%s', async (line, expected) => {
    const { folder, file } = await scriptFile('fish');
    const out = run('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`], folder);
    const words = out.split('\n').map((each) => each.split('\t')[0] ?? '');
    expect(words.filter((word) => word !== '').sort()).toEqual([...expected].sort());
  });

  it('with what a command does', async () => {
    const { folder, file } = await scriptFile('fish');
    const out = run('fish', ['--no-config', '-c', `source ${file}; complete -C 'eda docto'`], folder);
    expect(out).toMatch(/^doctor\t\w+/);
  });
});

describe('zsh completes', () => {
  it.each(lines)('%s', async (line, expected) => {
    const { folder } = await scriptFile('zsh');
    // A real line editor in a terminal of its own: what was added to the list is told by a hook around compadd.
    const inner = [
      'PROMPT=; unsetopt beep',
      `fpath=(${join(folder, 'functions')} $fpath)`,
      'autoload -Uz compinit; compinit -D -u',
      'eda() { : }',
      'tell() { local -a added; builtin compadd -A added "$@"; (( $#added )) && print -r -- "GOT:$added[*]" >> told; builtin compadd "$@"; }',
      'compadd() { tell "$@" }',
    ].join('\n');
    writeFileSync(join(folder, 'setup.zsh'), `${inner}\n`);
    const script = `
zmodload zsh/zpty zsh/system
zpty z zsh -f -i
zpty -w z 'source ./setup.zsh; print READY'
zpty -r -m z line '*READY*READY*' 2>/dev/null || sleep 1
zpty -w -n z $'${line}\\t'
for i in {1..100}; do [[ -s told ]] && break; sleep 0.1; done
sleep 0.3
zpty -d z
[[ -s told ]] && cat told || true
`;
    const out = run('zsh', ['-f', '-c', script], folder);
    const words = out
      .split('\n')
      .filter((each) => each.startsWith('GOT:'))
      .flatMap((each) => each.slice(4).split(' '));
    expect([...new Set(words)].sort()).toEqual([...expected].sort());
  });
});
