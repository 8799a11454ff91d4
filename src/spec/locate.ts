import {
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
} from 'js-yaml';
import type { Place } from '../diagnostics/diagnostic.ts';
import { findMembers, type MemberLines } from './find-members.ts';
import { parseYamlEvents } from './yaml-events.ts';

/** A stretch of a text: zero-based offset and length in UTF-16 units, one-based line and column. */
export interface Position {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds where a place stands in its text, by reading the events of the text once more: of a member of a section (`events.<name>`)
 * those of its own lines, else of the whole, each once. A path that leads further than the text goes ends at the last
 * thing that exists.
 */
export function createLocator(text: string): (place: Place) => Position {
  let members: ReturnType<typeof findMembers> | undefined;
  const parts = new Map<MemberLines, Tree>();
  let whole: Tree | undefined;
  let lineStarts: number[] | undefined;
  const partOf = (lines: MemberLines): Tree => {
    let tree = parts.get(lines);
    if (tree === undefined) {
      tree = treeOf(text.slice(lines.start, lines.end));
      parts.set(lines, tree);
    }
    return tree;
  };
  const find = (place: Place): Range => {
    const [section, name, ...below] = place.path;
    if (name !== undefined) {
      members ??= findMembers(text);
      const lines = members.get(String(section))?.get(String(name));
      const part = lines && partOf(lines);
      if (lines !== undefined && part !== undefined && part.events.length > 0) {
        const { offset, length } = rangeOf(part, { ...place, path: [name, ...below] });
        return { offset: lines.start + offset, length };
      }
    }
    whole ??= treeOf(text);
    return rangeOf(whole, place);
  };
  return (place) => {
    const range = place.range ?? find(place);
    lineStarts ??= startsOfLines(text);
    const line = lineOf(lineStarts, range.offset);
    return { ...range, line: line + 1, column: range.offset - (lineStarts[line] ?? 0) + 1 };
  };
}

/** Finds where places of several files stand: the text of each is asked for, and looked through, once. */
export function createLocators(textOf: (file: string) => string): (place: Place) => Position {
  const known = new Map<string, (place: Place) => Position>();
  return (place) => {
    const locate = known.get(place.file) ?? createLocator(textOf(place.file));
    known.set(place.file, locate);
    return locate(place);
  };
}

/** The same for texts that change: one is looked through again when it is another one. */
export function createTextLocators(): (place: Place, text: string) => Position {
  const known = new Map<string, { readonly text: string; readonly locate: (place: Place) => Position }>();
  return (place, text) => {
    let locator = known.get(place.file);
    if (locator?.text !== text) {
      locator = { text, locate: createLocator(text) };
      known.set(place.file, locator);
    }
    return locator.locate(place);
  };
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

/** The events of a text, and what was looked up in them. */
interface Tree {
  readonly text: string;
  readonly events: readonly Event[];
  /** Of maps and lists that a place led through, by the index of their event: many places lead through the same. */
  readonly members: Map<number, ReadonlyMap<string, Child>>;
}

/** A text that is no YAML has no events. */
function treeOf(text: string): Tree {
  let events: readonly Event[] = [];
  try {
    events = parseYamlEvents(text);
  } catch {
    // What is wrong with it was said when it was read.
  }
  return { text, events, members: new Map() };
}

interface Child {
  /** Of the event of its value. */
  readonly index: number;
  readonly key?: Range;
}

function rangeOf(tree: Tree, place: Place): Range {
  const { text, events } = tree;
  let index = 1;
  let last: Range = { offset: 0, length: 1 };
  for (const [depth, step] of place.path.entries()) {
    const isLast = depth === place.path.length - 1;
    const found = childrenOf(tree, index).get(String(step));
    if (found === undefined) return last;
    if (found.key !== undefined) last = found.key;
    index = found.index;
    if (isLast && place.on === 'key' && found.key !== undefined) return found.key;
    if (isLast || found.key === undefined) {
      const own = rangeOfNode(text, events, index);
      // The value of a key may be a whole block: then the key is what a person looks for.
      last = own === undefined || (found.key !== undefined && own.block) ? last : own.range;
    }
  }
  return last;
}

function childrenOf(tree: Tree, parent: number): ReadonlyMap<string, Child> {
  const known = tree.members.get(parent);
  if (known !== undefined) return known;
  const { text, events } = tree;
  const children = new Map<string, Child>();
  const { type } = events[parent] ?? {};
  if (type === EVENT_SEQUENCE || type === EVENT_MAPPING) {
    for (let index = parent + 1; events[index] !== undefined && events[index]?.type !== EVENT_POP; ) {
      if (type === EVENT_SEQUENCE) {
        children.set(String(children.size), { index });
        index = after(events, index);
        continue;
      }
      const key = events[index];
      const value = after(events, index);
      const name = key?.type === EVENT_SCALAR ? scalarText(text, key) : undefined;
      // Of a key that stands twice, the first is meant.
      if (key?.type === EVENT_SCALAR && name !== undefined && !children.has(name)) {
        const { valueStart: offset, valueEnd: end } = key;
        // An empty key stands nowhere.
        const range = offset < 0 ? undefined : { offset, length: Math.max(1, end - offset) };
        children.set(name, { index: value, ...(range === undefined ? {} : { key: range }) });
      }
      index = after(events, value);
    }
  }
  tree.members.set(parent, children);
  return children;
}

/** Index of the event behind a node. */
function after(events: readonly Event[], index: number): number {
  let depth = 0;
  let next = index;
  do {
    const event = events[next++];
    if (event === undefined) return next;
    if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE || event.type === EVENT_DOCUMENT)
      depth++;
    else if (event.type === EVENT_POP) depth--;
  } while (depth > 0);
  return next;
}

function rangeOfNode(
  text: string,
  events: readonly Event[],
  index: number,
): { range: Range; block: boolean } | undefined {
  const event = events[index];
  if (event?.type === EVENT_SCALAR) {
    // A value that nobody wrote stands nowhere.
    if (event.valueStart < 0) return undefined;
    const empty = event.valueEnd <= event.valueStart;
    const multiline = text.slice(event.valueStart, event.valueEnd).includes('\n');
    return {
      range: { offset: event.valueStart, length: Math.max(1, event.valueEnd - event.valueStart) },
      block: empty || multiline,
    };
  }
  if (event?.type === EVENT_ALIAS) {
    return {
      range: { offset: event.anchorStart, length: event.anchorEnd - event.anchorStart },
      block: false,
    };
  }
  if (event?.type === EVENT_MAPPING || event?.type === EVENT_SEQUENCE) {
    const offset = event.start === -1 ? 0 : event.start;
    return { range: { offset, length: 1 }, block: true };
  }
  return undefined;
}

function scalarText(text: string, event: Event & { type: typeof EVENT_SCALAR }): string {
  return event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1))
    starts.push(index + 1);
  return starts;
}

/** Index of the last line that starts at or before an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
