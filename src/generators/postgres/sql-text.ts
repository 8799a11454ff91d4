/** An identifier in double quotes: any name is safe, reserved words included. */
export function quoteIdentifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** A text in single quotes, as standard SQL reads it. */
export function quoteText(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

/** A comment, a line for each line of the text. */
export function sqlComment(text: string): string {
  return withoutNul(text)
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');
}

/** PostgreSQL has no place for it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
