import type { Token } from 'markdown-it';
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { GuideFile } from './guide.ts';

/** Finds the place of something that a block of a page says; what comes later is asked for later. */
export type FindInText = (token: Token, said: string) => Place;

/**
 * Markdown is read without places but for the lines of blocks; a word of a block is looked for in those, behind the one
 * that was found before.
 */
export function createFindInText({ text, file }: GuideFile): FindInText {
  let lines: readonly number[] | undefined;
  let behind = 0;
  return ({ map }, said) => {
    lines ??= startsOfLines(text);
    const start = map === null ? behind : Math.max(behind, lines[map[0]] ?? 0);
    const end = map === null ? text.length : (lines[map[1]] ?? text.length);
    const found = said === '' ? -1 : text.indexOf(said, start);
    const isWithin = found >= 0 && found < end;
    const offset = isWithin ? found : (lines[map?.[0] ?? 0] ?? 0);
    if (isWithin) behind = found + said.length;
    return { file, path: [], range: { offset, length: isWithin ? said.length : 1 } };
  };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
