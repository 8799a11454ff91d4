import { isBlockText, printScalar, printText } from './yaml-scalar.ts';

/**
 * A value as YAML 1.2, which readers of YAML 1.1 understand as well.
 *
 * Style: two spaces, long texts unfolded, texts of several lines below `|`, quotes where a reader could take the text
 * for something else, keys in the order of the object, `undefined` members left out, no anchors.
 * @returns text with a line feed at its end
 */
export function printYaml(value: unknown, style: YamlStyle = {}): string {
  const lines: string[] = [];
  printNode(value, '', '', lines, style);
  lines.push('');
  return lines.join('\n');
}

export interface YamlStyle {
  /** Lists of words and numbers stand on one line, where they fit. */
  readonly shortLists?: boolean;
  /** Parts that several texts hold: printed once, as long as they stand equally deep. */
  readonly parts?: PrintedParts;
}

/** Maps whose text is kept for the next document that holds them; undefined: not printed yet. */
export type PrintedParts = WeakMap<object, { readonly indent: string; readonly text: string } | undefined>;

/** Longest line of a list that stands on one. */
const longestList = 110;

/** Keys beyond this length are no simple keys of YAML (§7.4.2: 1024 characters). */
const longestKey = 1000;

/**
 * @param lead what stands before the value on its line: `key:` or `-` with its indentation, or nothing
 * @param indent of the lines below
 */
function printNode(value: unknown, lead: string, indent: string, lines: string[], style: YamlStyle): void {
  if (typeof value === 'string' && isBlockText(value)) {
    lines.push(spaced(lead, value.endsWith('\n') ? '|' : '|-'));
    // The text stands below its key even at the top, where nothing else is indented.
    const own = lead === '' ? '  ' : indent;
    for (const line of value.replace(/\n$/, '').split('\n')) lines.push(line === '' ? '' : own + line);
  } else if (Array.isArray(value)) {
    const line = style.shortLists === true ? shortList(value, lead) : undefined;
    if (value.length === 0) lines.push(spaced(lead, '[]'));
    else if (line !== undefined) lines.push(line);
    else printList(value, lead, indent, lines, style);
  } else if (typeof value === 'object' && value !== null) {
    if (style.parts?.has(value) === true && lead.endsWith(':'))
      printPart(value, lead, indent, lines, style, style.parts);
    else printMap(value, lead, indent, lines, style);
  } else lines.push(spaced(lead, printScalar(value)));
}

function printList(
  list: readonly unknown[],
  lead: string,
  indent: string,
  lines: string[],
  style: YamlStyle,
): void {
  if (lead.endsWith(':')) lines.push(lead);
  for (const [index, item] of list.entries()) {
    // The first item of a list in a list stands on the line of its dash.
    const start = index === 0 && lead.endsWith('-') ? `${lead} ` : indent;
    printNode(item, `${start}-`, `${indent}  `, lines, style);
  }
}

function printPart(
  value: object,
  lead: string,
  indent: string,
  lines: string[],
  style: YamlStyle,
  parts: PrintedParts,
): void {
  const known = parts.get(value);
  if (known?.indent === indent) {
    lines.push(lead, known.text);
    return;
  }
  const own: string[] = [];
  printMap(value, lead, indent, own, style);
  const [first = lead, ...below] = own;
  lines.push(first, ...below);
  if (below.length > 0) parts.set(value, { indent, text: below.join('\n') });
}

function shortList(list: readonly unknown[], lead: string): string | undefined {
  if (list.length === 0 || list.some((item) => typeof item === 'object' && item !== null)) return undefined;
  const line = `${lead} ${printFlow(list)}`;
  return lead !== '' && line.length <= longestList ? line : undefined;
}

function printMap(map: object, lead: string, indent: string, lines: string[], style: YamlStyle): void {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  if (entries.length === 0) {
    lines.push(spaced(lead, '{}'));
    return;
  }
  if (lead.endsWith(':')) lines.push(lead);
  for (const [index, [key, value]] of entries.entries()) {
    const start = index === 0 && lead.endsWith('-') ? `${lead} ` : indent;
    const name = printText(key);
    if (name.length > longestKey) lines.push(`${start}? ${name}`, `${indent}: ${printFlow(value)}`);
    else printNode(value, `${start}${name}:`, `${indent}  `, lines, style);
  }
}

/** A value on one line: `{ a: 1, b: [x, y] }`. */
export function printFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return printScalar(value, 'flow');
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${printText(key, 'flow')}: ${printFlow(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function spaced(lead: string, text: string): string {
  return lead === '' ? text : `${lead} ${text}`;
}
