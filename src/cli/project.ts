import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { createDiskFiles, type ProjectFiles } from '../spec/project-files.ts';
import type { Entry } from '../spec/source.ts';
import { configName, findConfig, findMisnamedConfig } from './config-file.ts';
import { foldersAbove, holdsOwn, passedOver } from './folders-above.ts';
import { readPinnedDesign } from './pinned-design.ts';
import { systemName } from './system-name.ts';

/** The project that a command works on: its folder and its root file. */
export interface Project {
  readonly folder: string;
  readonly files: ProjectFiles;
  /** Root file of the design, relative to the folder; of documents by themselves the first one. */
  readonly root: string;
  /** What is read: the root file, or a set of AsyncAPI documents. */
  readonly entry: Entry;
  /** Of a design that is pinned here and kept elsewhere: the services whose code lies here; empty: all. */
  readonly services?: readonly string[];
}

export type FoundProject =
  | { readonly ok: true; readonly project: Project }
  /** `unreadable`: what was named isn't there; `usage`: nothing was named and nothing found. */
  | { readonly ok: false; readonly kind: 'usage' | 'unreadable'; readonly message: string };

const rootName = 'eda.yaml';

/**
 * Finds the root file: the one that was named, or `eda.yaml` here or in a folder above within the repository, or the design
 * that an `eda.config.yaml` there pins. A folder stands for the `eda.yaml` in it.
 */
export function findProject(cwd: string, ...names: readonly string[]): FoundProject {
  if (!existsSync(cwd)) return { ok: false, kind: 'unreadable', message: `${cwd}: there is no such folder` };
  if (names.length > 0) return findNamed(cwd, names);
  for (const folder of foldersAbove(cwd)) {
    if (holdsOwn(folder, rootName, cwd)) return { ok: true, project: projectAt(folder, rootName) };
    const pinned = holdsOwn(folder, configName, cwd) ? readPinnedDesign(folder, configName) : undefined;
    if (pinned !== undefined && 'message' in pinned) return { ok: false, kind: 'unreadable', ...pinned };
    if (pinned !== undefined)
      return { ok: true, project: { ...projectAt(folder, pinned.root), services: pinned.services } };
  }
  return { ok: false, kind: 'usage', message: missingRoot(cwd) };
}

/** That there is no root file, and what lies there instead; looks at the folder itself and no further. */
function missingRoot(folder: string): string {
  const names = readdirSync(folder);
  const near = names.find((name) => /\.eda\.ya?ml$|^eda\.yml$/.test(name));
  if (near !== undefined) return `there is no ${rootName} here, but ${near}; name it: eda validate ${near}`;
  const passed = passedOver(rootName, folder);
  if (passed !== undefined)
    return `there is no ${rootName} here, and ${passed.path} is not taken: ${passed.because}; where it is meant, --cwd names its folder`;
  const missing = `there is no ${rootName} here or in a folder above`;
  const misnamed = findMisnamedConfig(folder);
  if (misnamed !== undefined)
    return `${missing}, but ${misnamed}, which is not read: the name is ${configName}`;
  const documents = names.filter(
    (name) => /\.(ya?ml|json)$/.test(name) && isNearDocument(join(folder, name)),
  );
  const [first] = documents;
  if (first === undefined) return `${missing}; \`eda init\` starts a project`;
  const more = documents.length > mostNamed ? ` and ${documents.length - mostNamed} more` : '';
  const [what, them] =
    documents.length === 1 ? ['an AsyncAPI document', 'it'] : ['AsyncAPI documents', 'them'];
  // A name that a shell takes for something else is not put into a command.
  const named = documents.length === 1 && /^\w[\w.@+-]*$/.test(first) ? first : '.';
  return `${missing}, but ${what}: ${documents.slice(0, mostNamed).join(', ')}${more}; eda validate ${named} checks ${them}, eda import asyncapi ${named} makes a design of ${them}`;
}

/** So many documents are told of by name. */
const mostNamed = 3;

/** Whether a file says in its first lines that it is a document; what is no file, such as a pipe, is not opened. */
function isNearDocument(path: string): boolean {
  try {
    return statSync(path).isFile() && looksLikeAsyncApi(beginningOf(path));
  } catch {
    // A link that leads nowhere.
    return false;
  }
}

/**
 * Finds a design: what `findProject` finds, or else the AsyncAPI documents below an `eda.config.yaml` here or in a folder
 * above, which holds for documents that are named as well. For commands that need nothing but what documents say.
 */
export function findDesign(cwd: string, ...names: readonly string[]): FoundProject {
  const found = findProject(cwd, ...names);
  if (found.ok) return { ok: true, project: withConfigAbove(found.project) };
  if (found.kind !== 'usage' || names.length > 0) return found;
  for (const folder of foldersAbove(cwd)) {
    if (!holdsOwn(folder, configName, cwd)) continue;
    const documents = findDocuments(folder);
    if (documents.length > 0) return { ok: true, project: documentsAt(folder, documents) };
    const message = `there is no AsyncAPI document beside ${configName} or in a folder below`;
    return { ok: false, kind: 'usage', message };
  }
  return found;
}

/** The design that somebody named: a root file, its folder, or documents and folders of them. */
function findNamed(cwd: string, names: readonly string[]): FoundProject {
  const documents: string[] = [];
  for (const name of names) {
    const path = resolve(cwd, name);
    if (!existsSync(path))
      return { ok: false, kind: 'unreadable', message: `${name}: there is no such file` };
    const isFolder = statSync(path).isDirectory();
    const root = isFolder ? join(path, rootName) : path;
    const found = isFolder && !existsSync(root) ? findDocuments(path) : isDocument(root) ? [root] : undefined;
    if (found === undefined) {
      if (names.length === 1) return { ok: true, project: projectAt(dirname(root), basename(root)) };
      return {
        ok: false,
        kind: 'usage',
        message: `${name} is no AsyncAPI document; several files are read together only if all are`,
      };
    }
    if (found.length === 0) {
      return {
        ok: false,
        kind: 'unreadable',
        message: `${name}: there is no ${rootName} in this folder, and no AsyncAPI document`,
      };
    }
    documents.push(...found);
  }
  return { ok: true, project: documentsAt(cwd, [...new Set(documents)]) };
}

/** AsyncAPI documents in a folder and below, absolute, sorted. */
function findDocuments(folder: string): string[] {
  return createDiskFiles(folder)
    .glob('**/*.{yaml,yml,json}')
    .map((path) => join(folder, path))
    .filter(isDocument);
}

function isDocument(path: string): boolean {
  // Most documents say what they are on their first lines: one of many megabytes is not read twice.
  if (looksLikeAsyncApi(beginningOf(path))) return true;
  const read = createDiskFiles(dirname(path)).read(basename(path));
  return read.ok && looksLikeAsyncApi(read.text);
}

/** The first lines of a file, as far as they can be read. */
function beginningOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(4096);
      return bytes.toString('latin1', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** Documents by themselves: the project is the folder that holds them all, the working folder if it does. */
function documentsAt(cwd: string, documents: readonly string[]): Project {
  const folder = documents.every((path) => isInside(cwd, path)) ? cwd : commonFolder(documents);
  const paths = documents.map((path) => pathFrom(folder, path));
  const config = findConfig(commonFolder(documents), folder);
  return {
    folder,
    files: createDiskFiles(folder),
    root: paths[0] ?? '',
    entry: {
      documents: paths,
      system: systemName(basename(commonFolder(documents))),
      ...(config === undefined ? {} : { config: pathFrom(folder, config) }),
    },
  };
}

/** Documents by themselves with the `eda.config.yaml` above their folder, which is then that of the project. */
function withConfigAbove(project: Project): Project {
  const { folder, entry } = project;
  if (typeof entry === 'string' || entry.config !== undefined) return project;
  const config = findConfig(folder);
  if (config === undefined) return project;
  const above = dirname(config);
  const below = pathFrom(above, folder);
  const documents = entry.documents.map((path) => `${below}/${path}`);
  return {
    folder: above,
    files: createDiskFiles(above),
    root: documents[0] ?? '',
    entry: { ...entry, documents, config: configName },
  };
}

function commonFolder(paths: readonly string[]): string {
  const [first = '.', ...others] = paths.map((path) => dirname(path));
  return others.reduce((common, folder) => {
    let at = common;
    while (!isInside(at, folder) && at !== folder) at = dirname(at);
    return at;
  }, first);
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function projectAt(folder: string, root: string): Project {
  return { folder, files: createDiskFiles(folder), root, entry: root };
}
