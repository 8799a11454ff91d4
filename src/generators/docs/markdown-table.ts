/** Prints a Markdown table; cells are Markdown already. Nothing where it would have no row. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${(cells.length === head.length ? cells : head.map((_, column) => cells[column] ?? '')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Prints a table of what is what; what has no value is left out. */
export function printFacts(facts: readonly (readonly [name: string, value: string | undefined])[]): string {
  return printTable(
    ['', ''],
    facts
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, value ?? '']),
  );
}
