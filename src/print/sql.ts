/** PostgreSQL texts that are safe whatever they come from. */

/** A name in double quotes, cut to PostgreSQL's 63 bytes. A NUL can't be in a name: it is left out. */
export function printSqlName(name: string): string {
  return `"${cutToBytes(name.replaceAll('\0', ''), 63).replaceAll('"', '""')}"`;
}

/** A text in single quotes. A NUL can't be in one: it is left out. */
export function printSqlText(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
}

/** Line comments, one for each line of the text. */
export function printSqlComment(text: string): string {
  return text
    .replaceAll('\0', '')
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');
}

function cutToBytes(text: string, most: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= most) return text;
  let [cut, bytes] = ['', 0];
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > most) break;
    cut += character;
  }
  return cut;
}
