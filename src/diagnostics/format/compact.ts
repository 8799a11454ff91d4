import { locateAll } from './located.ts';
import { printable } from './paint.ts';
import type { Report } from './report.ts';

/** A line a finding, `file:line:column: severity: message [code]`: as compilers write it and editors read it. */
export function formatCompact({ findings, texts }: Report, showFile: (file: string) => string): string {
  return locateAll(findings, texts)
    .map(({ diagnostic: { at, severity, message, code }, position: { line, column } }) => {
      const text = printable(message).replace(/\s+/g, ' ');
      return `${printable(showFile(at.file))}:${line}:${column}: ${severity}: ${text} [${code}]\n`;
    })
    .join('');
}
