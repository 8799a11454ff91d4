/** A string of PromQL, and of a series in promtool's notation: names of a design end it nowhere. */
export function promText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
