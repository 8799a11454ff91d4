import { plural } from '../../diagnostics/format/located.ts';
import { escapeMarkdown, markerOf } from '../../diagnostics/format/markdown.ts';
import type { AffectedService } from '../change.ts';
import { type DiffReport, isTooSmall, type JudgedChange } from '../diff-report.ts';
import { hiddenBy, verdictText } from './diff-text.ts';

/** A comment on GitHub holds 65,536 characters. */
const mostRows = 60;
const mostCharacters = 50_000;

/**
 * A comparison as a comment on a pull request: the verdict, what breaks and for whom, what is compatible folded away,
 * and how to go on. The first line is the mark by which it is found again.
 */
export function formatDiffMarkdown(
  report: DiffReport,
  {
    failed,
    folder,
    command,
  }: { readonly failed: boolean; readonly folder: string; readonly command: string },
): string {
  const open = report.changes.filter(({ accepted }) => accepted === undefined);
  const of = (verdict: string): JudgedChange[] => open.filter(({ change }) => change.verdict === verdict);
  const hurting = [...of('breaking'), ...of('risky')];
  const accepted = report.changes.filter((item) => item.accepted !== undefined);
  const lines = [
    markerOf({ command: 'diff', folder }),
    `### eda diff: ${describeVerdict(report, failed)}`,
    '',
  ];
  lines.push(`\`${report.oldName.replaceAll('`', "'")}\` → \`${report.newName.replaceAll('`', "'")}\``, '');
  for (const { design, errors } of report.faulty)
    lines.push(`⚠️ The ${design} design has ${plural(errors, 'error')}: ${hiddenBy(errors)}.`, '');
  if (hurting.length > 0) {
    lines.push('| | what | for whom | fingerprint |', '| --- | --- | --- | --- |');
    lines.push(...cut(hurting.map(rowOf), 'rows'), '');
  }
  const tooSmall = report.versions.filter(isTooSmall);
  for (const { subject, new: now, suggestion } of tooSmall)
    lines.push(
      `⚠️ ${escapeMarkdown(subject.name)}: version ${escapeMarkdown(now)} should be ${suggestion}.`,
      '',
    );
  for (const { what, until, change } of report.expired)
    lines.push(`⚠️ Accepted until ${until}, and over: ${escapeMarkdown(what)} (\`${change}\`).`, '');
  lines.push(
    ...fold(`${plural(of('compatible').length, 'compatible change')}`, of('compatible').map(itemOf)),
  );
  lines.push(
    ...fold(
      `${plural(of('documentation').length, 'change')} in documentation`,
      of('documentation').map(itemOf),
    ),
  );
  lines.push(
    ...fold(
      `${plural(accepted.length, 'accepted change')}`,
      accepted.map((item) => `${itemOf(item)}: ${escapeMarkdown(item.accepted?.reason ?? '')}`),
    ),
  );
  if (hurting.length > 0) {
    const [first] = hurting;
    lines.push(
      `To accept a change: \`${command.replaceAll('`', "'")} --accept ${first?.change.fingerprint ?? ''} --reason "…"\`, and commit \`eda.accepted.yaml\`.`,
      '',
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function describeVerdict(report: DiffReport, failed: boolean): string {
  const { counts, bump, changes, isJudged } = report;
  const sign = failed ? '❌' : '✅';
  if (isJudged && changes.length === 0) return `${sign} no changes`;
  const parts = [
    ...(isJudged ? [] : ['no verdict']),
    ...(counts.breaking > 0
      ? [plural(counts.breaking, 'breaking change')]
      : isJudged
        ? ['nothing breaks']
        : []),
    ...(counts.services > 0 ? [`${plural(counts.services, 'service')} affected`] : []),
    ...(counts.risky > 0 ? [`${counts.risky} risky`] : []),
    ...(bump === 'none' ? [] : [`needs a ${bump} version`]),
  ];
  return `${sign} ${parts.join(', ')}`;
}

function rowOf({ change }: JudgedChange): string {
  const sign = change.verdict === 'breaking' ? '❌' : '⚠️';
  const safe =
    change.safePath === undefined ? '' : `<br><sub>safe way: ${escapeMarkdown(change.safePath)}</sub>`;
  const why =
    change.safePath === undefined && change.why !== undefined
      ? `<br><sub>${escapeMarkdown(change.why)}</sub>`
      : '';
  const what = `**${escapeMarkdown(change.subject.name)}** ${escapeMarkdown(change.what)}${safe}${why}`;
  const who = change.affected.map(describeService).join('<br>') || 'nobody in the design';
  return `| ${sign} ${verdictText(change)} | ${what} | ${who} | \`${change.fingerprint}\` |`;
}

function describeService({ service, owner, reads, lines = [] }: AffectedService): string {
  const name = `${escapeMarkdown(service)}${owner === undefined ? '' : ` (${escapeMarkdown(owner)})`}`;
  if (reads === 'no') return `<sub>${name} does not read it</sub>`;
  const places = lines.map(({ file, line }) => `<br><sub>${escapeMarkdown(file)}:${line}</sub>`).join('');
  return `${name}${places}`;
}

function itemOf({ change }: JudgedChange): string {
  return `- ${escapeMarkdown(change.subject.name)}: ${escapeMarkdown(change.what)}`;
}

function fold(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [`<details><summary>${title}</summary>`, '', ...cut(items, 'items'), '', '</details>', ''];
}

/** As many as people read and a comment holds, and how many there are beyond. */
function cut(items: readonly string[], kind: 'rows' | 'items'): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const item of items) {
    size += item.length;
    if (kept.length === mostRows || size > mostCharacters / 2) break;
    kept.push(item);
  }
  if (kept.length === items.length) return kept;
  const more = `${items.length - kept.length} more are not shown here`;
  return [...kept, kind === 'rows' ? `| | ${more} | | |` : `- ${more}`];
}
