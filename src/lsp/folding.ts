import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-protocol/node';
import { readOutline } from './outline.ts';
import { createPositions } from './text-range.ts';

/** What can be folded: values over several lines, and comments of several. */
export function listFolds(text: string): FoldingRange[] {
  const positionAt = createPositions(text);
  const folds = new Map<number, FoldingRange>();
  for (const { offset, end } of readOutline(text)) {
    const startLine = positionAt(offset).line;
    const endLine = positionAt(end).line;
    if (endLine > startLine && !folds.has(startLine)) folds.set(startLine, { startLine, endLine });
  }
  let first: number | undefined;
  const lines = text.split('\n');
  for (const [line, words] of [...lines, ''].entries()) {
    if (/^\s*#/.test(words)) first ??= line;
    else {
      if (first !== undefined && line - first > 1)
        folds.set(first, { startLine: first, endLine: line - 1, kind: FoldingRangeKind.Comment });
      first = undefined;
    }
  }
  return [...folds.values()].sort((a, b) => a.startLine - b.startLine);
}
