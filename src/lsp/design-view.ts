import { join } from 'node:path';
import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { type ArchitectureIndex, indexArchitecture } from '../model/query.ts';
import { type DesignTexts, loadDesign } from '../pipeline.ts';
import { isMap } from '../spec/is-map.ts';
import { createLocator, createTextLocators } from '../spec/locate.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import type { Entry, ParseCache } from '../spec/source.ts';
import { readYaml } from '../spec/yaml.ts';
import { filesNamedIn } from './name-places.ts';
import { rangeOf, type TextRange } from './text-range.ts';

/** A design on disk: the folder that paths are relative to, and what is read first. */
export interface DesignHome {
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder; of documents by themselves the first one. */
  readonly root: string;
  readonly entry: Entry;
  readonly files: ProjectFiles;
}

/** A design as it could be read last, with its texts: what questions of an editor are answered from. */
export interface DesignView {
  readonly home: DesignHome;
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  readonly source: DesignTexts;
  /** Where a place stands: its file, absolute, and the stretch of its text. */
  locate(place: Place): Located;
  /** The value of a file of the design. */
  valueOf(file: string): unknown;
}

export interface Located {
  readonly path: string;
  readonly range: TextRange;
}

/** A design that is read again when somebody asks and a text of it has changed. */
export interface OpenDesign {
  readonly home: DesignHome;
  /** The files as editors and disk have them now. */
  readonly files: ProjectFiles;
  /** What was parsed of them. */
  readonly parsed: Pick<ParseCache, 'get' | 'findBlock'>;
  /**
   * As it was when it was read last: while somebody types, answers at once matter more than the last keystroke. Where
   * places stand is looked up in the texts as they are now.
   */
  view(): DesignView | undefined;
  /** As it is now, if it can be read. */
  refresh(): DesignView | undefined;
  /**
   * With the values of its files as they are now, for questions about names alone: only texts that changed are parsed, and
   * the model stays, unless files may have joined or left the design.
   */
  named(): DesignView | undefined;
  /** Whether it reads a file: relative to its folder. */
  reads(file: string): boolean;
  /** A file's text, relative to the folder, may be another one by now; without a file: any may. */
  touch(file?: string): void;
}

/** Opens a design over the texts that editors hold, by absolute path. */
export function openDesign(home: DesignHome, textOf: (path: string) => string | undefined): OpenDesign {
  const cache = createParseMemory();
  const files = overlayFiles(home.files, (path) => textOf(join(home.folder, path)));
  // Kept from one reading to the next: texts that did not change are not looked through again.
  const locateText = createTextLocators();
  let isStale = true;
  /** Files that were touched since the design was read; `all`: nobody knows which. */
  let edited: Set<string> | 'all' = 'all';
  let view: DesignView | undefined;
  let known: ReadonlySet<string> = new Set();
  const read = (): void => {
    isStale = false;
    edited = new Set();
    fresh.clear();
    const now = loadDesign(files, home.entry, cache);
    // Before it could be read once, the disk may know better than a text that is being written.
    const { source, architecture, incomplete } =
      view === undefined && (now.architecture === undefined || now.incomplete)
        ? loadDesign(home.files, home.entry, cache)
        : now;
    if (source === undefined) return;
    // While a part cannot be read, what it said last is better than nothing.
    known = new Set([...known, ...source.texts.keys()]);
    if (architecture === undefined || (incomplete && view !== undefined)) return;
    const { texts } = source;
    known = new Set(texts.keys());
    view = {
      home,
      architecture,
      index: indexArchitecture(architecture),
      source: {
        ...source,
        locate: (place) => {
          const at = source.placeOf(place);
          return locateText(at, texts.get(at.file) ?? textIn(files, at.file));
        },
      },
      locate: (place) => {
        const at = source.placeOf(place);
        const now = textIn(files, at.file);
        const read = texts.get(at.file) ?? now;
        const found = locateText(at, now);
        // A text that is no YAML at the moment says where nothing stands.
        const isLost = now !== read && at.path.length > 0 && found.offset === 0;
        return {
          path: join(home.folder, at.file),
          range: isLost ? rangeOf(read, createLocator(read)(at)) : rangeOf(now, found),
        };
      },
      valueOf: (file) => {
        const text = texts.get(file) ?? textIn(files, file);
        return cache.get(file, text) ?? readYaml(text, file, 'shared').value;
      },
    };
  };
  /** Edited files as they were parsed last, beside what the model was made of. */
  const fresh = new Map<string, { readonly text: string; readonly value: unknown }>();
  const parseNow = (file: string, before: DesignView): unknown => {
    const text = textIn(files, file);
    const known = text === before.source.texts.get(file) ? before.valueOf(file) : undefined;
    if (known !== undefined) return known;
    const last = fresh.get(file);
    if (last?.text === text) return last.value;
    const { value, diagnostics } = readYaml(text, file, 'plain');
    // What is no YAML while it is being written says what it said last.
    if (diagnostics.length > 0 || !isMap(value)) return last?.value ?? before.valueOf(file);
    fresh.set(file, { text, value });
    return value;
  };
  /** Values of edited files; undefined where files may have joined or left the design. */
  const valuesNow = (
    before: DesignView,
    edited: ReadonlySet<string>,
  ): ReadonlyMap<string, unknown> | undefined => {
    if ([...edited].some((file) => !before.source.texts.has(file))) return undefined;
    const values = [...edited].map((file) => [file, parseNow(file, before)] as const);
    const isSame = values.every(
      ([file, value]) => filesNamedIn(value) === filesNamedIn(before.valueOf(file)),
    );
    return isSame ? new Map(values) : undefined;
  };
  return {
    home,
    files,
    parsed: cache,
    view: () => {
      if (view === undefined && isStale) read();
      return view;
    },
    refresh: () => {
      if (isStale) read();
      return view;
    },
    // What it read last decides: nobody waits for an answer of this kind.
    reads: (file) => {
      if (view === undefined && isStale) read();
      return file === home.root || known.has(file);
    },
    named: () => {
      if (!isStale) return view;
      const values = view === undefined || edited === 'all' ? undefined : valuesNow(view, edited);
      if (view === undefined || values === undefined) {
        read();
        return view;
      }
      const before = view;
      return { ...before, valueOf: (file) => values.get(file) ?? before.valueOf(file) };
    },
    touch: (file) => {
      isStale = true;
      if (file === undefined) edited = 'all';
      else if (edited !== 'all') edited.add(file);
    },
  };
}

function textIn(files: ProjectFiles, file: string): string {
  const read = files.read(file);
  return read.ok ? read.text : '';
}
