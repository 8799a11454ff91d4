import {
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  SCALAR_STYLE_PLAIN,
  YAMLException,
} from 'js-yaml';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { type BlockMemory, readBlocks } from './read-blocks.ts';
import { resolvePlain } from './resolve-plain.ts';
import { parseYamlEvents } from './yaml-events.ts';
import { explainSyntaxError } from './yaml-mistakes.ts';

/** What a text says, and what is wrong with the way it says it. `value` is undefined where nothing could be read. */
export interface YamlResult {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** Which YAML a text may use: `plain` is the language's own, `shared` what other tools write. */
export type YamlStyle = 'plain' | 'shared';

/** Deeper nesting than this is refused: no design needs it, and recursion over it could end the process. */
const deepest = { plain: 100, shared: 250 } as const;

/** As many nodes may aliases stand for in all: a few lines of aliases of aliases could say billions. */
const mostShared = 500_000;

/** Mistakes beyond this many are not reported one by one: the rest follows from them. */
const mostMistakes = 50;

/**
 * Reads one YAML 1.2 document (core schema; JSON is YAML) into plain values: as blocks, or straight from the parser's
 * events where there is more to it.
 * Duplicate keys are refused; anchors, aliases, merge keys and tags too, unless the style is `shared`: then an alias is
 * the very value of its anchor. Positions are not kept: `locate` finds them again when something has to be printed.
 * @param memory values of its parts as they were read before
 */
export function readYaml(
  text: string,
  file: string,
  style: YamlStyle = 'plain',
  memory?: BlockMemory,
): YamlResult {
  if (text.trim() === '') return failed(file, 'yaml-empty', 'the file is empty', beginning);
  const binary = text.slice(0, 4096).indexOf('\0');
  if (binary !== -1) {
    return failed(file, 'yaml-binary', 'this is not a text file: it has NUL bytes', undefined, binary);
  }
  const value = readBlocks(
    text,
    (part) => {
      const read = readByEvents(part, file, style);
      return read.diagnostics.length === 0 ? (read.value as { readonly k: unknown }).k : undefined;
    },
    memory,
  );
  return value === undefined ? readByEvents(text, file, style) : { value, diagnostics: [] };
}

/** Reads any text, and tells of each mistake in it. */
export function readByEvents(text: string, file: string, style: YamlStyle): YamlResult {
  let events: Event[];
  try {
    events = parseYamlEvents(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { value: undefined, diagnostics: [explainSyntaxError(text, file, error)] };
  }
  return composeValue(text, file, events, style);
}

function composeValue(text: string, file: string, events: readonly Event[], style: YamlStyle): YamlResult {
  const shares = style === 'shared';
  const most = deepest[style];
  const anchors = new Map<string, { readonly value: unknown; readonly nodes: number }>();
  let nodes = 0;
  let shared = 0;
  const diagnostics: Diagnostic[] = [];
  const path: (string | number)[] = [];
  const report = (code: string, message: string, help: string, offset: number, length = 1): void => {
    if (diagnostics.length >= mostMistakes) return;
    diagnostics.push({
      code,
      severity: 'error',
      message,
      help,
      at: { file, path: [...path], range: { offset, length: Math.max(1, length) } },
    });
  };
  let next = 1;

  const scalarText = (event: Event & { type: typeof EVENT_SCALAR }): string =>
    event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);

  const refuseDecorations = (event: {
    anchorStart: number;
    anchorEnd: number;
    tagStart: number;
    tagEnd: number;
  }): void => {
    if (event.anchorStart !== -1 && !shares) {
      report(
        'yaml-anchor',
        `anchor &${text.slice(event.anchorStart, event.anchorEnd)}: anchors and aliases are not part of the language`,
        'share with `schemas` and $ref, `defaults`, or `topicPer`',
        event.anchorStart - 1,
        event.anchorEnd - event.anchorStart + 1,
      );
    }
    if (event.tagStart !== -1 && !(shares && coreTags.has(text.slice(event.tagStart, event.tagEnd)))) {
      report(
        'yaml-tag',
        `tag ${text.slice(event.tagStart, event.tagEnd)}: tags are not ${shares ? 'understood' : 'part of the language'}`,
        'write the plain value',
        event.tagStart,
        event.tagEnd - event.tagStart,
      );
    }
  };

  const readNode = (depth: number): unknown => {
    const event = events[next];
    const before = nodes++;
    const value = readContent(depth);
    if (shares && event !== undefined && 'tagStart' in event && event.anchorStart !== -1) {
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), { value, nodes: nodes - before });
    }
    return value;
  };

  const readAlias = (event: Event & { type: typeof EVENT_ALIAS }): unknown => {
    const name = text.slice(event.anchorStart, event.anchorEnd);
    const [offset, length] = [event.anchorStart - 1, event.anchorEnd - event.anchorStart + 1];
    if (!shares) {
      report(
        'yaml-anchor',
        `alias *${name}: anchors and aliases are not part of the language`,
        'share with `schemas` and $ref, `defaults`, or `topicPer`',
        offset,
        length,
      );
      return null;
    }
    const target = anchors.get(name);
    if (target === undefined) {
      report(
        'yaml-anchor',
        `alias *${name} has no anchor above it`,
        `mark what it stands for: &${name}`,
        offset,
        length,
      );
      return null;
    }
    nodes += target.nodes;
    shared += target.nodes;
    if (shared > mostShared) {
      if (shared - target.nodes <= mostShared) {
        report(
          'yaml-too-large',
          `aliases stand for more than ${mostShared} values`,
          'share with $ref instead of aliases of aliases',
          offset,
          length,
        );
      }
      return null;
    }
    return target.value;
  };

  const readContent = (depth: number): unknown => {
    const event = events[next++];
    if (event === undefined) return null;
    switch (event.type) {
      case EVENT_SCALAR: {
        if (event.anchorStart !== -1 || event.tagStart !== -1) refuseDecorations(event);
        const raw = scalarText(event);
        const isText = event.tagStart !== -1 && text.slice(event.tagStart, event.tagEnd) === '!!str';
        return event.style === SCALAR_STYLE_PLAIN && !isText ? resolvePlain(raw) : raw;
      }
      case EVENT_MAPPING:
        refuseDecorations(event);
        if (depth >= most) return refuseDepth(event.start);
        return readMapping(depth + 1);
      case EVENT_SEQUENCE: {
        refuseDecorations(event);
        if (depth >= most) return refuseDepth(event.start);
        const list: unknown[] = [];
        while (events[next]?.type !== EVENT_POP) {
          path.push(list.length);
          list.push(readNode(depth + 1));
          path.pop();
        }
        next++;
        return list;
      }
      case EVENT_ALIAS:
        return readAlias(event);
      default:
        return null;
    }
  };

  const readMapping = (depth: number): Record<string, unknown> => {
    const map: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (;;) {
      const event = events[next];
      if (event === undefined || event.type === EVENT_POP) break;
      if (event.type !== EVENT_SCALAR) {
        const offset = 'start' in event ? event.start : 'anchorStart' in event ? event.anchorStart : 0;
        report(
          'yaml-key',
          'a key is a text here, not a map or list',
          'braces and brackets open a map or list in YAML: quote the key',
          offset,
        );
        readNode(depth);
        readNode(depth);
        continue;
      }
      next++;
      if (event.anchorStart !== -1 || event.tagStart !== -1) refuseDecorations(event);
      const key = scalarText(event);
      path.push(key);
      if (key === '<<' && event.style === SCALAR_STYLE_PLAIN && shares) {
        merged.push(readNode(depth));
      } else if (key === '<<' && event.style === SCALAR_STYLE_PLAIN) {
        report(
          'yaml-anchor',
          '<<: merge keys are not part of the language',
          'share with `schemas` and $ref, `defaults`, or `topicPer`',
          event.valueStart,
          2,
        );
        skipNode();
      } else {
        const twice = Object.hasOwn(map, key);
        const before = next;
        const value = readNode(depth);
        if (twice) {
          const first = offsetsOfKey(text, events, before, key);
          if (diagnostics.length < mostMistakes) {
            diagnostics.push({
              code: 'yaml-duplicate-key',
              severity: 'error',
              message: `${key === '' ? 'an empty key' : key} stands twice in this map`,
              help: 'keep one of the two',
              at: {
                file,
                path: [...path],
                // An empty key stands nowhere: the path leads to its map.
                ...(event.valueStart < 0
                  ? {}
                  : {
                      range: {
                        offset: event.valueStart,
                        length: Math.max(1, event.valueEnd - event.valueStart),
                      },
                    }),
              },
              related:
                first === undefined
                  ? []
                  : [{ message: 'first here', at: { file, path: [...path], range: first } }],
            });
          }
        } else if (key === '__proto__') {
          Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
        } else {
          map[key] = value;
        }
      }
      path.pop();
    }
    next++;
    if (merged.length > 0) mergeInto(map, merged.flat());
    return map;
  };

  const skipNode = (): void => {
    let depth = 0;
    do {
      const event = events[next++];
      if (event === undefined) return;
      if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) depth++;
      if (event.type === EVENT_POP) depth--;
    } while (depth > 0);
  };

  const refuseDepth = (offset: number): null => {
    report(
      'yaml-too-deep',
      `nested more than ${most} levels deep`,
      'move inner parts into `schemas` or files of their own',
      offset,
    );
    next--;
    skipNode();
    return null;
  };

  const value = readNode(0);
  if (value === null && events.length <= 3) {
    return failed(file, 'yaml-empty', 'the file holds comments only', beginning);
  }
  next++; // the document's end
  if (events[next]?.type === EVENT_DOCUMENT) {
    const offset = startOfSecondDocument(text);
    report(
      'yaml-documents',
      'a second document begins here; a file holds one',
      'move it into a file of its own and `include` that',
      offset,
      3,
    );
  }
  return { value, diagnostics };
}

/** Keys of merged maps (`<<`) count where the map, or a map merged earlier, has none of that name. */
function mergeInto(map: Record<string, unknown>, sources: readonly unknown[]): void {
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) continue;
    for (const [key, value] of Object.entries(source)) {
      if (Object.hasOwn(map, key)) continue;
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    }
  }
}

/** Finds the first key of that name in the map whose second one's value begins at event `before`. */
function offsetsOfKey(
  text: string,
  events: readonly Event[],
  before: number,
  key: string,
): { offset: number; length: number } | undefined {
  // Walk back to the start of the map, counting levels, and remember the earliest key of the name on its level.
  let depth = 0;
  let found: { offset: number; length: number } | undefined;
  const stack: number[] = [];
  let start = 0;
  for (let index = before - 2; index >= 0; index--) {
    const event = events[index];
    if (event?.type === EVENT_POP) depth++;
    else if (event?.type === EVENT_MAPPING || event?.type === EVENT_SEQUENCE) {
      if (depth === 0) {
        start = index + 1;
        break;
      }
      depth--;
    }
  }
  let expectKey = true;
  for (let index = start; index < before - 1; index++) {
    const event = events[index];
    if (event === undefined) break;
    if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) stack.push(index);
    else if (event.type === EVENT_POP) {
      stack.pop();
      if (stack.length === 0) expectKey = true;
    } else if (stack.length === 0) {
      const isKey = expectKey && event.type === EVENT_SCALAR && event.valueStart >= 0;
      if (isKey && text.slice(event.valueStart, event.valueEnd) === key) {
        found = { offset: event.valueStart, length: event.valueEnd - event.valueStart };
        break;
      }
      expectKey = !expectKey;
    }
  }
  return found;
}

function startOfSecondDocument(text: string): number {
  const marks = [...text.matchAll(/^(---|\.\.\.)/gm)].map((match) => match.index);
  return (
    marks.find(
      (offset) =>
        text
          .slice(0, offset)
          .replace(/^(#.*|\s*|%.*)$/gm, '')
          .trim() !== '',
    ) ?? 0
  );
}

const beginning = 'a spec begins with `eda: 1`';

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq', 'timestamp'].map((name) => `!!${name}`),
);

function failed(file: string, code: string, message: string, help?: string, offset = 0): YamlResult {
  const path: Path = [];
  return {
    value: undefined,
    diagnostics: [
      {
        code,
        severity: 'error',
        message,
        ...(help === undefined ? {} : { help }),
        at: { file, path, range: { offset, length: 1 } },
      },
    ],
  };
}
