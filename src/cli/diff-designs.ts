import { join, relative } from 'node:path';
import { plural } from '../diagnostics/format/located.ts';
import { printable } from '../diagnostics/format/paint.ts';
import { type Acceptance, isDate, matchAccepted } from '../diff/accepted-changes.ts';
import type { Change } from '../diff/change.ts';
import { compareArchitectures } from '../diff/compare-architectures.ts';
import { type DiffReport, makeReport } from '../diff/diff-report.ts';
import { diffToJson } from '../diff/format/diff-json.ts';
import { formatDiffText } from '../diff/format/diff-text.ts';
import { demandVersions } from '../diff/version-demands.ts';
import type { Architecture } from '../model/architecture.ts';
import { type LoadedDesign, loadDesign } from '../pipeline.ts';
import type { ParseCache } from '../spec/source.ts';
import { type AcceptedFile, acceptChanges, readAcceptedFile } from './accepted-file.ts';
import type { DiffOptions } from './commands/diff.ts';
import {
  type DesignSide,
  type FoundSide,
  mergeBaseSide,
  openSide,
  releasedVersions,
  releaseSide,
  targetBranch,
  workTreeSide,
} from './design-side.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { readersIn } from './read-handlers.ts';
import { hasErrors, textsOf, today, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda diff` */
export async function runDiff(
  old: string | undefined,
  now: string | undefined,
  options: DiffOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = (message: string, code: number = exitCode.usage, help?: string): number => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    if (help !== undefined) io.stderr.write(`     ${printable(help)}\n`);
    return code;
  };
  const wrong = wrongUse(old, options);
  if (wrong !== undefined) return fail(wrong);
  const sides = [
    findOld(old, options.base, globals.cwd, io.env),
    now === undefined ? workTreeSide(globals.cwd) : openSide(now, globals.cwd),
  ] as const;
  const [before, after] = sides;
  if (!before.ok) return fail(before.message, before.code, before.help);
  if (!after.ok) return fail(after.message, after.code, after.help);

  const cache = createParseCache();
  const oldDesign = loadDesign(before.side.files, before.side.root, cache);
  const newDesign = loadDesign(after.side.files, after.side.root, cache);
  for (const [side, design] of [
    [before.side, oldDesign],
    [after.side, newDesign],
  ] as const) {
    const problem = problemOf(side, design);
    if (problem !== undefined) return fail(problem, exitCode.unreadable);
    if (hasErrors(design.diagnostics))
      io.stderr.write(
        `eda: ${printable(side.name)} has ${plural(design.diagnostics.filter(({ severity }) => severity === 'error').length, 'error')}: what they hide is not compared\n`,
      );
  }
  const [oldModel, newModel] = [oldDesign.architecture, newDesign.architecture];
  if (oldModel === undefined || newModel === undefined) return exitCode.unreadable;

  const found = compareArchitectures(oldModel, newModel, {
    policy: options.policy,
    today: today(),
    transitive: options.transitive,
    history: historyOf(before.side, after.side, cache),
  });
  const changes =
    after.side.folder === undefined ? found : await readersIn(after.side.folder, newModel, found);

  const { folder } = after.side;
  const file = readAcceptedFile(after.side.files);
  if (!file.ok) return fail(file.message, exitCode.unreadable);
  let accepted: AcceptedFile = file.file;
  if (options.accept.length > 0) {
    if (folder === undefined)
      return fail(`accepted changes are noted beside the design: ${after.side.name} cannot be written to`);
    const result = acceptChanges(folder, accepted, changes, options);
    if (!result.ok) return fail(result.message, exitCode.usage, result.help);
    accepted = result.file;
    for (const entry of result.added) io.stderr.write(`accepted: ${printable(entry.what)}\n`);
  }
  const acceptance = matchAccepted(changes, accepted.entries, today());
  const report = makeReport({
    oldName: before.side.name,
    newName: after.side.name,
    changes,
    versions: versionsOf(oldModel, newModel, changes, acceptance),
    acceptance,
    failOn: options.failOn,
  });
  print(report, { before: before.side, after: after.side, oldDesign, newDesign }, options, globals, io, old);
  return report.failed ? exitCode.findings : exitCode.fine;
}

function wrongUse(old: string | undefined, options: DiffOptions): string | undefined {
  if (old !== undefined && options.base !== undefined) return 'one of both: an old design, or --base';
  if (options.accept.length > 0 && (options.reason ?? '').trim() === '')
    return '--accept wants a reason: --reason "nobody reads it any more"';
  if (options.accept.length === 0 && (options.reason !== undefined || options.until !== undefined))
    return '--reason and --until belong to --accept <fingerprint>';
  if (options.until !== undefined && !isDate(options.until))
    return `--until takes a date such as 2027-01-31, not ${options.until}`;
  return undefined;
}

/** What to compare with: what was named, else the merge base in CI, else the newest release. */
function findOld(old: string | undefined, base: string | undefined, cwd: string, env: Io['env']): FoundSide {
  if (old !== undefined) return openSide(old, cwd);
  const target = targetBranch(env);
  if (base !== undefined && base !== 'auto') return mergeBaseSide(base, cwd);
  if (target !== undefined) return mergeBaseSide(target, cwd);
  if (base === 'auto') {
    return {
      ok: false,
      code: exitCode.usage,
      message: 'this is no pull request that CI tells of: name the branch, --base main',
    };
  }
  const here = workTreeSide(cwd);
  if (!here.ok) return here;
  const folder = here.side.folder ?? cwd;
  if (releasedVersions(folder).length > 0) return releaseSide(folder, undefined);
  return {
    ok: false,
    code: exitCode.usage,
    message: 'what to compare with? there is no release yet',
    help: 'eda diff main compares with a branch; eda release records a release',
  };
}

function problemOf(side: DesignSide, design: LoadedDesign): string | undefined {
  if (design.architecture !== undefined && !design.incomplete) return undefined;
  const first = design.diagnostics.find(({ severity }) => severity === 'error') ?? design.diagnostics[0];
  if (first === undefined) return `${side.name} cannot be read`;
  const { line, column } = textsOf(design, side.files).locate(first.at);
  return `${side.name} cannot be read: ${first.at.file}:${line}:${column} ${first.message}`;
}

/** Parts that both designs have in the same words are read once. */
function createParseCache(): ParseCache {
  const values = new Map<string, unknown>();
  return {
    get: (path, text) => values.get(`${path}\0${text}`),
    set: (path, text, value) => void values.set(`${path}\0${text}`, value),
  };
}

/** Releases before the old design: what events with a transitive promise are held to. */
function historyOf(before: DesignSide, after: DesignSide, cache: ParseCache): Architecture[] {
  const { folder } = after;
  if (folder === undefined) return [];
  return releasedVersions(folder).flatMap((version) => {
    const release = releaseSide(folder, version);
    if (!release.ok || release.side.name === before.name) return [];
    const { architecture } = loadDesign(release.side.files, release.side.root, cache);
    return architecture === undefined ? [] : [architecture];
  });
}

function versionsOf(
  old: Architecture,
  now: Architecture,
  changes: readonly Change[],
  acceptance: Acceptance,
): DiffReport['versions'] {
  return demandVersions(old, now, changes, (change) => acceptance.entryOf(change) !== undefined);
}

interface Compared {
  readonly before: DesignSide;
  readonly after: DesignSide;
  readonly oldDesign: LoadedDesign;
  readonly newDesign: LoadedDesign;
}

function print(
  report: DiffReport,
  { before, after, oldDesign, newDesign }: Compared,
  options: DiffOptions,
  globals: GlobalOptions,
  io: Io,
  old: string | undefined,
): void {
  const oldTexts = textsOf(oldDesign, before.files);
  const newTexts = textsOf(newDesign, after.files);
  if (options.format === 'json') {
    writeJson(io, diffToJson(report, oldTexts, newTexts));
    return;
  }
  const named = [old, options.base === undefined ? undefined : `--base ${options.base}`].filter(
    (word) => word !== undefined,
  );
  io.stdout.write(
    formatDiffText(report, {
      colour: globals.colour,
      width: widthOf(io),
      oldTexts,
      newTexts,
      showOld: (path) => relative(globals.cwd, join(before.shownAt, path)),
      showNew: (path) => relative(globals.cwd, join(after.shownAt, path)),
      documentation: options.documentation,
      command: ['eda diff', ...named].join(' '),
    }),
  );
}
