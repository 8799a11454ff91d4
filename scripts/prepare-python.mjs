import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const least = [3, 11];

/**
 * A Python with the packages of `<folder>/requirements-dev.txt`, from the user's cache; made there if needed.
 * @param {string} folder
 * @returns {string} path of its interpreter
 * @throws Error where no Python is new enough, or the packages can't be installed.
 */
export function preparePython(folder) {
  const files = ['requirements.txt', 'requirements-dev.txt'].map((name) => readFileSync(join(folder, name)));
  const python = findPython();
  const hash = createHash('sha256').update(python.version);
  for (const text of files) hash.update(text);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const target = join(cache, 'eda', 'python', hash.digest('hex').slice(0, 16));
  const interpreter = join(target, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const finished = join(target, 'finished');
  if (existsSync(finished)) return interpreter;
  mkdirSync(target, { recursive: true });
  run(python.command, ['-m', 'venv', '--clear', target]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(interpreter, [...pip, '-r', join(folder, 'requirements-dev.txt')]);
  writeFileSync(finished, '');
  return interpreter;
}

function findPython() {
  const found = [];
  for (const command of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11']) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /^Python (\d+)\.(\d+)\.\S+/.exec(status === 0 ? stdout : '');
    if (version === null) continue;
    const [major, minor] = [Number(version[1]), Number(version[2])];
    if (major === least[0] && minor >= least[1]) return { command, version: version[0] };
    found.push(`${command} is ${version[0]}`);
  }
  const known = found.length === 0 ? 'there is none' : found.join(', ');
  throw new Error(`Python ${least.join('.')} or newer is needed (${known}): install it, or put it in PATH`);
}

function run(command, args) {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}
