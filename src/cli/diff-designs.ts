import { join, relative } from 'node:path';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import { decideVerdict, type FailOn } from '../diagnostics/verdict.ts';
import { isDate, matchAccepted } from '../diff/accepted-changes.ts';
import { compareArchitectures } from '../diff/compare-architectures.ts';
import { describeDiffCode, toFindings } from '../diff/diff-findings.ts';
import { type DiffReport, makeDiffReport } from '../diff/diff-report.ts';
import { diffToJson } from '../diff/format/diff-json.ts';
import { formatDiffMarkdown } from '../diff/format/diff-markdown.ts';
import { formatDiffText } from '../diff/format/diff-text.ts';
import { demandVersions } from '../diff/version-demands.ts';
import { acceptChanges, readAcceptedFile } from './accepted-file.ts';
import type { DiffOptions } from './commands/diff.ts';
import { type FoundSide, findOldSide, openSide, workTreeSide } from './design-side.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { type ComparedDesigns, loadSides, placeChanges, releasesBefore } from './load-sides.ts';
import { publishReport } from './publish-report.ts';
import { readersIn } from './read-handlers.ts';
import { refuseWith } from './refuse.ts';
import { textsOf, today } from './report.ts';
import { targetsOf } from './report-targets.ts';
import { repositoryFolder } from './repository-folder.ts';
import { sayWhatIsHidden } from './say-what-is-hidden.ts';
import type { GlobalOptions } from './session.ts';
import { version } from './version.ts';

/** `eda diff` */
export async function runDiff(
  old: string | undefined,
  now: string | undefined,
  options: DiffOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const wrong = describeMisuse(old, options);
  if (wrong !== undefined) return fail(wrong);
  const before: FoundSide = findOldSide(old, options.base, globals.cwd, io.env);
  if (!before.ok) return fail(before.message, before.code, before.help);
  const after: FoundSide = now === undefined ? workTreeSide(globals.cwd) : openSide(now, globals.cwd);
  if (!after.ok) return fail(after.message, after.code, after.help);
  const loaded = loadSides(before.side, after.side);
  if (!loaded.ok) return fail(loaded.message, exitCode.unreadable);
  const { compared } = loaded;
  const faulty = sayWhatIsHidden(compared, globals.cwd, io);
  if (faulty.length > 0 && !options.allowErrors)
    io.stderr.write('     mend it, or judge the rest all the same:  --allow-errors\n');

  const { folder } = after.side;
  const found = placeChanges(
    compareArchitectures(compared.old.architecture, compared.new.architecture, {
      policy: options.policy,
      today: today(),
      transitive: options.transitive,
      history: releasesBefore(before.side, after.side, loaded.cache),
    }),
    compared,
  );
  const changes = folder === undefined ? found : await readersIn(folder, compared.new.architecture, found);
  const file = readAcceptedFile(after.side.files);
  if (!file.ok) return fail(file.message, exitCode.unreadable);
  let accepted = file.file;
  if (options.accept.length > 0) {
    if (folder === undefined)
      return fail(
        `accepted changes are noted beside the design, and ${after.side.name} cannot be written to`,
      );
    const result = acceptChanges(folder, accepted, changes, options);
    if (!result.ok) return fail(result.message, exitCode.usage, result.help);
    accepted = result.file;
    for (const entry of result.added) io.stderr.write(`accepted: ${printable(entry.what)}\n`);
  }
  const acceptance = matchAccepted(changes, accepted.entries, today());
  const report = makeDiffReport({
    oldName: before.side.name,
    newName: after.side.name,
    faulty,
    allowErrors: options.allowErrors,
    changes,
    versions: demandVersions(
      compared.old.architecture,
      compared.new.architecture,
      changes,
      (change) => acceptance.entryOf(change) !== undefined,
    ),
    acceptance,
  });
  return publish(report, compared, old, options, globals, io);
}

function describeMisuse(old: string | undefined, options: DiffOptions): string | undefined {
  if (old !== undefined && options.base !== undefined) return 'one of both: an old design, or --base';
  if (options.accept.length > 0 && (options.reason ?? '').trim() === '')
    return '--accept wants a reason: --reason "nobody reads it any more"';
  if (options.accept.length === 0 && (options.reason !== undefined || options.until !== undefined))
    return '--reason and --until belong to --accept <fingerprint>';
  if (options.until !== undefined && !isDate(options.until))
    return `--until takes a date such as 2027-01-31, not ${options.until}`;
  if (options.until !== undefined && options.until < today())
    return `--until ${options.until} is over already`;
  return undefined;
}

const severityOf: { readonly [verdict in DiffOptions['failOn']]: FailOn } = {
  breaking: 'error',
  risky: 'warning',
  any: 'info',
  never: 'never',
};

function publish(
  report: DiffReport,
  compared: ComparedDesigns,
  old: string | undefined,
  options: DiffOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const { side: before, design: oldDesign } = compared.old;
  const { side: after, design: newDesign } = compared.new;
  const { findings, suppressed } = toFindings(report, after.root);
  const verdict = decideVerdict(findings, {
    incomplete: !report.isJudged,
    failOn: severityOf[options.failOn],
  });
  const { outcome } = verdict;
  const oldTexts = textsOf(oldDesign, before.files);
  const newTexts = textsOf(newDesign, after.files);
  const base = options.base === undefined ? [] : ['--base', options.base];
  const command = ['eda diff', ...(old === undefined ? [] : [old]), ...base].join(' ');
  const describe = (paint: Paint): string =>
    formatDiffText(report, {
      paint,
      width: widthOf(io),
      oldTexts,
      newTexts,
      showOld: (path) => relative(globals.cwd, join(before.shownAt, path)),
      showNew: (path) => relative(globals.cwd, join(after.shownAt, path)),
      documentation: options.documentation,
      command,
    });
  const folder = repositoryFolder(after.shownAt, io.cwd);
  return publishReport(
    {
      command: 'diff',
      version,
      findings,
      suppressed,
      verdict,
      exitCode: exitCodeOf(verdict),
      texts: newTexts,
      files: [...(newDesign.source?.texts.keys() ?? [])],
      folder,
      notes: [],
      listed: [],
      describe: async (code) => describeDiffCode(code),
      endForPeople: describe,
      forPullRequest: () => formatDiffMarkdown(report, { failed: outcome !== 'passed', folder, command }),
      forPrograms: () => diffToJson(report, { oldTexts, newTexts, outcome }),
      verdictLine: (paint) => describe(paint).trimEnd().split('\n').at(-1) ?? '',
    },
    targetsOf(options.format),
    { folder: after.shownAt, files: after.files, root: after.root, entry: after.root },
    globals,
    io,
  );
}
