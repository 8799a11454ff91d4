import type { Diagnostic } from '../diagnostic.ts';
import { countSeverities, locateAll, type Texts } from './located.ts';

/** Findings for programs. Lines and columns begin at 1; `path` leads to the value in its file. */
export function toJsonReport(diagnostics: readonly Diagnostic[], texts: Texts): object {
  return {
    diagnostics: locateAll(diagnostics, texts).map(({ diagnostic, position }) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
      file: diagnostic.at.file,
      line: position.line,
      column: position.column,
      length: position.length,
      path: diagnostic.at.path,
      ...(diagnostic.related === undefined
        ? {}
        : {
            related: diagnostic.related.map((related) => {
              const { line, column } = texts.locate(related.at);
              return { message: related.message, file: related.at.file, line, column };
            }),
          }),
      ...(diagnostic.fix === undefined
        ? {}
        : { fix: { safe: diagnostic.fix.safe, title: diagnostic.fix.title } }),
    })),
    counts: countSeverities(diagnostics),
  };
}
