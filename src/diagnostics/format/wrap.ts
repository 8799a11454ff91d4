/** Code between backticks is one word: it is there to be copied. */
const word = /(?:[^\s`]|`[^`]*`|`)+/g;

/** Breaks text between words; a word longer than the room stays whole. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const next of text.match(word) ?? ['']) {
    if (line !== '' && line.length + 1 + next.length > room) {
      lines.push(line);
      line = next;
    } else line = line === '' ? next : `${line} ${next}`;
  }
  lines.push(line);
  return lines;
}

/** Breaks the paragraphs of Markdown that are wider; tables, code and headings stay as they are. */
export function wrapMarkdown(text: string, width: number): string {
  let code = false;
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) code = !code;
      return code || line.length <= width || /^(\||#|```| {4})/.test(line) ? [line] : wrap(line, width);
    })
    .join('\n');
}
