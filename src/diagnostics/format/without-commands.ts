/**
 * Keeps a text for people from being read as workflow commands: the runner takes `::` at the begin of a line and `##[`
 * anywhere for one, and the text may quote a stranger's spec.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1:\u200b').replaceAll('##[', '##\u200b[');
}
