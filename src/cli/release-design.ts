import { existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { matchAccepted } from '../diff/accepted-changes.ts';
import { compareArchitectures } from '../diff/compare-architectures.ts';
import { type DiffReport, type FaultySide, makeDiffReport } from '../diff/diff-report.ts';
import { diffToJson } from '../diff/format/diff-json.ts';
import { formatDiffText } from '../diff/format/diff-text.ts';
import { demandVersions } from '../diff/version-demands.ts';
import type { Architecture } from '../model/architecture.ts';
import { buildArchitecture } from '../model/build.ts';
import { compareVersions, isVersion } from '../model/semver.ts';
import { loadDesign } from '../pipeline.ts';
import { printYaml } from '../print/yaml.ts';
import { bundleDesign } from '../spec/eda/bundle-design.ts';
import { createMemoryFiles, releasesFolder } from '../spec/project-files.ts';
import { type DocumentSet, type Entry, readSpec, type SpecSource } from '../spec/source.ts';
import { replaceFile } from '../write/replace-file.ts';
import { readAcceptedFile } from './accepted-file.ts';
import { checkDesign } from './check-design.ts';
import type { ReleaseOptions } from './commands/release.ts';
import { configName } from './config-file.ts';
import { releasedVersions, releaseSide, sideOf } from './design-side.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { loadSide, placeChanges, type ReadSide, sideAsRead } from './load-sides.ts';
import { keptElsewhere } from './pinned-design.ts';
import type { Project } from './project.ts';
import { openProject, wholeArchitecture } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { hasErrors, textsOf, today, writeJson } from './report.ts';
import { sayWhatIsHidden } from './say-what-is-hidden.ts';
import type { GlobalOptions } from './session.ts';

/** `eda release` */
export async function runRelease(
  version: string | undefined,
  options: ReleaseOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail);
  if (typeof project === 'number') return project;
  if (project.services !== undefined) return fail(`${keptElsewhere}: release it there`, exitCode.usage);
  const { design, diagnostics } = await checkDesign(project);
  const architecture = wholeArchitecture(design, fail, 'the design cannot be read, so it cannot be released');
  if (typeof architecture === 'number') return architecture;
  if (hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    return fail(
      `the design has ${plural(errors, 'error')}, so it cannot be released`,
      exitCode.findings,
      'eda validate shows them',
    );
  }
  const refused = refuseVersion(version, architecture.system.version, project);
  if (refused !== undefined) return fail(refused.message, exitCode.usage, refused.help);

  const own = architecture.system.version;
  const last = releasedVersions(project.folder).find((released) => compareVersions(released, own) < 0);
  const now = sideAsRead(sideOf(project, own), design, architecture);
  let report: DiffReport | undefined;
  if (last !== undefined) {
    const before = releaseSide(project.folder, last);
    if (!before.ok) return fail(before.message, before.code, before.help);
    const old = loadSide(before.side);
    if (!old.ok) return fail(old.message, exitCode.unreadable);
    const accepted = readAcceptedFile(project.files);
    if (!accepted.ok) return fail(accepted.message, exitCode.unreadable);
    const faulty = sayWhatIsHidden({ old: old.read, new: now }, globals.cwd, io);
    report = compare(old.read, now, faulty, accepted.file.entries);
    const problems = whyNot(report);
    if (problems.length > 0) {
      if (options.format === 'json') {
        writeJson(io, { released: false, problems, diff: toJson(report, old.read, now) });
      } else {
        io.stdout.write(describe(report, old.read, now, globals, io));
        for (const problem of problems) io.stderr.write(`eda: not released: ${printable(problem)}\n`);
      }
      return exitCode.findings;
    }
  }
  const files = filesOf(project, own, architecture);
  if (!options.dryRun) writeRelease(project.folder, own, files);
  say(own, last, files, report, architecture, options, io);
  return exitCode.fine;
}

function refuseVersion(
  asked: string | undefined,
  own: string,
  project: Project,
): { readonly message: string; readonly help?: string } | undefined {
  if (asked !== undefined && !isVersion(asked))
    return { message: `${asked} is no version`, help: 'versions have three numbers: 1.2.0' };
  const place = versionFile(project);
  if (asked !== undefined && asked !== own) {
    return {
      message: `${place} says version: ${own}, not ${asked}`,
      help: `write version: ${asked} into ${place}, or release ${own}`,
    };
  }
  if (!isVersion(own)) return { message: `${own} is no version`, help: 'versions have three numbers: 1.2.0' };
  if (existsSync(join(project.folder, releasesFolder, own))) {
    return {
      message: `${own} is released already, and releases do not change`,
      help: `raise version in ${place}`,
    };
  }
  return undefined;
}

/** Where the version of a design stands: that of one document is its own, of several that of their configuration. */
function versionFile({ root, entry }: Project): string {
  if (typeof entry === 'string') return root;
  return entry.config ?? (entry.documents.length === 1 ? root : configName);
}

function compare(
  old: ReadSide,
  now: ReadSide,
  faulty: readonly FaultySide[],
  accepted: Parameters<typeof matchAccepted>[1],
): DiffReport {
  const changes = placeChanges(
    compareArchitectures(old.architecture, now.architecture, { policy: 'tolerant', today: today() }),
    { old, new: now },
  );
  const acceptance = matchAccepted(changes, accepted, today());
  return makeDiffReport({
    oldName: old.side.name,
    newName: now.side.name,
    faulty,
    // A release does not change any more: what it said wrong then can't be mended now.
    allowErrors: true,
    changes,
    versions: demandVersions(
      old.architecture,
      now.architecture,
      changes,
      (change) => acceptance.entryOf(change) !== undefined,
    ),
    acceptance,
  });
}

/** What has to be done before a design can be released: nothing breaks unseen, and every version says how much is new. */
function whyNot({ counts, versions }: DiffReport): string[] {
  return [
    ...(counts.breaking > 0
      ? [
          `${plural(counts.breaking, 'change')} would break what was released; accept with a reason, or take the safe way`,
        ]
      : []),
    ...versions
      .filter(({ enough, needs, subject }) => !enough && !(needs === 'major' && subject.kind === 'event'))
      .filter(({ needs }) => counts.breaking === 0 || needs !== 'major')
      .map(({ subject, new: now, needs, suggestion, given, old }) =>
        given === 'lowered'
          ? `the version of ${subject.name} goes down from ${old} to ${now}`
          : `version ${now} of ${subject.name} should be ${suggestion} (${needs})`,
      ),
  ];
}

function describe(report: DiffReport, old: ReadSide, now: ReadSide, globals: GlobalOptions, io: Io): string {
  return formatDiffText(report, {
    paint: createPaint(globals.colour),
    width: widthOf(io),
    oldTexts: textsOf(old.design, old.side.files),
    newTexts: textsOf(now.design, now.side.files),
    showOld: (path) => posix.join(releasesFolder, old.side.name.replace(/^release /, ''), path),
    showNew: (path) => path,
    documentation: false,
    command: 'eda diff release',
  });
}

function toJson(report: DiffReport, old: ReadSide, now: ReadSide): object {
  return diffToJson(report, {
    oldTexts: textsOf(old.design, old.side.files),
    newTexts: textsOf(now.design, now.side.files),
    outcome: 'failed',
  });
}

/** The files of a release by path, and the proof that they say what the design says. */
function filesOf(project: Project, version: string, architecture: Architecture): ReadonlyMap<string, string> {
  const { source } = readSpec(project.files, project.entry);
  if (source === undefined) throw new Error('a design that could be read cannot be read again');
  // Building the model opens every file that the design refers to.
  buildArchitecture(source);
  const head = `# Version ${version}, recorded by eda release. It does not change any more: eda diff and eda validate compare with it.\n`;
  const { all, entry } =
    typeof project.entry === 'string'
      ? bundleFiles(source, head)
      : documentFiles(source, project.entry, head + printYaml({ version }));
  const again = loadDesign(createMemoryFiles(Object.fromEntries(all)), entry);
  const differences =
    again.architecture === undefined
      ? ['it cannot be read']
      : compareArchitectures(architecture, again.architecture, { policy: 'strict', today: today() }).map(
          ({ subject, what }) => `${subject.name}: ${what}`,
        );
  if (differences.length > 0)
    throw new Error(`the recorded design differs: ${differences.slice(0, 3).join('; ')}`);
  return all;
}

interface ReleasedFiles {
  readonly all: ReadonlyMap<string, string>;
  readonly entry: Entry;
}

function bundleFiles(source: SpecSource, head: string): ReleasedFiles {
  const { root, files } = bundleDesign(source);
  return { all: new Map([['eda.yaml', head + printYaml(root)], ...files]), entry: 'eda.yaml' };
}

/** Documents as they stand, with what they refer to; their configuration keeps the version alone. */
function documentFiles({ texts }: SpecSource, entry: DocumentSet, config: string): ReleasedFiles {
  const others = [...texts].filter(([path]) => path !== entry.config);
  return {
    all: new Map([[configName, config], ...others.sort(([a], [b]) => (a < b ? -1 : 1))]),
    entry: { documents: entry.documents, system: entry.system, config: configName },
  };
}

/** Writes beside the place and moves there: a release is whole or not there. */
function writeRelease(folder: string, version: string, files: ReadonlyMap<string, string>): void {
  const beside = `${releasesFolder}/.${version}.${process.pid}.tmp`;
  const known = new Set<string>();
  try {
    for (const [path, text] of files) replaceFile(folder, `${beside}/${path}`, text, known);
    renameSync(join(folder, beside), join(folder, releasesFolder, version));
  } finally {
    if (lstatSync(join(folder, beside), { throwIfNoEntry: false }) !== undefined)
      rmSync(join(folder, beside), { recursive: true, force: true });
  }
}

function say(
  version: string,
  last: string | undefined,
  files: ReadonlyMap<string, string>,
  report: DiffReport | undefined,
  architecture: Architecture,
  options: ReleaseOptions,
  io: Io,
): void {
  const place = `${releasesFolder}/${version}`;
  if (options.format === 'json') {
    writeJson(io, {
      released: !options.dryRun,
      version,
      ...(last === undefined ? {} : { previous: last }),
      folder: place,
      files: [...files.keys()],
      ...(report === undefined ? {} : { counts: report.counts }),
    });
    return;
  }
  const size = `${plural(Object.keys(architecture.services).length, 'service')}, ${plural(Object.keys(architecture.events).length, 'event')}, ${plural(files.size, 'file')}`;
  const since = report === undefined ? 'the first release' : `${describeCounts(report)} since ${last}`;
  const end = options.dryRun ? 'nothing written' : 'commit it with the design';
  io.stdout.write(`${place}: ${size} · ${since} · ${end}\n`);
}

function describeCounts({ counts, changes }: DiffReport): string {
  if (changes.length === 0) return 'no changes';
  const parts = [
    ...(counts.compatible > 0 ? [`${counts.compatible} compatible`] : []),
    ...(counts.risky > 0 ? [`${counts.risky} risky`] : []),
    ...(counts.accepted > 0 ? [`${counts.accepted} accepted`] : []),
    ...(counts.documentation > 0 ? [`${counts.documentation} in documentation`] : []),
  ];
  return `${parts.join(', ')} ${changes.length === 1 ? 'change' : 'changes'}`;
}
