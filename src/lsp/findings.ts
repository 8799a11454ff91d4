import { pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import type { LspProgram, PlacedFinding } from './program.ts';

/** A finding as the protocol has it: what to do stands below what is wrong, and its code leads to the rule's page. */
export function toDiagnostic(
  { diagnostic, range, related }: PlacedFinding,
  program: Pick<LspProgram, 'pageOf'>,
): Diagnostic {
  const { code, severity, message, help } = diagnostic;
  const page = program.pageOf(code);
  return {
    source: 'eda',
    code,
    severity: severities[severity],
    message: help === undefined ? message : `${message}\n${help}`,
    range,
    ...(page === undefined ? {} : { codeDescription: { href: pathToFileURL(page).href } }),
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.map((other) => ({
            message: other.message,
            location: { uri: pathToFileURL(other.file).href, range: other.range },
          })),
        }),
  };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
