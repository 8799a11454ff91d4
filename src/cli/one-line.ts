import { displayWidth } from '../diagnostics/format/display-width.ts';
import { printable } from '../diagnostics/format/paint.ts';

/** Text of an event or an error in one line that moves no cursor. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}

/** The beginning of a text, in so many columns of a terminal. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let short = '';
  let taken = 1;
  for (const char of text) {
    taken += displayWidth(char);
    if (taken > width) break;
    short += char;
  }
  return `${short}…`;
}
