/**
 * JSON for people: indented by two blanks, one line feed at its end. What would break a line unseen, or turn the
 * direction in which it is shown, is escaped; the value stays the same.
 */
export function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(unseenCharacters, escapeCharacter)}\n`;
}

/** As `printJson`, and short lists of texts on one line, as formatters have them. */
export function printCompactJson(value: unknown): string {
  return printJson(value).replace(
    /\[\s+("[^"\]]*"(?:,\s+"[^"\]]*")*)\s+\]/g,
    (_whole, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`,
  );
}

/** Controls that JSON allows as they are, separators of lines, marks of direction, invisible characters. */
const unseenCharacters = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
