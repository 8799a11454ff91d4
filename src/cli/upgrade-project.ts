import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { openAssets } from '../generators/assets.ts';
import { compareVersions, isVersion } from '../model/semver.ts';
import type { RaisedPin } from '../write/raise-pins.ts';
import { type FileResult, readLock } from '../write/write.ts';
import type { UpgradeOptions } from './commands/upgrade.ts';
import { exitCode } from './exit-code.ts';
import { runGenerate } from './generate-files.ts';
import { wholeRun } from './generate-run.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { releaseOf } from './release-of.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda upgrade` */
export async function runUpgrade(
  { dryRun, format }: UpgradeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const project = openProject(globals.cwd, refuseWith(io), findProject);
  if (typeof project === 'number') return project;
  const { folder } = project;
  const { lock, state } = readLock(folder);
  if (state === 'sound' && Object.keys(lock.files).length === 0) {
    io.stderr.write('eda: nothing was generated here yet, so nothing has to be upgraded: eda generate\n');
    return exitCode.usage;
  }
  const assets = openAssets();
  const own = releaseOf(assets);
  const raised: RaisedPin[] = [];
  let results: readonly FileResult[] = [];
  // For programs stdout holds one value; what went wrong is for whoever reads stderr.
  const generated = format === 'json' ? { ...io, stdout: io.stderr } : io;
  const code = await runGenerate(
    [],
    {
      ...{ ...wholeRun, dryRun, says: format === 'json' ? 'failures' : 'changes' },
      onRaised: (pin) => void raised.push(pin),
      onResults: (all) => {
        results = all;
      },
    },
    globals,
    generated,
  );
  if (code !== exitCode.fine && code !== exitCode.outOfDate) return code;

  const known = new Set(Object.keys(lock.files));
  const migrations = dryRun
    ? []
    : Object.entries(readLock(folder).lock.files)
        .filter(([path, { owner }]) => owner === 'append' && !known.has(path))
        .map(([path]) => path);
  const changes = changesSince(assets.text('CHANGELOG.md'), lock.by, own);
  if (format === 'json') {
    const files = results.filter(({ action }) => action !== 'unchanged' && action !== 'yours');
    writeJson(io, {
      dryRun,
      ...(lock.by === undefined ? {} : { from: lock.by }),
      to: own,
      files: files.map(({ path, action }) => ({ path, action })),
      packages: raised,
      migrations,
      changes,
    });
    return code;
  }
  const paint = createPaint(globals.colour);
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\n${paint.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const done = dryRun ? 'would be raised' : 'raised';
  io.stdout.write(
    list(
      `packages ${done} to what is tested`,
      raised.map(({ path, name, from, to }) => `${printable(path)}  ${name} ${from} → ${to}`),
    ) +
      list('new migrations: services apply them when they start, or as a job with EDA_TASK=migrate', [
        ...migrations.map(printable),
      ]) +
      list('what changed', changes) +
      `${headline(lock.by, own, dryRun)}\n${nextStep(raised, dryRun)}`,
  );
  return code;
}

function headline(by: string | undefined, own: string, dryRun: boolean): string {
  if (by === own) return `eda ${own}: up to date`;
  const from = by === undefined ? 'an eda that did not say its version' : `eda ${by}`;
  return `${dryRun ? 'would go' : 'went'} from ${from} to eda ${own}`;
}

function nextStep(raised: readonly RaisedPin[], dryRun: boolean): string {
  if (dryRun) return '';
  const files = new Set(raised.map(({ path }) => path));
  const python = [...files].some((path) => !path.endsWith('package.json') && !path.endsWith('Dockerfile'));
  const npm = [...files].some((path) => path.endsWith('package.json'));
  const install = [...(npm ? ['npm install'] : []), ...(python ? ['pip install -r requirements.txt'] : [])];
  return files.size === 0
    ? ''
    : `next: ${install.length === 0 ? 'build the images anew' : install.join(', ')}   (${plural(files.size, 'file')} with new versions)\n`;
}

/**
 * Lines of the changelog of the versions after one, newest first; none where the version is not known. Lines of one entry
 * are joined.
 */
export function changesSince(changelog: string, since: string | undefined, until: string): string[] {
  if (since === undefined || !isVersion(since)) return [];
  return changelog
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const version = heading.trim().split(' ')[0] ?? '';
      if (!isVersion(version)) return [];
      if (compareVersions(version, since) <= 0 || compareVersions(version, until) > 0) return [];
      const told = lines.filter((line) => !line.startsWith('#'));
      const entries = told.join('\n').trim().split(/^- /m).slice(1);
      return entries.map((entry) => `${version}  ${entry.trim().replaceAll(/\s*\n\s*/g, ' ')}`);
    });
}
