import { posix } from 'node:path';
import type { Diagnostic, Path, Place } from '../diagnostics/diagnostic.ts';
import { type LoadedDesign, loadDesign } from '../pipeline.ts';
import { changedPaths, findMergeBase, openRepository } from '../spec/git/repository.ts';
import { createRevisionFiles } from '../spec/git/revision-files.ts';
import type { Git } from '../spec/git/run-git.ts';
import { isMap } from '../spec/is-map.ts';
import { descend, readPointer } from '../spec/json-pointer.ts';
import { readYaml } from '../spec/yaml.ts';
import {
  type Documents,
  designDepth,
  documentDepth,
  documentsIn,
  elementAt,
  elementsIn,
  groundSections,
  nameOf,
  type Texts,
  wholeOf,
} from './design-elements.ts';
import type { Project } from './project.ts';

/** What changed in a design since a revision, as far as findings go. */
export interface Changes {
  /** "main (a1b2c3d)" */
  readonly base: string;
  /** Whether a finding speaks of something that changed, or that refers to it. */
  concerns(finding: Diagnostic): boolean;
}

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
  const documents = documentsIn(newTexts);
  for (const file of new Set([...oldTexts.keys(), ...newTexts.keys()])) {
    if (oldTexts.get(file) === newTexts.get(file)) continue;
    files.add(file);
    const [before, after] = [parse(oldTexts.get(file), file), parse(newTexts.get(file), file)];
    const depth = documents.has(file) ? documentDepth : designDepth;
    // Who names a document as a whole depends on each part of it.
    if (documents.has(file)) changed.add(file);
    for (const path of differences(before, after, depth)) {
      changed.add(elementAt({ file, path }, documents));
      for (const value of documents.has(file) ? [before, after] : [])
        for (const channel of channelOf(value, path))
          changed.add(elementAt({ file, path: channel }, documents));
    }
  }
  const custom = design.architecture?.lint.custom ?? [];
  const ofRules = custom.map(({ path }) => posix.normalize(posix.join(posix.dirname(project.root), path)));
  const isAll =
    [...changed].some((key) => groundSections.has(key)) || ofRules.some((path) => paths.value.includes(path));
  const { referring, affected } = followReferences(changed, newTexts, documents);
  const has = (keys: ReadonlySet<string>, at: Place): boolean =>
    keys.has(elementAt(at, documents)) || wholeOf(at, documents).some((key) => changed.has(key));
  return {
    ok: true,
    value: {
      base: `${revision} (${base.value.slice(0, 7)})`,
      concerns: ({ at, related = [] }) => {
        if (isAll) return true;
        // What has no path stands in the text itself: an ignore, say.
        if (at.path.length === 0) return files.has(at.file);
        return has(affected, at) || related.some((one) => has(referring, one.at));
      },
    },
  };
}

/** The path to the channel of an operation (3.x): who takes what is sent there depends on both. */
function channelOf(document: unknown, path: Path): Path[] {
  if (path[0] !== 'operations' || path.length < 2) return [];
  const $ref = descend(document, [...path, 'channel', '$ref']);
  return typeof $ref === 'string' && $ref.startsWith('#/channels/') ? [readPointer($ref.slice(1))] : [];
}

/** Paths to what two texts do not share, at most as deep as things change for themselves. */
function differences(
  before: unknown,
  after: unknown,
  depthOf: (path: readonly string[]) => number,
  path: readonly string[] = [],
): Path[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if ((path.length > 0 && path.length >= depthOf(path)) || !(isMap(before) || isMap(after))) return [path];
  const [old, now] = [isMap(before) ? before : {}, isMap(after) ? after : {}];
  const inner = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
    differences(memberOf(old, key), memberOf(now, key), depthOf, [...path, key]),
  );
  return isMap(before) && isMap(after) ? inner : [path, ...inner];
}

function memberOf(map: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function parse(text: string | undefined, file: string): unknown {
  return text === undefined ? undefined : readYaml(text, file, 'shared').value;
}

/** `referring`: what changed, and what leads there by `$ref`; `affected`: with what names one of those. */
function followReferences(
  changed: ReadonlySet<string>,
  texts: Texts,
  documents: Documents,
): { referring: ReadonlySet<string>; affected: ReadonlySet<string> } {
  const elements = [...texts].flatMap(([file, text]) =>
    elementsIn(file, parse(text, file), texts, documents),
  );
  const referring = new Set(changed);
  for (let size = -1; size !== referring.size; ) {
    size = referring.size;
    for (const { key, refs } of elements) {
      if (!referring.has(key) && [...refs].some((ref) => referring.has(ref))) referring.add(key);
    }
  }
  const addresses = new Map(elements.map(({ key, address }) => [key, address]));
  const names = new Set([...referring].flatMap((key) => [...nameOf(key), ...(addresses.get(key) ?? [])]));
  const affected = new Set(referring);
  for (const { key, words } of elements) if ([...names].some((name) => words.has(name))) affected.add(key);
  return { referring, affected };
}
