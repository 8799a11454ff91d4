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
  printNode(value, { text: '', of: 'nothing' }, '', lines, style);
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

/** What stands before a value on its line, with its indentation: `key:`, the `-` of an item, or nothing. */
interface Lead {
  readonly text: string;
  readonly of: 'key' | 'item' | 'nothing';
}

/** @param indent of the lines below */
function printNode(value: unknown, lead: Lead, indent: string, lines: string[], style: YamlStyle): void {
  if (typeof value === 'string') printString(value, lead, indent, lines);
  else if (Array.isArray(value)) {
    const line = style.shortLists === true ? shortList(value, lead) : undefined;
    if (value.length === 0) lines.push(spaced(lead, '[]'));
    else if (line !== undefined) lines.push(line);
    else printList(value, lead, indent, lines, style);
  } else if (typeof value === 'object' && value !== null) {
    if (style.parts?.has(value) === true && lead.of === 'key')
      printPart(value, lead, indent, lines, style, style.parts);
    else printMap(value, lead, indent, lines, style);
  } else lines.push(spaced(lead, printScalar(value)));
}

function printString(value: string, lead: Lead, indent: string, lines: string[]): void {
  if (!isBlockText(value)) {
    lines.push(spaced(lead, printText(value)));
    return;
  }
  lines.push(spaced(lead, value.endsWith('\n') ? '|' : '|-'));
  // The text stands below its key even at the top, where nothing else is indented.
  const own = lead.of === 'nothing' ? '  ' : indent;
  for (const line of value.replace(/\n$/, '').split('\n')) lines.push(line === '' ? '' : own + line);
}

function printList(
  list: readonly unknown[],
  lead: Lead,
  indent: string,
  lines: string[],
  style: YamlStyle,
): void {
  if (lead.of === 'key') lines.push(lead.text);
  const inner = `${indent}  `;
  // The first item of a list in a list stands on the line of its dash.
  let start = lead.of === 'item' ? `${lead.text} ` : indent;
  for (const item of list) {
    printNode(item, { text: `${start}-`, of: 'item' }, inner, lines, style);
    start = indent;
  }
}

function printPart(
  value: object,
  lead: Lead,
  indent: string,
  lines: string[],
  style: YamlStyle,
  parts: PrintedParts,
): void {
  const known = parts.get(value);
  if (known?.indent === indent) {
    lines.push(lead.text, known.text);
    return;
  }
  const own: string[] = [];
  printMap(value, lead, indent, own, style);
  if (own.length === 1) lines.push(...own);
  else {
    const text = own.slice(1).join('\n');
    lines.push(lead.text, text);
    parts.set(value, { indent, text });
  }
}

function shortList(list: readonly unknown[], lead: Lead): string | undefined {
  if (lead.of === 'nothing' || list.length === 0) return undefined;
  if (list.some((item) => typeof item === 'object' && item !== null)) return undefined;
  const line = `${lead.text} ${printFlow(list)}`;
  return line.length <= longestList ? line : undefined;
}

function printMap(map: object, lead: Lead, indent: string, lines: string[], style: YamlStyle): void {
  const members = map as { readonly [key: string]: unknown };
  const inner = `${indent}  `;
  let start = lead.of === 'item' ? `${lead.text} ` : indent;
  let isEmpty = true;
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (value === undefined) continue;
    if (isEmpty && lead.of === 'key') lines.push(lead.text);
    isEmpty = false;
    const name = printText(key);
    if (name.length > longestKey) lines.push(`${start}? ${name}`, `${indent}: ${printFlow(value)}`);
    else printNode(value, { text: `${start}${name}:`, of: 'key' }, inner, lines, style);
    start = indent;
  }
  if (isEmpty) lines.push(spaced(lead, '{}'));
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

function spaced({ text: before, of }: Lead, text: string): string {
  return of === 'nothing' ? text : `${before} ${text}`;
}
