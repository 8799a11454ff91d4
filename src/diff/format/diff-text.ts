import { displayWidth } from '../../diagnostics/format/display-width.ts';
import { plural, type Texts } from '../../diagnostics/format/located.ts';
import { type Paint, printable } from '../../diagnostics/format/paint.ts';
import { wrap } from '../../diagnostics/format/wrap.ts';
import type { AffectedService, Change, VersionDemand, Witness } from '../change.ts';
import { type DiffReport, isTooSmall, type JudgedChange } from '../diff-report.ts';

export interface DiffTextOptions {
  readonly paint: Paint;
  /** Columns; long lines are broken between words before them. */
  readonly width: number;
  readonly oldTexts: Texts;
  readonly newTexts: Texts;
  /** How a file of either design is called where the text is read. */
  readonly showOld: (file: string) => string;
  readonly showNew: (file: string) => string;
  /** Shows what only people notice as well. */
  readonly documentation: boolean;
  /** The command line of this run, for the line that says how to accept. */
  readonly command: string;
}

/** A comparison for people: what changed, thing by thing, the worst first; the verdict and the next step last. */
export function formatDiffText(report: DiffReport, options: DiffTextOptions): string {
  const { paint } = options;
  const shown = report.changes.filter(
    ({ change }) => options.documentation || change.verdict !== 'documentation',
  );
  const groups = new Map<string, JudgedChange[]>();
  for (const item of shown) {
    const key = `${item.change.subject.kind}\0${item.change.subject.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  const lines: string[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { subject } = first.change;
    const version = report.versions.find(
      (demand) => demand.subject.kind === subject.kind && demand.subject.name === subject.name,
    );
    lines.push(titleOf(first.change, version, paint, options.width));
    for (const item of group) lines.push(...formatChange(item, options, paint));
    if (version !== undefined && isTooSmall(version)) {
      lines.push(`  ${paint.yellow('version')}  ${describeDemand(version)}`);
    }
  }
  for (const entry of report.expired)
    lines.push(
      paint.yellow(`accepted until ${entry.until}, and over: ${printable(entry.what)} (${entry.change})`),
    );
  for (const entry of report.unused)
    lines.push(paint.dim(`accepted, and not there any more: ${printable(entry.what)} (${entry.change})`));
  const hidden = report.changes.length - shown.length;
  if (lines.length > 0) lines.push('');
  lines.push(...verdictLines(report, hidden, options, paint));
  return `${lines.join('\n')}\n`;
}

function titleOf(
  { subject }: Change,
  version: VersionDemand | undefined,
  paint: Paint,
  width: number,
): string {
  const kind = subject.kind === 'event' ? '' : `${subject.kind} `;
  const name = printable(subject.name);
  const cut = name.length > width - 20 ? `${name.slice(0, Math.max(20, width - 21))}…` : name;
  const versions =
    version === undefined || subject.kind !== 'event'
      ? ''
      : `  ${version.old === version.new ? version.old : `${version.old} → ${version.new}`}`;
  return `${paint.dim(kind)}${paint.bold(cut)}${paint.dim(versions)}`;
}

function formatChange({ change, accepted }: JudgedChange, options: DiffTextOptions, paint: Paint): string[] {
  const label = accepted === undefined ? verdictText(change) : 'accepted';
  const colour = accepted !== undefined ? paint.dim : colourOf(change, paint);
  const head = `  ${colour(label)}${' '.repeat(Math.max(0, labelWidth(change, accepted !== undefined) - label.length))}  `;
  const indent = ' '.repeat(displayWidth(`  ${label}  `));
  const places = placesText(change, options);
  const room = Math.max(30, options.width - indent.length);
  const what = printable(change.what);
  const against = change.against === undefined ? '' : ` (against ${printable(change.against)})`;
  const [first = '', ...rest] = wrap(`${what}${against}`, room);
  const lines = [`${head}${first}`, ...rest.map((line) => indent + line)];
  // The place stands behind, or below where there is no room.
  const last = lines.length - 1;
  const lastWidth = displayWidth(rest.at(-1) ?? first);
  if (lastWidth + 3 + places.length <= room) lines[last] += `   ${paint.dim(places)}`;
  else if (places !== '') lines.push(indent + paint.dim(places));
  const below = (text: string, style = (line: string) => line): void => {
    const inner = Math.max(30, options.width - 6);
    lines.push(...wrap(text, inner).map((line) => `      ${style(line)}`));
  };
  if (accepted !== undefined) {
    below(
      `${printable(accepted.reason)}${accepted.until === undefined ? '' : ` (until ${accepted.until})`}`,
      paint.dim,
    );
    return lines;
  }
  if (change.verdict !== 'breaking' && change.verdict !== 'risky') return lines;
  if (change.why !== undefined && change.affected.length === 0) below(printable(change.why));
  for (const service of change.affected)
    for (const text of describeAffected(service, change, options)) below(text);
  if (change.witness !== undefined) below(printable(describeWitness(change.witness)));
  if (change.verdict === 'breaking') {
    if (change.safePath !== undefined) below(`safe way: ${printable(change.safePath)}`, paint.blue);
  } else if (change.why !== undefined && change.affected.length > 0) below(printable(change.why), paint.dim);
  return lines;
}

function labelWidth(change: Change, accepted: boolean): number {
  return accepted ? 'accepted'.length : verdictText(change).length;
}

/** `breaking (forward)` */
export function verdictText({ verdict, broken }: Change): string {
  return broken.length === 0 || verdict !== 'breaking' ? verdict : `breaking (${broken.join(', ')})`;
}

/** What becomes of the parts of a design that errors hide. */
export function hiddenBy(errors: number): string {
  return `what ${errors === 1 ? 'it hides' : 'they hide'} is not compared`;
}

function colourOf({ verdict }: Change, paint: Paint): (text: string) => string {
  switch (verdict) {
    case 'breaking':
      return paint.red;
    case 'risky':
      return paint.yellow;
    case 'compatible':
      return paint.green;
    case 'documentation':
      return paint.dim;
  }
}

function placesText(change: Change, { oldTexts, newTexts, showOld, showNew }: DiffTextOptions): string {
  const at = (texts: Texts, place: Change['old'], show: (file: string) => string): string =>
    place === undefined ? '' : printable(`${show(place.file)}:${texts.locate(place).line}`);
  const now = at(newTexts, change.new, showNew);
  const old = at(oldTexts, change.old, showOld);
  if (now === '') return old === '' ? '' : `was ${old}`;
  return old === '' || old === now ? now : `${now}   was ${old}`;
}

/** Who minds, and where in their code. */
function describeAffected(
  service: AffectedService,
  change: Change,
  { showNew }: Pick<DiffTextOptions, 'showNew'>,
): string[] {
  const name = printable(service.service) + (service.external ? ' (external)' : '');
  const owner = service.owner === undefined ? '' : ` (${printable(service.owner)})`;
  if (change.path === undefined || change.path.length === 0) {
    const role = { subscriber: 'takes it', publisher: 'sends it', caller: 'calls it', server: 'keeps it' }[
      service.role
    ];
    return [`${name} ${role}${owner}`];
  }
  if (service.role !== 'subscriber') {
    const role = { publisher: 'sends it', caller: 'calls it', server: 'keeps it' }[service.role];
    return [`${name} ${role}${owner}`];
  }
  switch (service.reads) {
    case 'yes': {
      const lines = (service.lines ?? []).map(({ file, line }) => printable(`${showNew(file)}:${line}`));
      return [`${name} reads it${lines.length === 0 ? '' : `: ${lines.join(', ')}`}${owner}`];
    }
    case 'no':
      return [`${name} does not read it${owner}`];
    case 'unknown':
      return [`${name} takes it and may read it${owner}`];
  }
}

function describeWitness({ data, now }: Witness): string {
  const text = JSON.stringify(data) ?? '';
  const cut = text.length > 200 ? `${text.slice(0, 199)}…` : text;
  return now === 'accepted' ? `${cut} is valid now and was not` : `${cut} was valid and is not any more`;
}

function describeDemand({ needs, old, new: now, given, suggestion }: VersionDemand): string {
  if (given === 'lowered') return `${old} → ${now} goes down; ${suggestion} is next`;
  return `${now} should be ${suggestion} (${needs})`;
}

function verdictLines(report: DiffReport, hidden: number, options: DiffTextOptions, paint: Paint): string[] {
  const { counts } = report;
  const parts: string[] = [];
  if (counts.breaking > 0) {
    const where = counts.events > 0 ? ` in ${plural(counts.events, 'event')}` : '';
    parts.push(paint.red(`${plural(counts.breaking, 'breaking change')}${where}`));
    if (counts.services > 0) parts.push(`${plural(counts.services, 'service')} affected`);
  }
  if (counts.risky > 0) parts.push(paint.yellow(`${counts.risky} risky`));
  if (counts.compatible > 0) parts.push(`${counts.compatible} compatible`);
  if (counts.accepted > 0) parts.push(`${counts.accepted} accepted`);
  if (hidden > 0) parts.push(paint.dim(`${hidden} in documentation`));
  else if (counts.documentation > 0) parts.push(`${counts.documentation} in documentation`);
  const between = `${printable(report.oldName)} → ${printable(report.newName)}`;
  if (!report.isJudged) parts.unshift(paint.red('no verdict'));
  else if (report.changes.length === 0) return [`${paint.green('no changes')} · ${paint.dim(between)}`];
  else if (counts.breaking === 0 && counts.risky === 0) parts.unshift(paint.green('nothing breaks'));
  if (report.bump !== 'none') parts.push(`needs a ${report.bump} version`);
  parts.push(paint.dim(between));
  const lines = [parts.join(' · ')];
  const first = report.changes.find(
    ({ accepted, change }) => accepted === undefined && change.verdict === 'breaking',
  );
  if (first !== undefined)
    lines.push(paint.dim(`accept one: ${options.command} --accept ${first.change.fingerprint} --reason …`));
  return lines;
}
