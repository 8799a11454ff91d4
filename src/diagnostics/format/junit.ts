import { logicalPath } from '../fingerprint.ts';
import { fails } from '../verdict.ts';
import { type Located, locateAll } from './located.ts';
import { type Report, repositoryPath } from './report.ts';

/**
 * Findings as JUnit XML: a suite a file, a case a finding. What fails the run is a failure; what is less severe passes
 * with its text as output; what does not count is skipped. A file without findings is one case that passes.
 */
export function formatJunit(report: Report): string {
  const why = new Map(report.suppressed.map((one) => [one.diagnostic, one]));
  const located = locateAll([...report.findings, ...why.keys()], report.texts);
  const byFile = new Map<string, Located[]>([...report.files].sort().map((file) => [file, []]));
  for (const item of located) {
    const { file } = item.diagnostic.at;
    const own = byFile.get(file);
    if (own === undefined) byFile.set(file, [item]);
    else own.push(item);
  }
  const suites = [...byFile].map(([file, items]) => {
    const path = repositoryPath(report, file);
    const cases =
      items.length === 0
        ? [`    <testcase${attributes({ name: 'no findings', classname: path, file: path, time: 0 })}/>`]
        : items.map((item) => toCase(item, path, report, why.get(item.diagnostic)));
    const failures = items.filter((item) => !why.has(item.diagnostic) && isFailure(item, report)).length;
    const skipped = items.filter((item) => why.has(item.diagnostic)).length;
    return {
      counts: { tests: cases.length, failures, skipped },
      text: [
        `  <testsuite${attributes({ name: path, tests: cases.length, failures, errors: 0, skipped, time: 0 })}>`,
        ...cases,
        '  </testsuite>',
      ].join('\n'),
    };
  });
  const sum = (key: 'tests' | 'failures' | 'skipped'): number =>
    suites.reduce((total, { counts }) => total + counts[key], 0);
  const root = {
    name: `eda ${report.command}`,
    tests: sum('tests'),
    failures: sum('failures'),
    errors: 0,
    time: 0,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(root)}>`,
    ...suites.map(({ text }) => text),
    '</testsuites>',
    '',
  ].join('\n');
}

function isFailure({ diagnostic }: Located, { verdict }: Report): boolean {
  return fails(diagnostic.severity, verdict.failOn);
}

function toCase(
  item: Located,
  path: string,
  report: Report,
  suppressed: Report['suppressed'][number] | undefined,
): string {
  const { diagnostic, position } = item;
  const { code, severity, message, help, at } = diagnostic;
  const name = [code, logicalPath(at).replace(/^.*#/, '')].filter((part) => part !== '').join(' ');
  const head = `    <testcase${attributes({ name, classname: path, file: path, line: position.line, time: 0 })}>`;
  const text = escapeText(
    [
      `${path}:${position.line}:${position.column}: ${severity}: ${message}`,
      ...(help === undefined ? [] : [help]),
    ].join('\n'),
  );
  const body =
    suppressed !== undefined
      ? `<skipped${attributes({ message: whyOf(suppressed) })}/>`
      : isFailure(item, report)
        ? `<failure${attributes({ message, type: code })}>${text}</failure>`
        : `<system-out>${text}</system-out>`;
  return `${head}${body}</testcase>`;
}

function whyOf({ by, reason }: Report['suppressed'][number]): string {
  if (by === 'baseline') return 'in the baseline';
  return reason === undefined ? 'ignored' : `ignored: ${reason}`;
}

function attributes(values: { readonly [name: string]: string | number }): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeText(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`,
    )
    .join('');
}

/** XML has no way to write most control characters, nor halves of surrogate pairs. */
function escapeText(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
