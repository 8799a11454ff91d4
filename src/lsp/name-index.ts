import { join, posix } from 'node:path';
import type { Path, Place } from '../diagnostics/diagnostic.ts';
import { isMap } from '../spec/is-map.ts';
import { readPointer } from '../spec/json-pointer.ts';
import type { DesignView, Located } from './design-view.ts';
import { type NameAt, type NamedKind, namesIn, referencesIn } from './name-places.ts';

/** Where the names of a design stand, in all of its files. */
export interface NameIndex {
  /** Where something is defined; empty where it follows from other things, as most topics do. */
  definitionsOf(kind: NamedKind, name: string): readonly Place[];
  usesOf(kind: NamedKind, name: string): readonly Place[];
  /** Every `$ref` that leads to a place of a file, or to something in it. */
  referencesTo(target: Target): readonly Place[];
}

/** What a `$ref` leads to. */
export interface Target {
  readonly file: string;
  readonly path: Path;
}

const known = new WeakMap<DesignView, NameIndex>();

/** The names of a design; made when somebody asks first. */
export function indexNames(view: DesignView): NameIndex {
  const made = known.get(view) ?? makeIndex(view);
  known.set(view, made);
  return made;
}

/** What a file says of names. */
interface FileNames {
  /** By kind and name. */
  readonly definitions: ReadonlyMap<string, readonly Place[]>;
  readonly uses: ReadonlyMap<string, readonly Place[]>;
  readonly references: readonly { readonly target: Target; readonly at: Place }[];
}

/** What was found in values that are kept between readings; a value that was parsed never changes. */
const knownNames = new WeakMap<object, FileNames>();

function namesOf(file: string, value: object): FileNames {
  const found = knownNames.get(value) ?? findNames(file, value);
  knownNames.set(value, found);
  return found;
}

function findNames(file: string, value: object): FileNames {
  const isOurs = isMap(value) && value.eda !== undefined;
  const { note, definitions, uses } = createNotes();
  const references: { readonly target: Target; readonly at: Place }[] = [];
  if (isOurs)
    for (const { path, on, ...name } of namesIn(value))
      note(name, { file, path, ...(on === 'key' ? { on } : {}) });
  for (const { ref, path } of referencesIn(value)) {
    const at: Place = { file, path };
    const [, shared] = isOurs || !ref.startsWith('#') ? (/^#\/schemas\/([^/]+)/.exec(ref) ?? []) : [];
    if (shared !== undefined) note({ kind: 'schema', name: shared, role: 'use' }, at);
    else references.push({ target: targetOf(ref, file), at });
  }
  return { definitions, uses, references };
}

function createNotes() {
  const definitions = new Map<string, Place[]>();
  const uses = new Map<string, Place[]>();
  const note = ({ kind, name, role }: NameAt, at: Place): void => {
    const places = role === 'definition' ? definitions : uses;
    const key = `${kind} ${name}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  };
  return { note, definitions, uses };
}

/** What each file says stays with its value: behind a keystroke one file alone is looked through. */
function makeIndex(view: DesignView): NameIndex {
  const files = [...view.source.texts.keys()].flatMap((file) => {
    const value = view.valueOf(file);
    return isMap(value) ? [namesOf(file, value)] : [];
  });
  const documents = knownDocuments.get(view.architecture) ?? namesOfDocuments(view);
  knownDocuments.set(view.architecture, documents);
  const all = [...files, documents];
  return {
    definitionsOf: (kind, name) => all.flatMap(({ definitions }) => definitions.get(`${kind} ${name}`) ?? []),
    usesOf: (kind, name) => all.flatMap(({ uses }) => uses.get(`${kind} ${name}`) ?? []),
    referencesTo: ({ file, path }) =>
      files.flatMap(({ references }) =>
        references
          .filter(
            ({ target }) =>
              target.file === file &&
              path.every((step, index) => String(target.path[index]) === String(step)),
          )
          .map(({ at }) => at),
      ),
  };
}

/** What documents say follows from the model, which stays while somebody types. */
const knownDocuments = new WeakMap<DesignView['architecture'], FileNames>();

/** Events of AsyncAPI documents, and the operations that speak of them. */
function namesOfDocuments({ architecture, source }: DesignView): FileNames {
  const { note, definitions, uses } = createNotes();
  const isForeign = (at: Place): boolean => source.placeOf(at) !== at;
  for (const { name, at } of Object.values(architecture.events))
    if (isForeign(at)) note({ kind: 'event', name, role: 'definition' }, source.placeOf(at));
  for (const service of Object.values(architecture.services)) {
    if (isForeign(service.at))
      note({ kind: 'service', name: service.name, role: 'definition' }, source.placeOf(service.at));
    for (const { event, at } of [...service.publications, ...service.subscriptions])
      if (isForeign(at)) note({ kind: 'event', name: event, role: 'use' }, source.placeOf(at));
  }
  return { definitions, uses, references: [] };
}

/** The file and path that a `$ref` in a file leads to. */
export function targetOf(ref: string, file: string): Target {
  const [path = '', pointer = ''] = ref.split('#');
  return {
    file: path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path)),
    path: readPointer(pointer),
  };
}

/** Where places stand, each once. */
export function locateAll(places: readonly Place[], view: DesignView): readonly Located[] {
  const seen = new Set<string>();
  return places
    .map((place) => view.locate(place))
    .filter(({ path, range }) => {
      const id = JSON.stringify([path, range]);
      return !seen.has(id) && seen.add(id) !== undefined;
    });
}

/** A file of the design by its absolute path. */
export function absolute(view: DesignView, file: string): string {
  return join(view.home.folder, file);
}
