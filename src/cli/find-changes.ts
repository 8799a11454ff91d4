import { posix } from 'node:path';
import type { Diagnostic, Path, Place } from '../diagnostics/diagnostic.ts';
import { type LoadedDesign, loadDesign } from '../pipeline.ts';
import { changedPaths, findMergeBase, openRepository } from '../spec/git/repository.ts';
import { createRevisionFiles } from '../spec/git/revision-files.ts';
import type { Git } from '../spec/git/run-git.ts';
import { isMap } from '../spec/is-map.ts';
import { readYaml } from '../spec/yaml.ts';
import type { Project } from './project.ts';

/** What changed in a design since a revision, as far as findings go. */
export interface Changes {
  /** "main (a1b2c3d)" */
  readonly base: string;
  /** Whether a finding speaks of something that changed, or that refers to it. */
  concerns(finding: Diagnostic): boolean;
}

/** Sections whose members are known by name in the whole design: each member changes for itself. */
const elementSections = new Set([
  'domains',
  'teams',
  'schemas',
  'events',
  'topics',
  'services',
  'aggregates',
  'projections',
  'sagas',
]);

/** Sections that everything depends on. */
const groundSections = new Set(['defaults', 'environments', 'lint', 'system']);

/**
 * Compares a design with what it was where its branch left a revision (their merge base), value by value: formatting and
 * comments change nothing. A thing counts as changed with what refers to it: by `$ref` over any number of steps, by its
 * name over one.
 */
export async function findChanges(
  project: Project,
  design: LoadedDesign,
  revision: string,
): Promise<Git<Changes>> {
  const repository = openRepository(project.folder);
  if (!repository.ok) return repository;
  const base = findMergeBase(repository.value, revision);
  if (!base.ok) return base;
  const then = createRevisionFiles(repository.value, base.value);
  if (!then.ok) return then;
  const paths = changedPaths(repository.value, base.value);
  if (!paths.ok) return paths;

  const oldTexts = loadDesign(then.value, project.entry).source?.texts ?? new Map<string, string>();
  const newTexts = design.source?.texts ?? new Map<string, string>();
  const changed = new Set<string>();
  const files = new Set<string>();
  for (const file of new Set([...oldTexts.keys(), ...newTexts.keys()])) {
    if (oldTexts.get(file) === newTexts.get(file)) continue;
    files.add(file);
    for (const path of differences(parse(oldTexts.get(file), file), parse(newTexts.get(file), file))) {
      changed.add(elementAt({ file, path }));
    }
  }
  const custom = design.architecture?.lint.custom ?? [];
  const ofRules = custom.map(({ path }) => posix.normalize(posix.join(posix.dirname(project.root), path)));
  const isAll =
    [...changed].some((key) => groundSections.has(key)) || ofRules.some((path) => paths.value.includes(path));
  const { referring, affected } = followReferences(changed, newTexts);
  return {
    ok: true,
    value: {
      base: `${revision} (${base.value.slice(0, 7)})`,
      concerns: ({ at, related = [] }) => {
        if (isAll) return true;
        // What has no path stands in the text itself: an ignore, say.
        if (at.path.length === 0) return files.has(at.file);
        return affected.has(elementAt(at)) || related.some((one) => referring.has(elementAt(one.at)));
      },
    },
  };
}

/** What changes as one: `events/orders.order.placed`, `lint`, `order.json`. */
function elementAt({ file, path }: Place): string {
  const [section, name] = path;
  if (section === undefined) return file;
  if (elementSections.has(String(section)) && name !== undefined) return `${section}/${name}`;
  if (groundSections.has(String(section))) return String(section);
  return file;
}

/** Paths to what two texts do not share: sections and their members; what lies deeper changes with those. */
function differences(before: unknown, after: unknown, path: Path = []): Path[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (path.length === 2 || !(isMap(before) || isMap(after))) return [path];
  const [old, now] = [isMap(before) ? before : {}, isMap(after) ? after : {}];
  const inner = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
    differences(memberOf(old, key), memberOf(now, key), [...path, key]),
  );
  return isMap(before) && isMap(after) ? inner : [path, ...inner];
}

function memberOf(map: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function parse(text: string | undefined, file: string): unknown {
  return text === undefined ? undefined : readYaml(text, file, 'shared').value;
}

/** A named thing of the design, or a file of schemas, and what it mentions. */
interface Element {
  readonly key: string;
  /** Elements that a `$ref` in it leads to. */
  readonly refs: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

/** `referring`: what changed, and what leads there by `$ref`; `affected`: with what names one of those. */
function followReferences(
  changed: ReadonlySet<string>,
  texts: ReadonlyMap<string, string>,
): { referring: ReadonlySet<string>; affected: ReadonlySet<string> } {
  const elements = [...texts].flatMap(([file, text]) => elementsIn(file, parse(text, file), texts));
  const referring = new Set(changed);
  for (let size = -1; size !== referring.size; ) {
    size = referring.size;
    for (const { key, refs } of elements) {
      if (!referring.has(key) && [...refs].some((ref) => referring.has(ref))) referring.add(key);
    }
  }
  const names = new Set(
    [...referring].filter((key) => key.includes('/')).map((key) => key.slice(key.indexOf('/') + 1)),
  );
  const affected = new Set(referring);
  for (const { key, words } of elements) if ([...names].some((name) => words.has(name))) affected.add(key);
  return { referring, affected };
}

type Texts = ReadonlyMap<string, string>;

function elementsIn(file: string, value: unknown, texts: Texts): Element[] {
  if (!isMap(value)) return [];
  if (!Object.hasOwn(value, 'eda')) return [elementOf(file, file, value, texts)];
  return Object.entries(value).flatMap(([section, members]) =>
    elementSections.has(section) && isMap(members)
      ? Object.entries(members).map(([name, member]) =>
          elementOf(`${section}/${name}`, file, { [name]: member }, texts),
        )
      : [],
  );
}

function elementOf(key: string, file: string, value: unknown, texts: Texts): Element {
  const refs = new Set<string>();
  const words = new Set<string>();
  const say = (word: string): void => {
    words.add(word);
    // An event's name begins with that of its domain.
    const dot = word.indexOf('.');
    if (dot > 0) words.add(word.slice(0, dot));
  };
  const visit = (node: unknown, step?: string): void => {
    if (typeof node === 'string') {
      if (step === '$ref') refs.add(targetOf(node, file));
      else {
        say(node);
        // A document or data file is named by its path.
        const path = pathIn(node, file);
        if (texts.has(path)) refs.add(path);
      }
    } else if (Array.isArray(node)) for (const item of node) visit(item);
    else if (isMap(node)) {
      for (const [name, member] of Object.entries(node)) {
        say(name);
        visit(member, name);
      }
    }
  };
  visit(value);
  return { key, refs, words };
}

/** The element that a `$ref` leads to. */
function targetOf(ref: string, file: string): string {
  const [path = '', pointer = ''] = ref.split('#');
  if (path !== '') return pathIn(path, file);
  const [, section = '', name = ''] = pointer.split('/');
  return elementSections.has(section) ? `${section}/${name}` : file;
}

/** A path as a file of the design writes it, without what stands behind #, from the project's folder. */
function pathIn(text: string, file: string): string {
  return posix.normalize(posix.join(posix.dirname(file), text.split('#')[0] ?? ''));
}
