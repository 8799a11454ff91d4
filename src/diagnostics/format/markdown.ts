import type { Severity } from '../diagnostic.ts';
import { plural } from './located.ts';
import { mostSevereFirst, type Report, repositoryPath } from './report.ts';

/** So many findings are read by people; a comment on GitHub holds 65,536 characters. */
const mostRows = 100;
const mostCharacters = 60_000;

const signOf: { readonly [severity in Severity]: string } = {
  error: '❌ error',
  warning: '⚠️ warning',
  info: 'ℹ️ hint',
};

/** The line by which a comment of earlier is found, to be written anew instead of once more. */
export function markerOf({ command, folder }: Pick<Report, 'command' | 'folder'>): string {
  return `<!-- eda:${command}${folder === '' ? '' : ` ${encodeURI(folder).replaceAll('--', '%2D%2D')}`} -->`;
}

/** A summary for a pull request: the verdict, the most severe findings as a table, and what was left out. */
export function formatMarkdown(report: Report): string {
  const { findings, suppressed, notes } = report;
  const located = mostSevereFirst(findings, report.texts);
  const head = [markerOf(report), `### eda ${report.command}: ${describeVerdict(report)}`, ''];
  const rows: string[] = [];
  let size = 0;
  for (const { diagnostic, position } of located.slice(0, mostRows)) {
    const { severity, at, message, help, code } = diagnostic;
    const place = `${escapeMarkdown(repositoryPath(report, at.file))}:${position.line}`;
    const text =
      escapeMarkdown(message) + (help === undefined ? '' : `<br><sub>${escapeMarkdown(help)}</sub>`);
    const row = `| ${signOf[severity]} | ${place} | ${text} | \`${code}\` |`;
    size += row.length;
    if (size > mostCharacters) break;
    rows.push(row);
  }
  const table =
    rows.length === 0 ? [] : ['| | where | what | rule |', '| --- | --- | --- | --- |', ...rows, ''];
  const tail = [
    ...(rows.length < located.length ? [`${located.length - rows.length} more are not shown here.`] : []),
    ...describeSuppressed(suppressed),
    ...notes.map(escapeMarkdown),
  ];
  const text = [...head, ...table, ...tail.flatMap((line) => [line, ''])].join('\n');
  return `${text.trimEnd()}\n`;
}

function describeVerdict({ verdict }: Report): string {
  const { error, warning, info } = verdict.counts;
  const parts = [
    ...(error > 0 ? [plural(error, 'error')] : []),
    ...(warning > 0 ? [plural(warning, 'warning')] : []),
    ...(info > 0 ? [plural(info, 'hint')] : []),
  ];
  const found = parts.length === 0 ? 'no problems' : parts.join(', ');
  if (verdict.outcome === 'unreadable') return `❌ the design cannot be read; ${found}`;
  return `${verdict.outcome === 'failed' ? '❌ failed' : '✅ passed'}, ${found}`;
}

function describeSuppressed(suppressed: Report['suppressed']): string[] {
  const ignored = suppressed.filter(({ by }) => by === 'ignore').length;
  const known = suppressed.length - ignored;
  const parts = [
    ...(ignored > 0 ? [`${plural(ignored, 'finding')} ignored with a reason`] : []),
    ...(known > 0 ? [`${plural(known, 'finding')} in the baseline`] : []),
  ];
  return parts.length === 0 ? [] : [`Not counted: ${parts.join(', ')}.`];
}

/**
 * Text of a spec as it stands, whatever it says: no markup, no table cell, no link, nobody mentioned, no issue
 * referred to. Mentions are looked for in what was rendered, so they are parted by a comment; entities would not do.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replace(/[<>|`*_~[\]\\$]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/@|(?<!&)#/g, '$&<!-- -->')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, 'www&#46;');
}
