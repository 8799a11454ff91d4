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
  printNode(value, '', 'nothing', '', { lines, style, keys: new Map() });
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
 * What stands before a value on its line, with its indentation: a key and its colon, the dash of an item, or nothing. It is
 * handed on as a text and a word, since a value of its own for each would be a third of what printing allocates.
 */
type Lead = 'key' | 'item' | 'nothing';

/** A text while it is printed. */
interface Page {
  readonly lines: string[];
  readonly style: YamlStyle;
  /** Keys as they are printed: the same few stand in most maps of a text. */
  readonly keys: Map<string, string>;
}

/** @param indent of the lines below */
function printNode(value: unknown, before: string, lead: Lead, indent: string, page: Page): void {
  const { lines, style } = page;
  if (typeof value === 'string') printString(value, before, lead, indent, lines);
  else if (Array.isArray(value)) {
    const line = style.shortLists === true ? shortList(value, before, lead) : undefined;
    if (value.length === 0) lines.push(spaced(before, lead, '[]'));
    else if (line !== undefined) lines.push(line);
    else printList(value, before, lead, indent, page);
  } else if (typeof value === 'object' && value !== null) {
    if (lead === 'key' && style.parts?.has(value) === true)
      printPart(value, before, indent, page, style.parts);
    else printMap(value, before, lead, indent, page);
  } else lines.push(spaced(before, lead, printScalar(value)));
}

function printString(value: string, before: string, lead: Lead, indent: string, lines: string[]): void {
  if (!isBlockText(value)) {
    lines.push(spaced(before, lead, printText(value)));
    return;
  }
  lines.push(spaced(before, lead, value.endsWith('\n') ? '|' : '|-'));
  // The text stands below its key even at the top, where nothing else is indented.
  const own = lead === 'nothing' ? '  ' : indent;
  for (const line of value.replace(/\n$/, '').split('\n')) lines.push(line === '' ? '' : own + line);
}

function printList(list: readonly unknown[], before: string, lead: Lead, indent: string, page: Page): void {
  if (lead === 'key') page.lines.push(before);
  const inner = `${indent}  `;
  // The first item of a list in a list stands on the line of its dash.
  let start = lead === 'item' ? `${before} ` : indent;
  for (const item of list) {
    printNode(item, `${start}-`, 'item', inner, page);
    start = indent;
  }
}

function printPart(value: object, before: string, indent: string, page: Page, parts: PrintedParts): void {
  const { lines } = page;
  const known = parts.get(value);
  if (known?.indent === indent) {
    lines.push(before, known.text);
    return;
  }
  const own: string[] = [];
  printMap(value, before, 'key', indent, { ...page, lines: own });
  if (own.length === 1) lines.push(...own);
  else {
    const text = own.slice(1).join('\n');
    lines.push(before, text);
    parts.set(value, { indent, text });
  }
}

function shortList(list: readonly unknown[], before: string, lead: Lead): string | undefined {
  if (lead === 'nothing' || list.length === 0) return undefined;
  if (list.some((item) => typeof item === 'object' && item !== null)) return undefined;
  const line = `${before} ${printFlow(list)}`;
  return line.length <= longestList ? line : undefined;
}

function printMap(map: object, before: string, lead: Lead, indent: string, page: Page): void {
  const members = map as { readonly [key: string]: unknown };
  const inner = `${indent}  `;
  let start = lead === 'item' ? `${before} ` : indent;
  let isEmpty = true;
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (value === undefined) continue;
    if (isEmpty && lead === 'key') page.lines.push(before);
    isEmpty = false;
    const name = printKey(key, page);
    if (name.length > longestKey) page.lines.push(`${start}? ${name}`, `${indent}: ${printFlow(value)}`);
    else printNode(value, `${start}${name}:`, 'key', inner, page);
    start = indent;
  }
  if (isEmpty) page.lines.push(spaced(before, lead, '{}'));
}

function printKey(key: string, { keys }: Page): string {
  let printed = keys.get(key);
  if (printed === undefined) {
    printed = printText(key);
    keys.set(key, printed);
  }
  return printed;
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

function spaced(before: string, lead: Lead, text: string): string {
  return lead === 'nothing' ? text : `${before} ${text}`;
}
