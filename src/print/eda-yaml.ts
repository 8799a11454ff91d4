import type { LanguageMap } from './eda/language-value.ts';
import { printFlow, printYaml } from './yaml.ts';
import { printText } from './yaml-scalar.ts';

/** Longest line, indentation included, on which a map or a list stands whole. */
const width = 100;

/** Maps in maps beyond this depth are hard to read on one line. */
const deepest = 3;

/** Sections of named things: each thing begins a line of its own. */
const sections = new Set([
  'teams',
  'domains',
  'schemas',
  'events',
  'topics',
  'services',
  'aggregates',
  'projections',
  'sagas',
  'environments',
]);

/**
 * A design as people write it: what is short stands on one line, an empty line before each section, quotes only where
 * a reader needs them. Reading it gives the same values.
 */
export function printEdaYaml(root: LanguageMap): string {
  const lines: string[] = [];
  let before: string | undefined;
  for (const [key, value] of Object.entries(root)) {
    if (value === undefined) continue;
    const isSection = sections.has(key) && isFilledMap(value);
    if (isSection || (before !== undefined && sections.has(before))) lines.push('');
    if (isSection) {
      lines.push(`${key}:`);
      for (const [name, member] of Object.entries(value)) printMember(name, member, '  ', lines);
    } else printMember(key, value, '', lines);
    before = key;
  }
  lines.push('');
  return lines.join('\n');
}

/** `name: value` on one line where that is short, else the value below. */
function printMember(name: string, value: unknown, indent: string, lines: string[]): void {
  if (value === undefined) return;
  const lead = `${indent}${printText(name)}:`;
  const line = shortLine(value, lead);
  if (line !== undefined) lines.push(line);
  else if (Array.isArray(value)) {
    lines.push(lead);
    for (const item of value) printItem(item, `${indent}  `, lines);
  } else if (isFilledMap(value)) {
    lines.push(lead);
    for (const [key, member] of Object.entries(value)) printMember(key, member, `${indent}  `, lines);
  } else lines.push(...indented(printYaml({ [name]: value }), indent));
}

function printItem(item: unknown, indent: string, lines: string[]): void {
  const line = shortLine(item, `${indent}-`);
  if (line !== undefined) {
    lines.push(line);
    return;
  }
  const [first, ...others] = isFilledMap(item) ? linesOfMembers(item, indent) : [];
  if (first === undefined) lines.push(...indented(printYaml([item]), indent));
  // The first member stands on the line of its dash.
  else lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...others);
}

function linesOfMembers(map: object, indent: string): string[] {
  const lines: string[] = [];
  for (const [key, member] of Object.entries(map)) printMember(key, member, `${indent}  `, lines);
  return lines;
}

/** The whole value behind its lead, or undefined where it is too long or too deep for one line. */
function shortLine(value: unknown, lead: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depthOf(value) > deepest) return undefined;
  const line = `${lead} ${printFlow(value)}`;
  return line.length <= width ? line : undefined;
}

/** Maps on the longest way down; lists count only where they hold maps. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Math.max(0, ...Object.values(value).map(depthOf));
  return Array.isArray(value) ? below : below + 1;
}

function isFilledMap(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function indented(text: string, indent: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line));
}
