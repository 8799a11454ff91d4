import { join } from 'node:path';
import {
  type CodeAction,
  CodeActionKind,
  type TextEdit as LspEdit,
  type Range,
} from 'vscode-languageserver-protocol/node';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { rules } from '../rules/index.ts';
import { createSplicer, overlap } from '../spec/splice-edits.ts';
import type { OpenDesign } from './design-view.ts';
import { toDiagnostic } from './findings.ts';
import { readLine, startOfLine } from './line-head.ts';
import type { PlacedFinding } from './program.ts';
import type { LspSession } from './session.ts';
import { offsetIn, rangeIn } from './text-range.ts';
import { type HeldText, kindOf } from './workspace.ts';

/** What can be done about the findings of a stretch of a text: their fixes, and a reason to live with them. */
export function listActions(held: HeldText, range: Range, session: LspSession): CodeAction[] {
  const { workspace, program } = session;
  const design = workspace.designOf(held.path);
  const found = workspace.findingsOf(held.path).filter((finding) => touches(finding.range, range));
  return found.flatMap((finding): CodeAction[] => {
    const diagnostics = [toDiagnostic(finding, program)];
    const { fix } = finding.diagnostic;
    const changes = fix === undefined || design === undefined ? undefined : changesOf(fix, design, session);
    const fixes: CodeAction[] =
      fix === undefined || changes === undefined
        ? []
        : [
            {
              title: fix.safe ? fix.title : `${fix.title} (changes what the design means)`,
              kind: CodeActionKind.QuickFix,
              diagnostics,
              isPreferred: fix.safe,
              edit: { changes },
            },
          ];
    const ignore = ignoreAbove(held, finding);
    return ignore === undefined
      ? fixes
      : [
          ...fixes,
          {
            title: `ignore ${finding.diagnostic.code} here, with a reason`,
            kind: CodeActionKind.QuickFix,
            diagnostics,
            edit: { changes: { [session.uriOf(held.path)]: [ignore] } },
          },
        ];
  });
}

/** The edits of a fix, file by file; undefined where one of them finds no place in the texts as they are now. */
function changesOf(
  { edits }: Fix,
  { home, files }: OpenDesign,
  { uriOf }: LspSession,
): { [uri: string]: LspEdit[] } | undefined {
  const changes: { [uri: string]: LspEdit[] } = {};
  for (const file of new Set(edits.map(({ at }) => at.file))) {
    const read = files.read(file);
    if (!read.ok) return undefined;
    const own = edits.filter(({ at }) => at.file === file);
    const splices = createSplicer(read.text)(own);
    const collide = splices.some((one, index) =>
      splices.slice(index + 1).some((other) => overlap(one, other)),
    );
    if (splices.length === 0 || collide) return undefined;
    changes[uriOf(join(home.folder, file))] = splices.map((splice) => ({
      range: rangeIn(read.text, splice),
      newText: splice.text,
    }));
  }
  return changes;
}

/** A comment on a line of its own above the finding; inside of brackets over several lines, and in JSON, there is none. */
function ignoreAbove({ text }: HeldText, { diagnostic, range }: PlacedFinding): LspEdit | undefined {
  if (!rules.some(({ id }) => id === diagnostic.code) || kindOf(text) === 'other') return undefined;
  const line = readLine(text, startOfLine(text, offsetIn(text, range.start)));
  if (line.entries.length === 0) return undefined;
  const start = { line: range.start.line, character: 0 };
  return {
    range: { start, end: start },
    newText: `${text.slice(line.start, line.start + line.column)}# eda-ignore ${diagnostic.code}: why it is right here\n`,
  };
}

function touches(finding: Range, asked: Range): boolean {
  const isBefore = (a: Range['start'], b: Range['start']): boolean =>
    a.line < b.line || (a.line === b.line && a.character < b.character);
  return !isBefore(finding.end, asked.start) && !isBefore(asked.end, finding.start);
}
