import { posix } from 'node:path';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { readEdaDocuments } from './asyncapi/eda/read-eda-documents.ts';
import { type ReadDocuments, readDocumentSet, readNamedDocuments } from './asyncapi/read-documents.ts';
import { checkShape } from './eda/shape/check-shape.ts';
import { isMap } from './is-map.ts';
import { createLocators, type Position } from './locate.ts';
import { hasBackslash, isWindowsGlob, writeSlashes } from './path-shape.ts';
import { describeProblem, type ProjectFiles } from './project-files.ts';
import type { OpenedFile, SpecFile } from './spec-file.ts';
import { readYaml } from './yaml.ts';

/** A design as it stands in files: read, checked for its shape, not yet understood. */
export interface SpecSource {
  readonly root: SpecFile;
  /** In the order of `include`, then of their paths. */
  readonly parts: readonly SpecFile[];
  /** AsyncAPI documents of the design, and what they say in the language: it holds where root and parts say nothing. */
  readonly documents?: ReadDocuments;
  /** True: there is no `eda.yaml`; the root is made up. */
  readonly documentsAlone?: boolean;
  /** Opens a file that a `$ref` or a path names; each is read once. */
  open(path: string): OpenedFile;
  /** Every file that was opened so far, by path, with its text. */
  readonly texts: ReadonlyMap<string, string>;
  locate(place: Place): Position;
  /** Where a place of what documents say stands in its document; other places stay. */
  placeOf(place: Place): Place;
}

/** What a design begins with: its root file, or AsyncAPI documents that are a design by themselves. */
export type Entry = string | DocumentSet;

export interface DocumentSet {
  readonly documents: readonly string[];
  /** Name of the system: that of the folder. */
  readonly system: string;
  /** A file that says nothing but `lint`, `docs` and `version`. */
  readonly config?: string;
}

/** Values of files that were parsed before, by path and text; see `cache.ts`. */
export interface ParseCache {
  get(path: string, text: string): unknown;
  /** What a part of the file said when it was read last, whatever became of the rest; see `read-blocks.ts`. */
  findBlock?(path: string, block: string): object | undefined;
  set(path: string, text: string, value: unknown, blocks?: ReadonlyMap<string, object>): void;
}

export interface ReadResult {
  /** Undefined where the root could not be read at all. */
  readonly source?: SpecSource;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether some file could not be read or parsed so far; schema files are opened only while the model is built. */
  readonly incomplete: () => boolean;
}

/**
 * Reads the root file and its parts, and the documents that they name; or documents alone. Schema files are opened
 * later, when a `$ref` leads there.
 */
export function readSpec(files: ProjectFiles, entry: Entry, cache?: ParseCache): ReadResult {
  const diagnostics: Diagnostic[] = [];
  const texts = new Map<string, string>();
  const opened = new Map<string, OpenedFile>();
  const specFiles = new Set<string>();
  let incomplete = false;

  const open = (path: string): OpenedFile => {
    const known = opened.get(path);
    if (known !== undefined) return known;
    const result = read(path);
    opened.set(path, result);
    return result;
  };
  const read = (path: string): OpenedFile => {
    const file = files.read(path);
    if (!file.ok) return { ok: false, problem: describeProblem(file) };
    texts.set(path, file.text);
    const cached = cache?.get(path, file.text);
    if (cached !== undefined) return { ok: true, value: cached };
    const blocks = new Map<string, object>();
    const memory = cache?.findBlock && {
      find: (block: string) => cache.findBlock?.(path, block),
      keep: (block: string, value: object) => void blocks.set(block, value),
    };
    const parsed = readYaml(file.text, path, specFiles.has(path) ? 'plain' : 'shared', memory);
    if (parsed.diagnostics.length > 0) {
      diagnostics.push(...parsed.diagnostics);
      incomplete = true;
    } else cache?.set(path, file.text, parsed.value, blocks);
    return parsed.value === undefined
      ? { ok: false, problem: 'it cannot be parsed' }
      : { ok: true, value: parsed.value };
  };
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const readFile = (path: string, role: 'root' | 'part', named: Place | undefined): SpecFile | undefined => {
    specFiles.add(path);
    const result = open(path);
    if (!result.ok) {
      incomplete = true;
      if (diagnostics.some((diagnostic) => diagnostic.at.file === path)) return undefined;
      diagnostics.push({
        code: 'file-unreadable',
        severity: 'error',
        message: `${path}: ${result.problem}`,
        at: named ?? { file: path, path: [] },
      });
      return undefined;
    }
    diagnostics.push(...shapeFaults(path, result.value, role));
    return isMap(result.value) ? { path, value: result.value } : undefined;
  };

  const found = (
    root: SpecFile,
    parts: readonly SpecFile[],
    documents: ReadDocuments | undefined,
    origins = documents?.origins,
  ): ReadResult => {
    const placeOf = (place: Place): Place => origins?.placeOf(place) ?? place;
    const locate = locateIn(files, texts);
    return {
      source: {
        root,
        parts,
        open,
        texts,
        locate: (place) => locate(placeOf(place)),
        placeOf,
        ...(documents === undefined ? {} : { documents, documentsAlone: typeof entry !== 'string' }),
      },
      diagnostics,
      incomplete: () => incomplete,
    };
  };

  if (typeof entry !== 'string') {
    const config = entry.config === undefined ? undefined : readConfig(entry.config, open, report);
    const gathered = readEdaDocuments(entry.documents, { open, report });
    if (gathered !== undefined) {
      for (const [path, value] of gathered.files) opened.set(path, { ok: true, value });
      const root = { path: gathered.root.path, value: { ...gathered.root.value, ...config?.value } };
      for (const [file, role] of [
        [root, 'root'],
        ...gathered.parts.map((part) => [part, 'part'] as const),
      ] as const)
        diagnostics.push(...checkShape({ ...file, role }));
      return found(root, gathered.parts, undefined, gathered.origins);
    }
    const documents = readDocumentSet(entry.documents, { open, report });
    if (documents.documents.length < entry.documents.length) incomplete = true;
    return found(rootOf(entry, config, documents), [], documents);
  }
  const root = readFile(entry, 'root', undefined);
  if (root === undefined) return { diagnostics, incomplete: () => true };
  const parts: SpecFile[] = [];
  for (const { path, at } of includedFiles(files, root, diagnostics)) {
    const part = readFile(path, 'part', at);
    if (part !== undefined) parts.push(part);
  }
  return found(root, parts, readNamedDocuments([root, ...parts], { open, report }));
}

/** Reads the configuration beside documents: `lint`, `docs` and `version`, checked as in a root file. */
function readConfig(
  path: string,
  open: (path: string) => OpenedFile,
  report: (diagnostic: Diagnostic) => void,
): SpecFile | undefined {
  const opened = open(path);
  const value = opened.ok && isMap(opened.value) ? opened.value : {};
  for (const key of Object.keys(value)) {
    if (key === 'lint' || key === 'docs' || key === 'version') continue;
    report({
      code: 'unknown-key',
      severity: 'error',
      message: `${key} has no place in ${path}: it holds \`lint\`, \`docs\` and the \`version\` of all documents together`,
      help: 'what describes the system stands in its documents, or in eda.yaml',
      at: { file: path, path: [key], on: 'key' },
    });
  }
  const { lint = {}, docs, version } = value;
  const root = {
    eda: 1,
    system: 'documents',
    lint,
    ...(docs === undefined ? {} : { docs }),
    ...(version === undefined ? {} : { version }),
  };
  for (const diagnostic of checkShape({ path, value: root, role: 'root' })) report(diagnostic);
  return { path, value };
}

/**
 * The root that documents by themselves have: checked as what others wrote, unless the config says otherwise. The version
 * of one document is that of the design.
 */
function rootOf(
  { documents, system }: DocumentSet,
  config: SpecFile | undefined,
  read: ReadDocuments,
): SpecFile {
  const lint = config?.value.lint;
  const [only, ...others] = read.documents;
  const own = others.length === 0 && only !== undefined && isVersion(only.release) ? only.release : undefined;
  const version = config?.value.version ?? own;
  return {
    path: config?.path ?? documents[0] ?? '',
    value: {
      eda: 1,
      system,
      ...(version === undefined ? {} : { version }),
      lint: { extends: 'asyncapi-import', ...(isMap(lint) ? lint : {}) },
      ...(config?.value.docs === undefined ? {} : { docs: config.value.docs }),
    },
  };
}

/** Three numbers, as the language wants a version; what else documents call theirs, they keep to themselves. */
function isVersion(text: string): boolean {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(text);
}

/** What was found in values that are kept between passes; a value that was parsed never changes. */
const knownFaults = new WeakMap<object, { readonly role: string; readonly faults: readonly Diagnostic[] }>();

function shapeFaults(path: string, value: unknown, role: 'root' | 'part'): readonly Diagnostic[] {
  if (!isMap(value)) return checkShape({ path, value, role });
  const known = knownFaults.get(value);
  if (known?.role === role) return known.faults;
  const faults = checkShape({ path, value, role });
  knownFaults.set(value, { role, faults });
  return faults;
}

function includedFiles(
  files: ProjectFiles,
  root: SpecFile,
  diagnostics: Diagnostic[],
): { path: string; at: Place }[] {
  const globs = root.value.include;
  if (!Array.isArray(globs)) return [];
  const folder = posix.dirname(root.path);
  const found = new Map<string, Place>();
  for (const [index, glob] of globs.entries()) {
    if (typeof glob !== 'string') continue;
    const at: Place = { file: root.path, path: ['include', index] };
    const pattern = posix.normalize(posix.join(folder, glob));
    const matches = isWindowsGlob(glob) ? [] : files.glob(pattern).filter((path) => path !== root.path);
    if (matches.length === 0) {
      // A part that is named is wanted; a glob may wait for its first file.
      const isNamed = !/[*?[\]{}!]/.test(glob);
      diagnostics.push({
        code: 'include-empty',
        severity: isNamed ? 'error' : 'warning',
        message: isNamed ? `there is no file ${glob}` : `${glob} matches no file`,
        help: hasBackslash(glob)
          ? writeSlashes
          : `${isNamed ? 'paths' : 'globs'} are relative to ${root.path}`,
        at,
      });
    }
    for (const path of matches) if (!found.has(path)) found.set(path, at);
  }
  return [...found].map(([path, at]) => ({ path, at }));
}

/**
 * Finds where places stand in files of a project: in the texts that are given, and of others in those on disk. It may outlive a
 * reading, and holds nothing that was parsed.
 */
export function locateIn(
  files: ProjectFiles,
  texts: ReadonlyMap<string, string>,
): (place: Place) => Position {
  return createLocators((file) => texts.get(file) ?? textOf(files, file));
}

function textOf(files: ProjectFiles, path: string): string {
  const file = files.read(path);
  return file.ok ? file.text : '';
}
